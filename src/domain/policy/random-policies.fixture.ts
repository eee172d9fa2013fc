/** Random policies of the whole language and requests that they often match, for the tests of the evaluator. */
import fc from 'fast-check';
import { compilePolicy } from './compile.ts';
import type { PolicyKind } from './document.ts';
import type { AuthorisationRequest, PolicySource } from './evaluate.ts';
import type { NaivePolicy, NaiveRequest, NaiveValues } from './naive.fixture.ts';
import { parsePolicy } from './parse.ts';
import { ACCOUNT, ANNA, APP, KEY_ARN, KEY_ID, ROOT_ARN, SESSION } from './policies.fixture.ts';

const pick = <T>(...choices: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...choices);
const oneOrMore = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | readonly T[]> =>
  fc.oneof(
    { weight: 2, arbitrary },
    { weight: 1, arbitrary: fc.array(arbitrary, { minLength: 1, maxLength: 3 }) },
  );

const TEXTS = ['acme', 'Acme', 'acme-1', 'globex', 'a*', '', 'AQI=', '7', 'true'];
const PATTERNS = [
  ...TEXTS,
  '*',
  'ac*',
  'a?me',
  '*-?',
  '${aws:username}',
  '${aws:username}*',
  'a${*}',
  '${?}${$}',
  '${aws:PrincipalTag/team}',
  "${aws:PrincipalTag/Team, 'acme'}-*",
  "${my:own, 'acme'}",
  '${aws:TagKeys}',
  "x${aws:TagKeys, 'y'}",
];
const ARNS = [
  ANNA,
  APP,
  SESSION,
  `arn:aws:iam::${ACCOUNT}:user/a*`,
  'arn:*:*:*:*:*',
  'arn:aws:iam::*:role/app',
  'arn:aws:iam::x',
  `arn:aws:iam::${ACCOUNT}:user/\${aws:username}`,
  '${aws:PrincipalArn}',
];
const NUMBERS = ['7', '7.0', '8', '-1', '90', 'x'];
const DATES = ['2026-01-01T00:00:00Z', '2026-01-01', '2025-12-31T23:59:59Z', '1767225600', 'soon'];
const BOOLS = ['true', 'false', 'True', 'yes'];
const ADDRESSES = [
  '203.0.113.9',
  '203.0.113.0/24',
  '203.0.113.8/29',
  '0.0.0.0/0',
  '2001:db8:0:0:0:0:0:1',
  '2001:db8:0:0:0:0:0:0/32',
  '300.0.0.1',
  'x',
];

interface Kind {
  readonly operators: readonly string[];
  readonly wanted: readonly string[];
  readonly given: readonly string[];
  readonly keys: readonly string[];
}
const ordered = (type: string): readonly string[] =>
  ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'].map(
    (name) => type + name,
  );
const STRINGS = [
  'StringEquals',
  'StringNotEquals',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
  'StringLike',
  'StringNotLike',
];

const KINDS: readonly Kind[] = [
  {
    operators: STRINGS,
    wanted: PATTERNS,
    given: TEXTS,
    keys: ['kms:EncryptionContext:tenant', 'aws:username', 'aws:PrincipalTag/team', 'aws:PrincipalOrgID'],
  },
  {
    operators: STRINGS,
    wanted: PATTERNS,
    given: TEXTS,
    keys: ['aws:TagKeys', 'kms:GrantOperations', 'kms:EncryptionContextKeys'],
  },
  { operators: STRINGS, wanted: PATTERNS, given: TEXTS, keys: ['my:own', 'kms:Nonsense'] },
  {
    operators: ['ArnEquals', 'ArnNotEquals', 'ArnLike', 'ArnNotLike'],
    wanted: ARNS,
    given: [ANNA, APP, 'none'],
    keys: ['aws:PrincipalArn', 'aws:SourceArn'],
  },
  {
    operators: ordered('Numeric'),
    wanted: NUMBERS,
    given: NUMBERS,
    keys: ['kms:RotationPeriodInDays', 'aws:MultiFactorAuthAge'],
  },
  {
    operators: ordered('Date'),
    wanted: DATES,
    given: DATES,
    keys: ['aws:CurrentTime', 'aws:TokenIssueTime'],
  },
  {
    operators: ['Bool'],
    wanted: BOOLS,
    given: BOOLS,
    keys: ['aws:SecureTransport', 'aws:MultiFactorAuthPresent'],
  },
  {
    operators: ['IpAddress', 'NotIpAddress'],
    wanted: ADDRESSES,
    given: ['203.0.113.9', '203.0.113.8', '198.51.100.1', '2001:db8:0:0:0:0:0:1', 'x'],
    keys: ['aws:SourceIp'],
  },
  {
    operators: ['BinaryEquals'],
    wanted: ['AQI=', 'AQ==', 'x'],
    given: ['AQI=', 'AQ==', 'x'],
    keys: ['aws:UserAgent'],
  },
];
const KEYS = KINDS.flatMap(({ keys }) => keys);
const OPERATORS = KINDS.flatMap(({ operators }) => operators);
const WANTED = [...new Set(KINDS.flatMap(({ wanted }) => wanted))];

const qualifier = fc.oneof(
  { weight: 4, arbitrary: pick('') },
  { weight: 1, arbitrary: pick('ForAllValues:', 'ForAnyValue:') },
);
const ending = fc.oneof({ weight: 4, arbitrary: pick('') }, { weight: 1, arbitrary: pick('IfExists') });
const anyCase = (text: string): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 5, arbitrary: pick(text) },
    { weight: 1, arbitrary: pick(text.toUpperCase(), text.toLowerCase()) },
  );

type Block = readonly [operator: string, key: string, wanted: unknown];
const compare = (
  operators: readonly string[],
  wanted: readonly string[],
  keys: readonly string[],
): fc.Arbitrary<Block> =>
  fc.tuple(
    fc.tuple(qualifier, pick(...operators), ending).map((each) => each.join('')),
    pick(...keys).chain(anyCase),
    oneOrMore(pick(...wanted)),
  );
const fitting: fc.Arbitrary<Block> = fc.oneof(
  ...KINDS.map(({ operators, wanted, keys }) => compare(operators, wanted, keys)),
);
const block: fc.Arbitrary<Block> = fc.oneof(
  { weight: 10, arbitrary: fitting },
  { weight: 1, arbitrary: compare(OPERATORS, WANTED, KEYS) },
  {
    weight: 1,
    arbitrary: fc.tuple(
      pick('Null'),
      pick(...KEYS),
      oneOrMore(pick<unknown>('true', 'false', true, false, 'x')),
    ),
  },
);
/** A key stands once in a block: in another case it would be refused. */
const conditions = fc.array(block, { maxLength: 2 }).map((blocks) => {
  const out: Record<string, Record<string, unknown>> = {};
  const seen = new Set<string>();
  for (const [operator, key, wanted] of blocks) {
    const name = `${operator} ${key.toLowerCase()}`;
    if (seen.has(name)) continue;
    seen.add(name);
    (out[operator] ??= {})[key] = wanted;
  }
  return out;
});

const effect = fc.oneof({ weight: 4, arbitrary: pick('Allow') }, { weight: 1, arbitrary: pick('Deny') });
const actions = fc.oneof(
  {
    weight: 4,
    arbitrary: oneOrMore(pick('kms:*', '*', 'kms:De*', 'KMS:decrypt', 'kms:Encrypt', 'kms:?ncrypt')),
  },
  { weight: 1, arbitrary: oneOrMore(pick('kms:Put*', 's3:*', 'kms:Decript')) },
);
const resources = fc.oneof(
  { weight: 5, arbitrary: pick<string | readonly string[]>('*', ['*', 'x']) },
  {
    weight: 2,
    arbitrary: oneOrMore(
      pick(
        KEY_ARN,
        'arn:aws:kms:*:*:key/*',
        'arn:aws:kms:*:*:key/other',
        `arn:aws:kms:*:*:key/\${aws:PrincipalTag/key}`,
        "arn:aws:kms:*:*:${my:kind, 'key'}/*",
      ),
    ),
  },
);
const principal = fc.oneof(
  { weight: 1, arbitrary: pick<unknown>('*', { AWS: '*' }) },
  {
    weight: 3,
    arbitrary: fc
      .subarray([ROOT_ARN, ACCOUNT, ANNA, APP, SESSION, '111122223333'], { minLength: 1, maxLength: 3 })
      .map((AWS) => ({ AWS })),
  },
);
const positive = fc.oneof({ weight: 5, arbitrary: pick('') }, { weight: 1, arbitrary: pick('Not') });
const statementOf = (kind: PolicyKind) =>
  fc
    .record({
      effect,
      actions,
      resources,
      principal,
      conditions,
      not: fc.tuple(positive, positive, positive),
    })
    .map(({ not: [notAction, notResource, notPrincipal], ...part }) => ({
      Effect: part.effect,
      [`${notAction}Action`]: part.actions,
      [`${notResource}Resource`]: part.resources,
      ...(kind === 'key' ? { [`${notPrincipal}Principal`]: part.principal } : {}),
      Condition: part.conditions,
    }));
/** A policy as JSON.stringify takes it; the parser refuses none. */
export const policyOf = (kind: PolicyKind): fc.Arbitrary<NaivePolicy> =>
  fc.record({
    Version: fc.oneof(
      { weight: 5, arbitrary: pick('2012-10-17') },
      { weight: 1, arbitrary: pick('2008-10-17') },
    ),
    Statement: fc.array(statementOf(kind), { minLength: 1, maxLength: 4 }),
  });

const valueOf = ({ given }: Kind, key: string): fc.Arbitrary<string | readonly string[]> => {
  const one = pick(...given);
  const several = fc.array(one, { maxLength: 3 });
  return key.endsWith('Keys') || key.endsWith('Operations')
    ? fc.oneof(one, several)
    : fc.oneof({ weight: 8, arbitrary: one }, { weight: 1, arbitrary: several });
};
const VALUES: fc.Arbitrary<NaiveValues> = fc.record(
  {
    ...Object.fromEntries(
      KINDS.flatMap((kind) => kind.keys.map((key) => [key.toLowerCase(), valueOf(kind, key)] as const)),
    ),
    'aws:principaltag/key': pick(KEY_ID, '*', 'x'),
  },
  { requiredKeys: [] },
);
const CALLERS: readonly (Pick<NaiveRequest, 'arn' | 'session' | 'root'> & Partial<NaiveRequest>)[] = [
  { arn: ANNA, session: null, root: false },
  { arn: APP, session: SESSION, root: false },
  { arn: APP, session: null, root: false },
  { arn: `arn:aws:iam::${ACCOUNT}:user/ben`, session: null, root: false },
  { arn: ROOT_ARN, session: null, root: true },
  { arn: 'arn:aws:iam::111122223333:user/carl', session: null, root: false, account: '111122223333' },
];
export const request: fc.Arbitrary<NaiveRequest> = fc
  .record({
    caller: pick(...CALLERS),
    action: pick('kms:Decrypt', 'kms:Encrypt', 'kms:PutKeyPolicy'),
    values: VALUES,
  })
  .map(({ caller, action, values }) => ({ account: ACCOUNT, ...caller, action, resource: KEY_ARN, values }));

export function compiled(policy: NaivePolicy, kind: PolicyKind): PolicySource {
  const parsed = parsePolicy(JSON.stringify(policy), kind);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return { compiled: compilePolicy(parsed.document, kind), id: kind, version: 1, digest: '' };
}

/** The request as `decide` takes it. */
export function authorisationOf({
  action,
  resource,
  arn,
  account,
  session,
  root,
  values,
}: NaiveRequest): AuthorisationRequest {
  return {
    action,
    resource,
    onKey: true,
    caller: {
      arn,
      accountId: account,
      kind: root ? 'root' : arn.includes(':role/') ? 'role' : 'user',
      ...(session === null ? {} : { sessionArn: session }),
    },
    values: (name) => values[name],
  };
}
