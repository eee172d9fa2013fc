/**
 * Who is right, for the laws of the comparison: what the service would answer, worked out from kms-api.md §7 and §8 over the policies' JSON.
 * Nothing of the comparison or of the evaluator is in it, so that a rule that both forgot is missed by neither.
 */
import { KEY_ARN, KEY_ID } from '../policies.fixture.ts';
import { naively, type NaivePolicy } from '../naive.fixture.ts';
import type { Witness } from '../witness.ts';
import type { GrantFacts, PolicyWorld } from '../world.ts';
import type { Written } from './worlds.fixture.ts';

type Pair = readonly [name: string, value: string];

/** What a CreateGrant asks for. */
interface Scope {
  readonly operations: readonly string[];
  readonly equals: readonly Pair[] | null;
  readonly subset: readonly Pair[] | null;
}

const CONTEXT = 'kms:encryptioncontext:';
const list = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;

/**
 * Whether the request is allowed; once for each way in which it can have come to be: of a CreateGrant with two constraints the values do
 * not say which pair is of which.
 */
export function judge(
  statements: readonly Written[],
  { principal, session, action, values: given }: Witness,
  world: PolicyWorld,
): readonly boolean[] {
  const key: NaivePolicy = {
    Version: '2012-10-17',
    Statement: statements.map((statement) => ({
      Effect: 'Allow',
      ...('NotAction' in statement ? {} : { Action: 'kms:Decrypt' }),
      ...('NotResource' in statement ? {} : { Resource: '*' }),
      ...statement,
    })), // written for the parser, which takes them
  };
  const entry = world.principals?.find(({ arn }) => arn === principal);
  const identities = (entry?.policies ?? []).map(({ text }) => JSON.parse(text) as NaivePolicy);
  const account = principal.split(':')[4] ?? '';
  const kind = principal.split(':')[5]?.split('/')[0] ?? '';
  const root = kind === 'root';
  const tags = Map.groupBy(entry?.tags ?? [], ([name]) => `aws:principaltag/${name.toLowerCase()}`);
  const asked: Record<string, string | readonly string[]> = Object.fromEntries(given);
  const time = String(asked['aws:currenttime'] ?? new Date(world.now).toISOString());
  const values: Record<string, string | readonly string[]> = {
    ...asked,
    ...Object.fromEntries([...tags].map(([name, pairs]) => [name, pairs.map(([, value]) => value)])),
    'aws:principalarn': principal,
    'aws:principalaccount': account,
    'kms:calleraccount': account,
    'aws:principaltype': root ? 'Account' : kind === 'role' ? 'AssumedRole' : 'User',
    'aws:currenttime': time,
    'aws:epochtime': String(Math.floor(Date.parse(time) / 1000)),
    'aws:requestedregion': world.region,
    'aws:resourceaccount': world.accountId,
    'kms:multiregion': 'false',
    ...(kind === 'user' ? { 'aws:username': principal.split('/').at(-1) ?? '' } : {}),
    ...(root ? { 'aws:userid': account } : entry === undefined ? {} : { 'aws:userid': entry.id }),
    ...(world.key === null
      ? {}
      : {
          'kms:keyspec': world.key.spec,
          'kms:keyusage': world.key.usage,
          'kms:keyorigin': world.key.origin,
        }),
    ...(/:(?:CreateGrant|ListGrants|RevokeGrant)$/.test(action)
      ? { 'kms:grantisforawsresource': 'false' }
      : {}),
  };
  const resource =
    world.key === null ? KEY_ARN.replace(KEY_ID, '00000000-0000-0000-0000-000000000000') : world.key.arn;
  const request = { action, resource, arn: principal, account, session: session ?? null, root, values };
  const answer = naively(key, identities, request);
  if (answer.endsWith('deny')) return [false];
  const mine = (arn: string | null): boolean => arn !== null && (arn === principal || arn === session);
  const grants = world.grants ?? [];
  if (action === 'kms:RetireGrant') {
    const isOwn = account === world.accountId;
    const all: NaivePolicy = {
      Statement: { Effect: 'Allow', Principal: { AWS: account }, Action: '*', Resource: '*' },
    };
    return [
      (isOwn && naively(all, identities, request) === 'allowed') ||
        grants.some(
          ({ retiring, grantee, operations }) =>
            mine(retiring) || (mine(grantee) && operations.includes('RetireGrant')),
        ),
    ];
  }
  if (answer === 'allowed') return [true];
  const held = grants.filter(
    ({ grantee, operations }) => mine(grantee) && operations.includes(action.replace('kms:', '')),
  );
  const context = Object.entries(asked).flatMap(([name, value]) =>
    name.startsWith(CONTEXT) ? list(value).map((each): Pair => [name.slice(CONTEXT.length), each]) : [],
  );
  if (action !== 'kms:CreateGrant') return [held.some((grant) => fits(grant, context, action))];
  return scopesOf(asked, context).map((child) => held.some((parent) => isPassedOn(parent, child)));
}

const text = ([name, value]: Pair): string => JSON.stringify([name.toLowerCase(), value]);
const sorted = (pairs: readonly Pair[]): string => pairs.map(text).toSorted().join();
const within = (pairs: readonly Pair[], all: readonly Pair[]): boolean =>
  pairs.every((pair) => all.some((other) => text(other) === text(pair)));

/** §7, Constraints: the whole of the context, or some of it. */
function fits(
  { contextEquals, contextSubset }: GrantFacts,
  context: readonly Pair[],
  action: string,
): boolean {
  if (action === 'kms:DescribeKey') return true;
  return (
    (contextEquals === null || sorted(contextEquals) === sorted(context)) &&
    (contextSubset === null || within(contextSubset, context))
  );
}

function scopesOf(
  asked: Readonly<Record<string, string | readonly string[]>>,
  context: readonly Pair[],
): readonly Scope[] {
  const operations = list(asked['kms:grantoperations']);
  const types = list(asked['kms:grantconstrainttype']);
  const [whole, some] = [
    types.includes('EncryptionContextEquals'),
    types.includes('EncryptionContextSubset'),
  ];
  const scope = (equals: readonly Pair[], subset: readonly Pair[]): Scope => ({
    operations,
    equals: whole ? equals : null,
    subset: some ? subset : null,
  });
  if (!whole || !some) return [scope(context, context)];
  return [
    scope(context, context),
    scope(context, context.slice(0, 1)),
    scope(context.slice(0, 1), context.slice(1)),
    scope(context.slice(1), context.slice(0, 1)),
  ];
}

/** §7, Who may create: the operations of one parent, constraints at least as strict. */
function isPassedOn({ operations, contextEquals, contextSubset }: GrantFacts, child: Scope): boolean {
  if (!child.operations.every((each) => operations.includes(each))) return false;
  if (contextEquals !== null && (child.equals === null || sorted(child.equals) !== sorted(contextEquals)))
    return false;
  return within(contextSubset ?? [], [...(child.equals ?? []), ...(child.subset ?? [])]);
}
