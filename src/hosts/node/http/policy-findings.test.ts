/** What the linter says of a key's policy, what it judges it against, and findings that somebody bears for a while. */
import { describe, expect, it } from 'vitest';
import type { PolicyWorld } from '../../../domain/policy/world.ts';
import {
  ACCOUNT,
  eventOf,
  expectRefused,
  makeKey,
  makeService,
  OPERATOR,
  succeed,
  useDesk,
  useService,
} from './testing/conformance.ts';
import { aws, delegated, kept, keyWith, policyOf, type Statement } from './testing/policies.ts';

const desk = useDesk();
const billing = useService(desk, 'billing');
const manager = useService(desk, 'manager', ['key-administrator']);
const auditor = useService(desk, 'auditor', ['auditor']);

interface Finding {
  readonly Code: string;
  readonly Severity: string;
  readonly From: number;
  readonly To: number;
  readonly Statement?: number;
  readonly Blocks: boolean;
  readonly Suppression?: { readonly Reason: string; readonly SuppressedBy: string };
}
interface Linted {
  readonly Findings: readonly Finding[];
  readonly Suppressions: readonly { readonly Code: string; readonly Statement?: string }[];
}
const lint = async (body: object): Promise<Linted> =>
  (await succeed(desk, 'Keydesk.LintKeyPolicy', body)) as unknown as Linted; // its output
/** `as`: another caller than the desk's own. */
const world = async (KeyId: string, as?: Parameters<typeof desk.call>[2]): Promise<PolicyWorld> => {
  const { body } = await desk.call('Keydesk.DescribePolicyWorld', { KeyId }, as);
  return JSON.parse(String(body['World'])) as PolicyWorld; // what the operation writes
};

/** An action twice: a finding that every build of the linter has. */
const misspelt = (sid: string) => ({
  Sid: sid,
  Principal: aws(billing.arn),
  Action: ['kms:Decrpyt', 'kms:Encrypt'],
});

describe('DescribePolicyWorld', () => {
  it('tells the key, everybody, and who used it how', async () => {
    const key = await keyWith(desk, {
      Sid: 'uses',
      Principal: aws(billing.arn),
      Action: ['kms:Encrypt', 'kms:GenerateDataKey'],
    });
    const use = (tenant: string) =>
      desk.call(
        'Encrypt',
        { KeyId: key.id, Plaintext: 'YQ==', EncryptionContext: { tenant, app: 'invoices' } },
        billing,
      );
    expect([(await use('acme')).status, (await use('globex')).status]).toEqual([200, 200]);
    expect((await desk.call('Decrypt', { KeyId: key.id, CiphertextBlob: 'YQ==' }, billing)).status).toBe(400);
    const seen = await world(key.id);
    expect(seen).toMatchObject({
      accountId: ACCOUNT,
      me: OPERATOR,
      key: { id: key.id, arn: key.arn, spec: 'SYMMETRIC_DEFAULT', usage: 'ENCRYPT_DECRYPT' },
    });
    expect(seen.principals?.find(({ arn }) => arn === manager.arn)).toMatchObject({
      kind: 'role',
      active: true,
      policies: [{ name: 'key-administrator' }],
    });
    expect(seen.usage?.uses.filter(({ principal }) => principal === billing.arn)).toEqual([
      expect.objectContaining({
        action: 'kms:Encrypt',
        allowed: 2,
        refused: 0,
        steadyContext: [['app', 'invoices']],
        statements: [1],
        looked: 2,
      }),
    ]);
    expect(seen.usage?.policySince).toBeGreaterThan(Date.now() - 60_000);
  });

  it('counts on all keys who can decrypt whatever the request says, and who administers those that guard', async () => {
    const opens = { Principal: aws(billing.arn), Action: 'kms:Decrypt' };
    const before = await world((await keyWith(desk, opens)).id);
    const acme = { StringEquals: { 'kms:EncryptionContext:tenant': 'acme' } };
    await keyWith(desk, { ...opens, Condition: acme });
    const guard = await keyWith(desk, opens);
    await succeed(desk, 'TagResource', {
      KeyId: guard.id,
      Tags: [{ TagKey: 'protects', TagValue: 'audit log' }],
    });
    const after = await world(guard.id);
    const decrypts = ({ estate }: PolicyWorld) => new Map(estate?.decrypts).get(billing.arn) ?? 0;
    expect([
      (after.estate?.keys ?? 0) - (before.estate?.keys ?? 0),
      decrypts(after) - decrypts(before),
    ]).toEqual([2, 1]);
    expect(after.estate?.guards).toEqual([
      { keyId: guard.id, name: guard.id, protects: 'audit log', administrators: [OPERATOR] },
    ]);
  });

  it('leaves out what the caller may not see', async () => {
    const key = await keyWith(desk, delegated());
    const seen = await world(key.id, manager);
    expect([seen.usage, seen.principals === null]).toEqual([null, false]);
    await expectRefused(
      desk,
      'Keydesk.DescribePolicyWorld',
      { KeyId: key.id },
      { code: 'AccessDeniedException', as: billing },
    );
  });

  it('gives texts of the desk’s own policies to who may read them, and else the names of people only', async () => {
    const key = await keyWith(desk, delegated());
    // What everybody can read is no secret.
    expect((await world(key.id, manager)).principals).not.toBeNull();
    await succeed(desk, 'Keydesk.CreateIdentityPolicy', {
      Name: 'unread',
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Sid: 'hush', Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' }],
      }),
    });
    const holder = await makeService(desk, 'unread-holder', ['unread']);
    const seen = await world(key.id, manager);
    expect(seen.principals).toBeNull();
    expect(seen.people?.find(({ arn }) => arn === holder.arn)).toMatchObject({
      name: 'unread-holder',
      policyNames: ['unread'],
    });
    expect(JSON.stringify(seen)).not.toContain('hush');
    for (const as of [undefined, auditor]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const open = await world(key.id, as);
      expect([open.people, JSON.stringify(open.principals?.find(({ arn }) => arn === holder.arn))]).toEqual([
        undefined,
        expect.stringContaining('hush'),
      ]);
    }
    // Who is not here is still told.
    const { body } = await desk.call(
      'Keydesk.LintKeyPolicy',
      {
        KeyId: key.id,
        Policy: policyOf(kept(), delegated(), {
          Principal: aws(holder.arn, `arn:aws:iam::${ACCOUNT}:role/nobody-here`),
          Action: 'kms:Decrypt',
        }),
      },
      manager,
    );
    const unknown = (body as unknown as Linted).Findings.filter(({ Code }) => Code === 'principal-unknown'); // its output
    expect(unknown).toHaveLength(1);
  });
});

describe('LintKeyPolicy', () => {
  it('looks at the saved policy, or at the text that is given', async () => {
    const key = await keyWith(desk, misspelt('typo'));
    const { Findings } = await lint({ KeyId: key.id });
    expect(Findings).toContainEqual(
      expect.objectContaining({ Code: 'unknown-action', Statement: 1, Blocks: false }),
    );
    const other = await lint({ KeyId: key.id, Policy: policyOf(kept()) });
    expect(other.Findings.map(({ Code }) => Code)).not.toContain('unknown-action');
    const broken = await lint({ Policy: '{"Statement": [' });
    expect(broken.Findings[0]).toMatchObject({ Severity: 'error', Blocks: true });
  });

  it('knows what is in force: a change that helps its author is told, the same text is not', async () => {
    const uses = { Sid: 'uses', Principal: aws(billing.arn), Action: 'kms:Encrypt' };
    const key = await keyWith(desk, delegated(), uses);
    expect((await world(key.id)).inForce).toContain('"uses"');
    const codes = async (...statements: readonly Statement[]): Promise<readonly string[]> => {
      const Policy = policyOf(...statements);
      const { body } = await desk.call('Keydesk.LintKeyPolicy', { KeyId: key.id, Policy }, manager);
      return (body as unknown as Linted).Findings.map(({ Code }) => Code); // its output
    };
    const others = { ...uses, Action: ['kms:Encrypt', 'kms:Decrypt'] };
    const theirs = { ...uses, Principal: aws(billing.arn, manager.arn) };
    expect(await codes(kept(), delegated(), uses, others)).not.toContain('self-benefit-change');
    expect(await codes(kept(), delegated(), uses, theirs)).toContain('self-benefit-change');
  });

  it('asks for a text or a key, of a size that can be saved', async () => {
    await expectRefused(
      desk,
      'Keydesk.LintKeyPolicy',
      {},
      { code: 'ValidationException', message: 'Give KeyId, Policy, or both.' },
    );
    await expectRefused(
      desk,
      'Keydesk.LintKeyPolicy',
      { Policy: ' '.repeat(32_769) },
      { code: 'LimitExceededException' },
    );
    const key = await makeKey(desk);
    await expectRefused(
      desk,
      'Keydesk.LintKeyPolicy',
      { KeyId: key.id },
      { code: 'AccessDeniedException', as: billing },
    );
  });

  it('reads a text that stands on no key only for those who may ask that', async () => {
    const Policy = policyOf(kept());
    await expectRefused(
      desk,
      'Keydesk.LintKeyPolicy',
      { Policy },
      {
        code: 'AccessDeniedException',
        message: expect.stringContaining('keydesk:LintKeyPolicy') as string,
        as: billing,
      },
    );
    const { status } = await desk.call('Keydesk.LintKeyPolicy', { Policy }, manager);
    expect(status).toBe(200);
  });

  it('answers a text that is made to keep it busy, and says what it left out', async () => {
    const values = Array.from({ length: 2000 }, (_, i) => `*${i.toString(36)}*a*`);
    const Condition = { StringLike: { 'kms:EncryptionContext:t': values } };
    const Policy = policyOf(kept(), { ...misspelt('busy'), Condition });
    const { Findings } = await lint({ Policy });
    const [left] = Findings.filter(({ Code }) => Code === 'not-all-analysed');
    expect(left).toMatchObject({ Severity: 'info', Blocks: false });
    expect(Findings.map(({ Code }) => Code)).toContain('unknown-action');
  });
});

describe('suppressions', () => {
  const until = (days: number) => Date.now() / 1000 + days * 86_400;

  it('silence a finding of one statement, with who and why, until somebody withdraws it', async () => {
    const key = await keyWith(desk, misspelt('first'), misspelt('second'));
    const asked = { KeyId: key.id, Code: 'unknown-action', Statement: 'first' };
    const answer = await desk.call('Keydesk.SuppressFinding', {
      ...asked,
      Reason: 'of a newer desk',
      Until: until(30),
    });
    expect(answer.status).toBe(200);
    expect(await eventOf(desk, answer)).toMatchObject({
      Operation: 'SuppressFinding',
      KeyId: key.id,
      Reason: 'of a newer desk',
      Changes: [{ Kind: 'suppression' }],
    });
    const linted = await lint({ KeyId: key.id });
    const found = linted.Findings.filter(({ Code }) => Code === 'unknown-action');
    expect(found.map(({ Statement, Suppression }) => [Statement, Suppression?.Reason])).toEqual([
      [1, 'of a newer desk'],
      [2, undefined],
    ]);
    expect(found[0]?.Suppression?.SuppressedBy).toBe(OPERATOR);
    expect(linted.Suppressions).toMatchObject([{ Code: 'unknown-action', Statement: 'first' }]);
    const told = await succeed(desk, 'Keydesk.DescribePolicyWorld', { KeyId: key.id });
    expect(told['Suppressions']).toEqual(linted.Suppressions);
    await succeed(desk, 'Keydesk.WithdrawSuppression', asked);
    expect((await lint({ KeyId: key.id })).Suppressions).toEqual([]);
    await expectRefused(desk, 'Keydesk.WithdrawSuppression', asked, { code: 'NotFoundException' });
  });

  it('need a reason, an end within a year, a finding that is there, and a permission', async () => {
    const key = await keyWith(desk, delegated(), misspelt('typo'));
    const asked = { KeyId: key.id, Code: 'unknown-action', Reason: 'r', Until: until(30) };
    const refuse = (
      body: object,
      code: 'ValidationException' | 'NotFoundException' | 'AccessDeniedException',
      as = auditor,
    ) =>
      expectRefused(
        desk,
        'Keydesk.SuppressFinding',
        body,
        code === 'AccessDeniedException' ? { code, as } : { code },
      );
    await refuse({ ...asked, Reason: '  ' }, 'ValidationException');
    await refuse({ ...asked, Until: until(-1) }, 'ValidationException');
    await refuse({ ...asked, Until: until(400) }, 'ValidationException');
    await refuse({ ...asked, Code: 'no-such-rule' }, 'NotFoundException');
    await refuse({ ...asked, Statement: 'kept' }, 'NotFoundException');
    await refuse(asked, 'AccessDeniedException');
    expect((await desk.call('Keydesk.SuppressFinding', asked, manager)).status).toBe(200);
  });

  it('tell nothing of what the caller may not see', async () => {
    const ghost = await makeService(desk, 'ghost');
    const key = await keyWith(desk, delegated(), {
      Sid: 'gone',
      Principal: aws(ghost.arn),
      Action: 'kms:Decrypt',
    });
    const listed = (await succeed(desk, 'Keydesk.ListPrincipals'))['Principals'] as {
      PrincipalId: string;
      Arn: string;
    }[]; // its output
    await succeed(desk, 'Keydesk.DeleteService', {
      PrincipalId: listed.find(({ Arn }) => Arn === ghost.arn)?.PrincipalId,
    });
    await succeed(desk, 'Keydesk.CreateIdentityPolicy', {
      Name: 'bears',
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action: ['kms:GetKeyPolicy', 'keydesk:SuppressFinding'], Resource: '*' },
        ],
      }),
    });
    const blind = await makeService(desk, 'blind', ['bears']);
    const asked = { KeyId: key.id, Code: 'principal-unknown', Reason: 'r', Until: until(30) };
    await expectRefused(desk, 'Keydesk.SuppressFinding', asked, { code: 'NotFoundException', as: blind });
    expect((await desk.call('Keydesk.SuppressFinding', asked, manager)).status).toBe(200);
  });
});
