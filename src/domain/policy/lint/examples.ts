/** The desk that the examples of the rules are judged against, and the shorthand that they are written in. */
import type { DirectoryPrincipal, PolicyWorld, UsageFacts, UseFacts } from '../world.ts';

const ACCOUNT = '111122223333';
export const OTHER_ACCOUNT = '444455556666';
export const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
const DAY = 86_400_000;
const NOW = /* @__PURE__ */ Date.UTC(2026, 10, 30, 12);

export const user = /* @__NO_SIDE_EFFECTS__ */ (name: string): string =>
  `arn:aws:iam::${ACCOUNT}:user/${name}`;
export const role = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;

type Json = string | number | boolean | readonly Json[] | { readonly [name: string]: Json };

/** One statement; what most examples have in common is filled in: Allow, role/app, kms:Decrypt, `*`. Undefined leaves an element out. */
export type ExampleStatement = Readonly<Record<string, Json | undefined>>;

const fill = (statement: ExampleStatement): ExampleStatement => ({
  ...(statement['Sid'] === undefined ? {} : { Sid: statement['Sid'] }),
  Effect: 'Allow',
  ...('NotPrincipal' in statement ? {} : { Principal: { AWS: role('app') } }),
  ...('NotAction' in statement ? {} : { Action: 'kms:Decrypt' }),
  ...('NotResource' in statement ? {} : { Resource: '*' }),
  ...statement,
});

/** Text of a key policy that has these statements. */
export const keyPolicy = (...statements: readonly ExampleStatement[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements.map(fill) }, null, 2);

/** Text of an identity policy that has these statements. */
export const identityPolicy = (...statements: readonly ExampleStatement[]): string =>
  keyPolicy(...statements.map((statement) => ({ Principal: undefined, ...statement })));

/** The account may decide, which most sound policies begin with. */
export const DELEGATION: ExampleStatement = {
  Sid: 'Control by the account',
  Principal: { AWS: ROOT },
  Action: 'kms:*',
};

const ADMINISTRATOR =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["kms:*","keydesk:*"],"Resource":"*"}]}';

// What lints uses some of this module's names and never the world: a bundler must see that it can leave it out.
/* @__NO_SIDE_EFFECTS__ */
function principal(
  kind: 'user' | 'role',
  name: string,
  more: Partial<DirectoryPrincipal> = {},
): DirectoryPrincipal {
  return {
    arn: kind === 'user' ? user(name) : role(name),
    id: `${kind === 'user' ? 'AIDA' : 'AROA'}${name.toUpperCase().padEnd(17, '2')}`,
    kind,
    name,
    tags: [],
    policies: [],
    active: true,
    lastSeen: NOW - DAY,
    ...more,
  };
}

/** Two administrators by identity policy (alice, bob), people and services that have what the key policy gives them. */
export const EXAMPLE_WORLD: PolicyWorld = {
  accountId: ACCOUNT,
  region: 'eu-west-1',
  key: {
    id: '1234abcd-12ab-34cd-56ef-1234567890ab',
    arn: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
    spec: 'SYMMETRIC_DEFAULT',
    usage: 'ENCRYPT_DECRYPT',
    origin: 'AWS_KMS',
    tags: [],
    aliases: ['alias/orders'],
    createdAt: NOW - 400 * DAY,
  },
  principals: [
    principal('user', 'alice', { policies: [{ name: 'administrator', text: ADMINISTRATOR }] }),
    principal('user', 'bob', { policies: [{ name: 'administrator', text: ADMINISTRATOR }] }),
    principal('user', 'carol'),
    principal('user', 'dave', { active: false }),
    principal('role', 'app'),
    principal('role', 'billing'),
    principal('role', 'payroll'),
    principal('role', 'reader'),
    principal('role', 'writer'),
    principal('role', 'operations'),
  ],
  grants: [],
  usage: null,
  now: NOW,
  me: user('alice'),
};

/** The example directory with some people or services changed or added. */
export const withPrincipals = (...others: readonly DirectoryPrincipal[]): readonly DirectoryPrincipal[] => [
  ...(EXAMPLE_WORLD.principals ?? []).filter(({ arn }) => !others.some((other) => other.arn === arn)),
  ...others,
];
export { principal as examplePrincipal };

/** A complete look at 120 days of the log, under a policy of that age: who used what, 1,000 times each. */
export const exampleUsage = (
  ...uses: readonly (readonly [arn: string, action: string, more?: Partial<UseFacts>])[]
): UsageFacts => ({
  since: NOW - 120 * DAY,
  policySince: NOW - 120 * DAY,
  requests: uses.length * 1000,
  complete: true,
  uses: uses.map(([arn, action, more]) => ({
    principal: arn,
    action,
    allowed: 1000,
    refused: 0,
    lastAllowed: NOW - DAY,
    steadyContext: [],
    sources: null,
    statements: [0],
    looked: 1000,
    ...more,
  })),
});
