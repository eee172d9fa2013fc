/** Policies and requests for the tests of this folder. */
import fc from 'fast-check';
import { compilePolicy } from './compile.ts';
import type { PolicyKind } from './document.ts';
import type { AuthorisationRequest, Caller, PolicySource } from './evaluate.ts';
import { parsePolicy } from './parse.ts';

export const ACCOUNT = '000000000000';
export const KEY_ID = '1234abcd-12ab-34cd-56ef-1234567890ab';
export const KEY_ARN = `arn:aws:kms:us-east-1:${ACCOUNT}:key/${KEY_ID}`;
export const ROOT_ARN = `arn:aws:iam::${ACCOUNT}:root`;
export const ANNA = `arn:aws:iam::${ACCOUNT}:user/anna`;
export const APP = `arn:aws:iam::${ACCOUNT}:role/app`;
export const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/app/one`;

export const anna: Caller = { arn: ANNA, accountId: ACCOUNT, kind: 'user' };
export const app: Caller = { arn: APP, accountId: ACCOUNT, kind: 'role', sessionArn: SESSION };
export const root: Caller = { arn: ROOT_ARN, accountId: ACCOUNT, kind: 'root' };

export type Written = Readonly<Record<string, unknown>>;

/** A policy in force from its statements; fails loudly when the parser refuses it. */
export function source(
  kind: PolicyKind,
  statements: readonly Written[],
  id = kind === 'key' ? KEY_ID : 'own',
  Version = '2012-10-17',
): PolicySource {
  const parsed = parsePolicy(JSON.stringify({ Version, Statement: statements }), kind);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return { compiled: compilePolicy(parsed.document, kind), id, version: 3, digest: 'd1' };
}

export function ask(
  action: string,
  caller: Caller,
  values: Readonly<Record<string, string>> = {},
  resource = KEY_ARN,
): AuthorisationRequest {
  const lookup = new Map(Object.entries(values));
  return { action, resource, caller, values: (key) => lookup.get(key), onKey: resource === KEY_ARN };
}

const some = (...choices: readonly string[]): fc.Arbitrary<readonly string[]> =>
  fc.subarray([...choices], { minLength: 1, maxLength: 2 });
const condition = fc.option(
  fc.record({
    StringEquals: fc.record({ 'kms:EncryptionContext:tenant': some('acme', 'other') }, { requiredKeys: [] }),
    Null: fc.record({ 'kms:RequestAlias': some('true', 'false') }, { requiredKeys: [] }),
  }),
  { nil: {} },
);
const common = {
  Effect: fc.oneof(
    { weight: 3, arbitrary: fc.constant('Allow') },
    { weight: 1, arbitrary: fc.constant('Deny') },
  ),
  Action: some('kms:Decrypt', 'kms:de*', 'kms:Encrypt', '*', 'kms:PutKeyPolicy'),
  Resource: some('*', KEY_ARN, 'arn:aws:kms:*:key/other'),
  Condition: condition,
};

export const keyStatement: fc.Arbitrary<Written> = fc.record({
  ...common,
  Principal: fc.oneof(fc.constant('*'), fc.record({ AWS: some(ROOT_ARN, ANNA, APP, SESSION, ACCOUNT) })),
});
export const identityStatement: fc.Arbitrary<Written> = fc.record(common);
export const keyStatements = fc.array(keyStatement, { minLength: 1, maxLength: 5 });
export const identityStatements = fc.array(identityStatement, { minLength: 1, maxLength: 4 });

export const anyRequest: fc.Arbitrary<AuthorisationRequest> = fc
  .record({
    action: fc.constantFrom('kms:Decrypt', 'kms:Encrypt', 'kms:PutKeyPolicy'),
    caller: fc.constantFrom(anna, app, root),
    values: fc.record(
      {
        'kms:encryptioncontext:tenant': fc.constantFrom('acme', 'Acme'),
        'kms:requestalias': fc.constant('alias/a'),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ action, caller, values }) => ask(action, caller, values));
