/** Who gains and who loses by an edit: a gain that is shown is one that the desk then really gives. */
import { expect, it } from 'vitest';
import { expectRefused, snapshot, succeed, useDesk, useService, type Key } from './testing/conformance.ts';
import { aws, delegated, kept, keyWith, policyOf, type Statement } from './testing/policies.ts';

const desk = useDesk();
const reports = useService(desk, 'reports');
const user = useService(desk, 'user', ['key-user']);

interface Change {
  readonly Layer: string;
  readonly Who: readonly { readonly Existing: readonly string[]; readonly Open: boolean }[];
  readonly Actions: readonly string[];
  readonly When: readonly { readonly Key: string }[];
  readonly Witness?: {
    readonly PrincipalArn: string;
    readonly Action: string;
    readonly ConditionValues: readonly { readonly Key: string; readonly Values: readonly string[] }[];
  };
}
interface Compared {
  readonly Exact: boolean;
  readonly Gained: readonly Change[];
  readonly Lost: readonly Change[];
}
const compare = async (key: Key, ...statements: readonly Statement[]): Promise<Compared> =>
  (await succeed(desk, 'Keydesk.CompareKeyPolicies', {
    KeyId: key.id,
    Policy: policyOf(kept(), ...statements),
  })) as unknown as Compared; // its output
const existing = (changes: readonly Change[]): string[] => [
  ...new Set(changes.flatMap(({ Who }) => Who.flatMap(({ Existing }) => Existing))),
];

const reads = (tenant: string | null): Statement => ({
  Sid: 'reads',
  Principal: aws(reports.arn),
  Action: ['kms:Encrypt', 'kms:Decrypt'],
  ...(tenant === null ? {} : { Condition: { StringEquals: { 'kms:EncryptionContext:tenant': tenant } } }),
});

it('proves that another spelling changes nothing', async () => {
  const key = await keyWith(desk, reads('acme'));
  const { Action, ...rest } = reads('acme');
  const spelled: Statement = { ...rest, Sid: 'other', Action: (Action as string[]).toReversed() };
  expect(await compare(key, spelled)).toMatchObject({ Exact: true, Gained: [], Lost: [] });
});

it('shows a gain by a witness, which the simulator confirms and the desk then allows', async () => {
  const key = await keyWith(desk, reads('acme'));
  const edited = policyOf(kept(), reads(null));
  const { Exact, Gained, Lost } = await compare(key, reads(null));
  expect([Exact, Lost]).toEqual([true, []]);
  expect(existing(Gained)).toEqual([reports.arn]);
  const [gain] = Gained;
  expect(gain).toMatchObject({
    Layer: 'direct',
    Actions: expect.arrayContaining(['kms:Decrypt', 'kms:Encrypt']) as unknown,
  });
  const asked = { KeyId: key.id, ...gain?.Witness };
  expect(await succeed(desk, 'Keydesk.SimulateAccess', asked)).toMatchObject({ Allowed: false });
  expect(await succeed(desk, 'Keydesk.SimulateAccess', { ...asked, Policy: edited })).toMatchObject({
    Allowed: true,
  });
  const encrypt = () => desk.call('Encrypt', { KeyId: key.id, Plaintext: 'YQ==' }, reports);
  expect((await encrypt()).status).toBe(400);
  await succeed(desk, 'PutKeyPolicy', { KeyId: key.id, Policy: edited });
  expect((await encrypt()).status).toBe(200);
});

it('shows what is lost, and through which way it came', async () => {
  const key = await keyWith(desk, delegated(), reads('acme'));
  const { Gained, Lost } = await compare(key, reads('acme'));
  expect(Gained).toEqual([]);
  const users = Lost.filter((change) => existing([change]).includes(user.arn));
  expect(users.length).toBeGreaterThan(0);
  expect(users.every(({ Layer }) => Layer === 'delegated')).toBe(true);
});

it('changes nothing, and compares no text that cannot be saved', async () => {
  const key = await keyWith(desk, reads('acme'));
  const before = await snapshot(desk, key);
  await compare(key, delegated());
  expect(await snapshot(desk, key)).toEqual(before);
  const body = { KeyId: key.id, Policy: '{"Statement": [' };
  await expectRefused(desk, 'Keydesk.CompareKeyPolicies', body, {
    code: 'MalformedPolicyDocumentException',
    unchanged: key,
  });
  await expectRefused(
    desk,
    'Keydesk.CompareKeyPolicies',
    { ...body, Policy: policyOf(kept()) },
    { code: 'AccessDeniedException', as: reports },
  );
});
