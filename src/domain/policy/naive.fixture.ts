/**
 * Another evaluator, for the tests alone: kms-api.md §8 word by word over the policy's JSON, slow and plain, without a line of the
 * evaluator's own (compile, operators, wildcard, variables). What it and `decide` say must be the same.
 *
 * Where §8 leaves room it decides as operators.ts says: a negated operator is the inverse of its positive one on every value; a set
 * qualifier settles absence; a plain operator looks at a key with many values as ForAnyValue; what the request leaves open counts against
 * an Allow and for a Deny.
 */

export interface NaiveStatement {
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}
export interface NaivePolicy {
  readonly Version?: string;
  readonly Statement: NaiveStatement | readonly NaiveStatement[];
}
export type NaiveValues = Readonly<Record<string, string | readonly string[]>>;

export interface NaiveRequest {
  readonly action: string;
  readonly resource: string;
  readonly arn: string;
  readonly account: string;
  readonly session: string | null;
  readonly root: boolean;
  /** By lower-case name. */
  readonly values: NaiveValues;
}

export type NaiveAnswer = 'allowed' | 'key-deny' | 'identity-deny' | 'key-silent' | 'identity-silent';

const list = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T];

/** §8.4: keys with many values, of those the tests use. */
const MANY = [
  'kms:encryptioncontextkeys',
  'kms:grantoperations',
  'kms:resourcealiases',
  'aws:tagkeys',
  'aws:calledvia',
];
/** A key that no catalogue has. The tests call theirs so. */
const UNKNOWN = /^(?:my|kms:nonsense)/;

// Wildcards, unit by unit. `null` is any run, `undefined` any one character.
type Unit = string | null | undefined;

function fits(pattern: readonly Unit[], text: string): boolean {
  if (pattern.every((unit) => typeof unit === 'string')) return pattern.join('') === text;
  if (pattern.every((unit) => unit === null)) return pattern.length > 0 || text === '';
  // reached[i]: the first i units of the pattern can have taken all of the text so far.
  let reached = pattern.map(() => false);
  reached.push(false);
  reached[0] = true;
  const skipStars = (): void => {
    for (const [i, unit] of pattern.entries())
      if (reached[i] === true && unit === null) reached[i + 1] = true;
  };
  skipStars();
  for (let at = 0; at < text.length; at++) {
    const next = pattern.map(() => false);
    next.push(false);
    for (const [i, unit] of pattern.entries()) {
      if (reached[i] !== true) continue;
      if (unit === null) next[i] = true;
      else if (unit === undefined || unit === text[at]) next[i + 1] = true;
    }
    reached = next;
    skipStars();
  }
  return reached[pattern.length] === true;
}

const unitsOf = (text: string): Unit[] =>
  text.split('').map((unit) => (unit === '*' ? null : unit === '?' ? undefined : unit));
const lower = (units: readonly Unit[]): Unit[] => units.map((unit) => unit?.toLowerCase() ?? unit);
const plainOf = (units: readonly Unit[]): string =>
  units.map((unit) => (unit === null ? '*' : unit === undefined ? '?' : unit)).join('');

/** A value in all its readings. Empty: a variable has no value. */
function readings(text: string, version: string | undefined, values: NaiveValues): Unit[][] {
  if (version !== '2012-10-17') return [unitsOf(text)];
  const start = text.indexOf('${');
  if (start === -1) return [unitsOf(text)];
  let end = start + 2;
  for (let quotes = 0; text[end] !== '}' || quotes % 2 === 1; end++) if (text[end] === "'") quotes++;
  const inside = text.slice(start + 2, end);
  const before = unitsOf(text.slice(0, start));
  const after = readings(text.slice(end + 1), version, values);
  return candidates(inside, values).flatMap((literal) =>
    after.map((rest) => [...before, ...literal.split(''), ...rest]),
  );
}

function candidates(inside: string, values: NaiveValues): readonly string[] {
  if (inside === '*' || inside === '?' || inside === '$') return [inside];
  const comma = inside.indexOf(',');
  const key = (comma === -1 ? inside : inside.slice(0, comma)).trim().toLowerCase();
  if (MANY.includes(key)) return [];
  const given = UNKNOWN.test(key) ? [] : list(values[key]);
  if (given.length > 0) return given;
  if (comma === -1) return [];
  return [
    inside
      .slice(comma + 1)
      .trim()
      .slice(1, -1)
      .replaceAll("''", "'"),
  ];
}

const parts = (units: readonly Unit[]): Unit[][] => {
  const out: Unit[][] = [[]];
  for (const unit of units)
    if (unit === ':' && out.length < 6) out.push([]);
    else out[out.length - 1]?.push(unit);
  return out;
};

const number = (text: string): number => (/^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN);
/** The tests write dates as YYYY-MM-DDThh:mm:ssZ, YYYY-MM-DD, or as seconds since 1970. */
const date = (text: string): number =>
  /^-?\d+(\.\d+)?$/.test(text)
    ? Number(text) * 1000
    : /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?Z)?$/.test(text)
      ? Date.parse(text)
      : Number.NaN;
const truth = (text: string): string | null =>
  text.toLowerCase() === 'true' ? 'true' : text.toLowerCase() === 'false' ? 'false' : null;

/** As bits, with the family before them; null when it is no address. The tests write IPv4 within IPv6 as ::ffff:a.b.c.d alone. */
function bits(text: string): string | null {
  if (/^::ffff:[\d.]+$/i.test(text)) return bits(text.slice(7));
  const [head = '', tail] = text.split('::');
  if (tail !== undefined) {
    const [left, right] = [head, tail].map((half) => (half === '' ? [] : half.split(':'))) as [
      string[],
      string[],
    ]; // two in, two out
    return bits(
      [...left, ...Array.from({ length: 8 - left.length - right.length }, () => '0'), ...right].join(':'),
    );
  }
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) {
    const bytes = text.split('.').map(Number);
    return bytes.some((byte) => byte > 255)
      ? null
      : `4:${bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('')}`;
  }
  const groups = text.split(':');
  if (groups.length !== 8 || !groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null;
  return `6:${groups.map((group) => parseInt(group, 16).toString(2).padStart(16, '0')).join('')}`;
}

function inBlock(given: string, wanted: string): boolean {
  const [address = '', length] = wanted.split('/');
  const [one, other] = [bits(given), bits(address)];
  if (one === null || other === null || (length !== undefined && !/^\d{1,3}$/.test(length))) return false;
  const count = length === undefined ? other.length - 2 : Number(length);
  return count <= other.length - 2 && one.slice(0, count + 2) === other.slice(0, count + 2);
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** One value of the request against one value of the policy, by the positive form of an operator. */
function matches(operator: string, given: string, wanted: readonly Unit[]): boolean {
  const text = plainOf(wanted);
  switch (operator) {
    case 'StringEquals':
      return given === text;
    case 'StringEqualsIgnoreCase':
      return given.toLowerCase() === text.toLowerCase();
    case 'StringLike':
      return fits(wanted, given);
    case 'NumericEquals':
      return number(given) === number(text);
    case 'NumericLessThan':
      return number(given) < number(text);
    case 'NumericLessThanEquals':
      return number(given) <= number(text);
    case 'NumericGreaterThan':
      return number(given) > number(text);
    case 'NumericGreaterThanEquals':
      return number(given) >= number(text);
    case 'DateEquals':
      return date(given) === date(text);
    case 'DateLessThan':
      return date(given) < date(text);
    case 'DateLessThanEquals':
      return date(given) <= date(text);
    case 'DateGreaterThan':
      return date(given) > date(text);
    case 'DateGreaterThanEquals':
      return date(given) >= date(text);
    case 'Bool':
      return truth(given) !== null && truth(given) === truth(text);
    case 'BinaryEquals':
      return base64.test(given) && given === text;
    case 'IpAddress':
      return inBlock(given, text);
    case 'ArnEquals':
    case 'ArnLike': {
      const [one, other] = [given.split(':'), parts(wanted)];
      if (one.length < 6 || other.length < 6) return false;
      const fields = [...one.slice(0, 5), one.slice(5).join(':')];
      return other.every((field, i) => fits(field, fields[i] ?? ''));
    }
    default:
      throw new Error(`the tests use no ${operator}`);
  }
}

/** Its positive form, and whether it is negated. */
function positive(operator: string): readonly [string, boolean] {
  if (operator === 'NotIpAddress') return ['IpAddress', true];
  return operator.includes('Not') ? [operator.replace('Not', ''), true] : [operator, false];
}

interface Scope {
  readonly version: string | undefined;
  readonly values: NaiveValues;
  readonly deny: boolean;
}

/** Whether a value matches some of the policy's; `negated`: none. In every reading for an Allow, in some reading for a Deny. */
function some(
  wanted: readonly string[],
  { version, values, deny }: Scope,
  negated: boolean,
  test: (units: readonly Unit[]) => boolean,
): boolean {
  const answers = wanted.map((text) => {
    const hits = readings(text, version, values).map(test);
    return { none: hits.length === 0, all: hits.every(Boolean), any: hits.some(Boolean) };
  });
  if (!negated) return answers.some(({ none, all, any }) => !none && (deny ? any : all));
  return answers.every(({ none, all, any }) => (deny ? none || !all : !none && !any));
}

function condition(name: string, key: string, raw: unknown, scope: Scope): boolean {
  const [, qualifier, bare = '', ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(name) ?? [];
  const wanted = list(raw).map(String);
  const folded = key.toLowerCase();
  const given = UNKNOWN.test(folded) ? [] : list(scope.values[folded]);
  if (bare === 'Null') return wanted.some((text) => truth(text) === String(given.length === 0));
  const [operator, negated] = positive(bare);
  if (given.length === 0) {
    if (qualifier !== undefined) return qualifier === 'ForAllValues';
    return ifExists !== undefined || negated;
  }
  const variables = /^(?:String|Arn)/.test(operator);
  const here = variables ? scope : { ...scope, version: undefined };
  const meets = (value: string): boolean =>
    some(wanted, here, negated, (units) => matches(operator, value, units));
  const every = MANY.includes(folded) ? qualifier === 'ForAllValues' : !scope.deny;
  return every ? given.every(meets) : given.some(meets);
}

const ACCOUNT = /^(?:arn:aws:iam::)?(\d{12})(?::root)?$/;

/** Who of the list the caller is: himself, his session, his account. */
function listed(principal: unknown, { arn, account, session }: NaiveRequest) {
  if (principal === '*') return { anyone: true, self: true, session: true, account: true };
  const names = list((principal as { AWS?: string | readonly string[] }).AWS); // the tests write no other form
  return {
    anyone: names.includes('*'),
    self: names.includes(arn),
    session: session !== null && names.includes(session),
    account: names.some((name) => ACCOUNT.exec(name)?.[1] === account),
  };
}

/** §8.2: how a statement of a key policy speaks of the caller. */
function reach(statement: NaiveStatement, request: NaiveRequest): 'named' | 'account' | null {
  if (statement.Principal !== undefined) {
    const found = listed(statement.Principal, request);
    if (found.anyone || found.self || found.session)
      return request.root && !found.anyone ? 'account' : 'named';
    return found.account ? 'account' : null;
  }
  const found = listed(statement.NotPrincipal, request);
  if (found.anyone) return null;
  const spared =
    statement.Effect === 'Deny'
      ? found.account && (request.root || found.self)
      : found.account || found.self || found.session;
  return spared ? null : 'named';
}

function covers(statement: NaiveStatement, version: string | undefined, request: NaiveRequest): boolean {
  const deny = statement.Effect === 'Deny';
  const scope = { version, values: request.values, deny };
  const named = list(statement.Action ?? statement.NotAction).some((pattern) =>
    fits(lower(unitsOf(pattern)), request.action.toLowerCase()),
  );
  if (named === (statement.Action === undefined)) return false;
  const resources = list(statement.Resource ?? statement.NotResource);
  if (!some(resources, scope, statement.Resource === undefined, (units) => fits(units, request.resource)))
    return false;
  return Object.entries(statement.Condition ?? {}).every(([name, block]) =>
    Object.entries(block).every(([key, raw]) => condition(name, key, raw, scope)),
  );
}

/** §8.1, with a key. */
export function naively(
  key: NaivePolicy,
  identities: readonly NaivePolicy[],
  request: NaiveRequest,
): NaiveAnswer {
  const own = list(key.Statement)
    .filter((statement) => covers(statement, key.Version, request))
    .map((statement) => ({ deny: statement.Effect === 'Deny', reach: reach(statement, request) }))
    .filter((hit) => hit.reach !== null);
  const attached = identities.flatMap(({ Version, Statement }) =>
    list(Statement).filter((statement) => covers(statement, Version, request)),
  );
  if (own.some(({ deny }) => deny)) return 'key-deny';
  if (attached.some(({ Effect }) => Effect === 'Deny')) return 'identity-deny';
  if (own.some((hit) => hit.reach === 'named')) return 'allowed';
  if (!own.some((hit) => hit.reach === 'account')) return 'key-silent';
  return request.root || attached.length > 0 ? 'allowed' : 'identity-silent';
}
