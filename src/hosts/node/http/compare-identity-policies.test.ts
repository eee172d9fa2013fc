/** What an identity policy would give and take: what is told for certain is what the desk then does. */
import { expect, it } from 'vitest';
import { expectRefused, succeed, useDesk, useService } from './testing/conformance.ts';
import { aws, delegated, keyWith } from './testing/policies.ts';

const desk = useDesk();
const worker = useService(desk, 'worker');
const plain = useService(desk, 'plain');
const auditor = useService(desk, 'auditor', ['auditor']);

interface Row {
  readonly Actions: readonly string[];
  readonly Before: string;
  readonly After: string;
  readonly Keys?: number;
  readonly NamedKeys: readonly { readonly KeyId: string; readonly Name: string }[];
}
interface Answer {
  readonly Principals: readonly {
    readonly Name: string;
    readonly Kind: string;
    readonly Rows: readonly Row[];
  }[];
  readonly More: number;
  readonly Keys: number;
  readonly TotalKeys: number;
  readonly DelegatingKeys: number;
}
const compare = async (body: object): Promise<Answer> =>
  (await succeed(desk, 'Keydesk.CompareIdentityPolicies', body)) as unknown as Answer; // its output
const rowsOf = ({ Principals }: Answer, name = 'worker'): readonly Row[] =>
  Principals.find(({ Name }) => Name === name)?.Rows ?? [];
const idOf = async (name: string): Promise<string> => {
  const { Services } = (await succeed(desk, 'Keydesk.ListServices', {})) as unknown as {
    readonly Services: readonly { readonly Name: string; readonly PrincipalId: string }[];
  }; // its output
  return Services.find(({ Name }) => Name === name)?.PrincipalId ?? '';
};
const text = (...statements: readonly object[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map((statement) => ({ Effect: 'Allow', Resource: '*', ...statement })),
  });
const make = (Name: string, ...statements: readonly object[]) =>
  succeed(desk, 'Keydesk.CreateIdentityPolicy', { Name, Policy: text(...statements) });

it('tells on which keys somebody would gain what, and it is so', async () => {
  const [one, two] = [await keyWith(desk, delegated()), await keyWith(desk, delegated())];
  const own = await keyWith(desk);
  await make('reads', { Action: 'kms:Decrypt', Resource: [one.arn, own.arn] });
  const PrincipalId = await idOf('worker');
  const asked = { PrincipalId, Policies: ['reads'] };
  const answer = await compare(asked);
  expect(rowsOf(answer)).toEqual([
    {
      Actions: ['kms:Decrypt'],
      Before: 'never',
      After: 'always',
      Keys: 1,
      NamedKeys: [{ KeyId: one.id, Name: one.id }],
    },
  ]);
  expect([answer.More, answer.Keys === answer.TotalKeys]).toEqual([0, true]);
  const sealed = async (key: { readonly id: string }) =>
    (await succeed(desk, 'Encrypt', { KeyId: key.id, Plaintext: 'YQ==' }))['CiphertextBlob'];
  const [first, second] = [await sealed(one), await sealed(two)];
  const opens = async (CiphertextBlob: unknown) =>
    (await desk.call('Decrypt', { CiphertextBlob }, worker)).status;
  expect([await opens(first), await opens(second)]).toEqual([400, 400]);
  await succeed(desk, 'Keydesk.UpdatePrincipalPolicies', asked);
  expect([await opens(first), await opens(second)]).toEqual([200, 400]);
  expect(rowsOf(await compare(asked))).toEqual([]);

  // The text itself, for who has it by now: one key for another, and what it gives on no key.
  const edited = await compare({
    Name: 'reads',
    Policy: text({ Action: 'kms:Decrypt', Resource: two.arn }, { Action: 'keydesk:ListUsers' }),
  });
  expect(rowsOf(edited)).toEqual([
    expect.objectContaining({
      Before: 'never',
      After: 'always',
      NamedKeys: [{ KeyId: two.id, Name: two.id }],
    }),
    { Actions: ['keydesk:ListUsers'], Before: 'never', After: 'always', NamedKeys: [] },
    expect.objectContaining({
      Before: 'always',
      After: 'never',
      NamedKeys: [{ KeyId: one.id, Name: one.id }],
    }),
  ]);
  await succeed(desk, 'Keydesk.UpdatePrincipalPolicies', { PrincipalId, Policies: [] });
});

it('claims no more than is certain: conditions of a request stay conditions', async () => {
  const key = await keyWith(desk, delegated());
  const decrypt = (tenant: string) => ({
    Action: 'kms:Decrypt',
    Resource: key.arn,
    Condition: { StringEquals: { 'kms:EncryptionContext:tenant': tenant } },
  });
  await make('tenant', decrypt('acme'));
  const PrincipalId = await idOf('worker');
  const row = { Actions: ['kms:Decrypt'], Keys: 1, NamedKeys: [{ KeyId: key.id, Name: key.id }] };
  expect(rowsOf(await compare({ PrincipalId, Policies: ['tenant'] }))).toEqual([
    { ...row, Before: 'never', After: 'conditions' },
  ]);
  await succeed(desk, 'Keydesk.UpdatePrincipalPolicies', { PrincipalId, Policies: ['tenant'] });
  const edited = async (...statements: readonly object[]) =>
    rowsOf(await compare({ Name: 'tenant', Policy: text(...statements) }));
  expect(await edited({ Sid: 'Other', ...decrypt('acme') })).toEqual([]);
  expect(await edited(decrypt('globex'))).toEqual([{ ...row, Before: 'conditions', After: 'conditions' }]);
  expect(await edited({ Action: 'kms:Decrypt', Resource: key.arn })).toEqual([
    { ...row, Before: 'conditions', After: 'always' },
  ]);
  expect(await edited({ Action: 'kms:ListKeys' })).toEqual([
    { Actions: ['kms:ListKeys'], Before: 'never', After: 'always', NamedKeys: [] },
    { ...row, Before: 'conditions', After: 'never' },
  ]);
  await succeed(desk, 'Keydesk.UpdatePrincipalPolicies', { PrincipalId, Policies: [] });
});

it('reckons in what the key’s own policy denies, and what other policies deny', async () => {
  const key = await keyWith(desk, delegated(), {
    Effect: 'Deny',
    Principal: aws(worker.arn),
    Action: 'kms:ScheduleKeyDeletion',
  });
  await make('limits', { Effect: 'Deny', Action: 'kms:Encrypt' });
  await make('all-of-it', { Action: 'kms:*', Resource: key.arn });
  const PrincipalId = await idOf('worker');
  const rows = rowsOf(await compare({ PrincipalId, Policies: ['limits', 'all-of-it'] }));
  const always = rows.filter(({ After }) => After === 'always').flatMap(({ Actions }) => Actions);
  expect(always).toContain('kms:Decrypt');
  expect(always).not.toContain('kms:Encrypt');
  expect(always).not.toContain('kms:ScheduleKeyDeletion');
  // Half of it is decided on an alias, which nobody named.
  expect(rows.find(({ Actions }) => Actions.includes('kms:CreateAlias'))?.After).toBe('conditions');
  // An act that such a key never does is no gain.
  expect(rows.some(({ Actions }) => Actions.includes('kms:Sign'))).toBe(false);
});

it('tells what somebody who would be made could do', async () => {
  const answer = await compare({
    NewPrincipal: { Kind: 'role', Name: 'new-one' },
    Policies: ['administrator'],
  });
  const ofDesk = rowsOf(answer, 'new-one').find(({ Keys }) => Keys === undefined);
  expect(ofDesk).toMatchObject({ Before: 'never', After: 'always' });
  expect(ofDesk?.Actions).toContain('keydesk:UpdatePrincipalPolicies');
  const decrypt = rowsOf(answer, 'new-one').find(({ Actions }) => Actions.includes('kms:Decrypt'));
  expect(decrypt?.Keys).toBe(answer.DelegatingKeys);
});

it('refuses what cannot be asked, and whoever may not see it', async () => {
  const PrincipalId = await idOf('plain');
  const asked = { PrincipalId, Policies: ['auditor'] };
  const code = async (body: object, as?: typeof plain) =>
    (await desk.call('Keydesk.CompareIdentityPolicies', body, as)).body['__type'] ?? 'answered';
  expect(await code({})).toBe('ValidationException');
  expect(await code({ ...asked, Name: 'reads', Policy: text() })).toBe('ValidationException');
  expect(await code({ PrincipalId })).toBe('ValidationException');
  expect(await code({ PrincipalId, Policies: ['no-such'] })).toBe('NotFoundException');
  expect(await code({ PrincipalId: 'nobody', Policies: [] })).toBe('NotFoundException');
  expect(await code({ Name: 'administrator', Policy: text({ Action: 'kms:*' }) })).toBe(
    'ValidationException',
  );
  expect(await code({ Name: 'reads', Policy: '{' })).toBe('MalformedPolicyDocumentException');
  expect(await code(asked, auditor)).toBe('answered');
  await expectRefused(desk, 'Keydesk.CompareIdentityPolicies', asked, {
    code: 'AccessDeniedException',
    as: plain,
  });
});
