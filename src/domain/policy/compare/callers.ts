/**
 * Who can ask, as far as policies can tell callers apart: the people and services of the desk, those whom a policy names, the roots of
 * accounts, and of all others one of each class. The caller's ARN is one variable: Principal, aws:PrincipalArn, the account, the type and
 * the user name are all read off it.
 */
import type { CompiledPolicy, CompiledStatement } from '../compile.ts';
import type { Caller } from '../evaluate.ts';
import type { DirectoryPrincipal, PolicyWorld } from '../world.ts';
import { among, arnPattern, Automaton, exactly, globPattern, Prefixes, type Pattern } from './automaton.ts';
import { stepsOf, type Budget } from './budget.ts';
import { BudgetSpent, type Meter } from '../meter.ts';
import { unnamed } from './classes.ts';
import { followsFromArn, knownOfCaller } from './known.ts';
import { resourceTest, testOf, type Known, type Test } from './test.ts';

export interface Who {
  readonly caller: Caller;
  /** In the directory. */
  readonly entry: DirectoryPrincipal | null;
  /** The class has no other member: it is in the directory, or a policy names it, or it is a root. */
  readonly single: boolean;
  readonly known: Known;
  /** Stands for more than its class: what its ARN is must be asked as a condition is. */
  readonly vague: boolean;
}

export interface Callers {
  readonly all: readonly Who[];
  /** Name patterns that policies use, to put classes into words. */
  readonly patterns: readonly string[];
  /** Accounts that policies name, the desk's own first. */
  readonly accounts: readonly string[];
  /** Why some callers stand for more than their class; null: none does. */
  readonly limit: string | null;
}

const ARN = /^arn:aws:iam::([0-9]{12}):(root|user\/.+|role\/.+)$/s;
const SESSION = /^arn:aws:sts::([0-9]{12}):assumed-role\/([^/]+)\/.+$/s;
const DIGIT = among(/[0-9]/, false);
const NAME = among(/[\w+=,.@-]/, false);
const HEAD: Pattern = [
  ...exactly('arn:aws:iam::'),
  ...Array.from({ length: 12 }, () => DIGIT),
  ...exactly(':'),
];
const LAST: Pattern = [NAME, { ...NAME, repeats: true }];
const PATH: Pattern = [among(/[!-~]/, true), ...exactly('/')];

/** All ARNs of roots, users and roles. */
const arns = (): Automaton =>
  new Automaton([
    [...HEAD, ...exactly('root')],
    ...['user/', 'role/'].flatMap((kind) => [
      [...HEAD, ...exactly(kind), ...LAST],
      [...HEAD, ...exactly(kind), ...PATH, ...LAST],
    ]),
  ]);

export function callerOf(arn: string, sessionArn?: string): Caller | null {
  const match = ARN.exec(arn);
  if (match === null) return null;
  const [, accountId = '', rest = ''] = match;
  const kind = rest === 'root' ? 'root' : rest.startsWith('user/') ? 'user' : 'role';
  return { arn, accountId, kind, ...(sessionArn === undefined ? {} : { sessionArn }) };
}

const anyRun = globPattern(['*']);
/** Of an account, of a kind. */
const kindOf = (account: string, rest: string): Pattern =>
  arnPattern([`arn:aws:iam::${account}:${rest}`]) ?? [];

/** A pattern of the account field. */
const ofAccount = (pattern: Pattern): Pattern => [
  ...exactly('arn:aws:iam::'),
  ...pattern.map((step) =>
    step.any ? { ...step, any: false, letters: ':', takes: (l: string) => l !== ':' } : step,
  ),
  ...exactly(':'),
  ...anyRun,
];
/** A pattern of the user's name, the last part of the ARN. */
const ofUserName = (pattern: Pattern): Pattern[] => {
  if (pattern.some(({ letters }) => letters === '/')) return []; // no name has one
  const name = pattern.map((step) =>
    step.any ? { ...step, any: false, letters: '/', takes: (letter: string) => letter !== '/' } : step,
  );
  return [
    [...kindOf('*', 'user/'), ...name],
    [...kindOf('*', 'user/*'), ...exactly('/'), ...name],
  ];
};

interface Named {
  readonly arns: Set<string>;
  readonly sessions: Set<string>;
  readonly accounts: Set<string>;
  /** Those of a test together: whether any matches is all that it asks. */
  readonly patterns: Pattern[][];
  readonly words: Set<string>;
  /** Why ARNs are not told apart exactly. */
  limit: string | null;
}

/** Of an identity policy: whoever it is attached to. */
export const BEARER: Callers = {
  all: [
    {
      caller: { arn: '', accountId: '', kind: 'user' },
      entry: null,
      single: true,
      vague: false,
      known: () => null,
    },
  ],
  patterns: [],
  accounts: [],
  limit: null,
};

/** `known`: what was worked out before for this world. */
export function callersOf(
  policies: readonly CompiledPolicy[],
  world: PolicyWorld,
  budget: Budget,
  known: Map<string, Callers>,
): Callers {
  const named: Named = {
    arns: new Set(),
    sessions: new Set(),
    accounts: new Set([world.accountId]),
    patterns: [],
    words: new Set(),
    limit: null,
  };
  for (const arn of grantedIn(world)) (SESSION.test(arn) ? named.sessions : named.arns).add(arn);
  // In an order that does not depend on which policy comes first.
  const tests = policies.flatMap(conditionTests).toSorted(({ id: a }, { id: b }) => (a < b ? -1 : 1));
  const mirrors = mirrorsOf([...new Map(tests.map((test) => [test.id, test])).values()]);
  for (const { statements } of policies)
    for (const statement of statements) {
      const { written } = statement;
      if (resourceTest(statement).open.some((name) => TELLS.has(name))) named.limit = PARTS;
      for (const principal of written.principals ?? []) {
        if (principal.type === 'account') named.accounts.add(principal.account);
        else if (principal.type === 'principal')
          (SESSION.test(principal.arn) ? named.sessions : named.arns).add(principal.arn);
      }
    }
  const seen = new Set<string>();
  for (const test of tests) {
    if (seen.has(test.id)) continue;
    const { key } = test;
    const mirrored = mirrors.get(key);
    if (!TELLS.has(key) && mirrored === undefined) continue;
    seen.add(test.id);
    if (key === 'aws:principalarn') for (const { text } of test.written?.values ?? []) named.words.add(text);
    if (TELLS.has(key)) note(key, test, named);
    if (mirrored === null) named.limit = PARTS;
    else if (test.sort === 'text' || test.sort === null)
      for (const name of mirrored ?? []) note(name, test, named);
  }
  const sets = [named.arns, named.sessions, named.accounts].map((set) => [...set].toSorted());
  const read = [...mirrors].map(([name, as]) => [name, as === null ? null : [...as]]);
  const key = JSON.stringify([budget.steps, named.limit, ...sets, [...seen], read]);
  let callers = known.get(key);
  if (callers === undefined) {
    callers = complete(named, world, () => stepsOf(budget));
    // Where other questions had spent the work before, more is known the next time.
    if (budget.work?.isSpent === true) return callers;
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(key, callers);
  }
  return callers;
}

const granted = new WeakMap<PolicyWorld, ReadonlySet<string>>();

/** Whom grants name, and the directory does not. */
function grantedIn(world: PolicyWorld): ReadonlySet<string> {
  let arns = granted.get(world);
  if (arns !== undefined) return arns;
  const known = new Set((world.principals ?? []).map(({ arn }) => arn));
  arns = new Set(
    (world.grants ?? [])
      .flatMap(({ grantee, retiring }) => (retiring === null ? [grantee] : [grantee, retiring]))
      .filter((arn) => !known.has(arn)),
  );
  granted.set(world, arns);
  return arns;
}

const PARTS = 'What a caller is stands within a value that other values are compared with.';

/** Keys that tell callers apart: those that follow from the ARN, and the id, which of a root is its account. */
const TELLS: ReadonlySet<string> = new Set([
  'aws:principalarn',
  'aws:principalaccount',
  'kms:calleraccount',
  'aws:principaltype',
  'aws:username',
  'aws:userid',
]);

/**
 * By key that is compared with what a caller is: what of the caller. Whatever else the key is compared with tells callers apart, too. Null:
 * values of callers and others meet in a way that examples do not cover.
 */
function mirrorsOf(tests: readonly Test[]): ReadonlyMap<string, ReadonlySet<string> | null> {
  const links = new Set(tests.flatMap(({ open }) => open));
  const out = new Map<string, ReadonlySet<string> | null>();
  for (const [key, own] of Map.groupBy(tests, (test) => test.key)) {
    const names = new Set(own.flatMap(({ open }) => open));
    if (TELLS.has(key)) {
      const isAccount = names.size === 1 && names.has('aws:resourceaccount') && key.endsWith('account');
      if (names.size > 0 && !isAccount) out.set(key, null);
      continue;
    }
    const ofCaller = names.intersection(TELLS);
    if (ofCaller.size === 0) continue;
    const isWhole = own.every(({ open, wholeValues }) => open.length === 0 || wholeValues);
    const isAlone = names.size === 1 && !links.has(key);
    const asks = own.filter(({ sort }) => sort !== null);
    out.set(key, !isAlone ? null : isWhole ? ofCaller : asks.length > 1 ? null : new Set());
  }
  return out;
}

/** Texts of one editor mostly speak of the same callers. */
const MOST_KNOWN = 16;

/** By what statements that say the same share. */
const testsOf = new WeakMap<CompiledStatement['conditions'], readonly Test[]>();

const conditionTests = ({ statements }: CompiledPolicy): readonly Test[] =>
  statements.flatMap((statement) => {
    let tests = testsOf.get(statement.conditions);
    if (tests === undefined) {
      tests = statement.conditions.flatMap((_, index) => {
        const test = testOf(statement, index, () => null);
        return typeof test === 'boolean' ? [] : [test];
      });
      testsOf.set(statement.conditions, tests);
    }
    return tests;
  });

function note(key: string, { landmarks: { texts, patterns }, sort, isOdd }: Test, named: Named): void {
  if (isOdd || (sort !== 'text' && sort !== null))
    named.limit = 'A condition compares what a caller is in a way that is not a comparison of texts.';
  if (key === 'aws:principalarn') {
    for (const text of texts) named.arns.add(text);
    named.patterns.push([...patterns]);
  } else if (key === 'aws:username') {
    const all = [...texts.map(exactly), ...patterns];
    if (all.length > 0) named.patterns.push(all.flatMap(ofUserName));
  } else if (key !== 'aws:principaltype') {
    for (const text of texts) if (/^[0-9]{12}$/.test(text)) named.accounts.add(text);
    if (patterns.length > 0) named.patterns.push(patterns.map(ofAccount));
  }
}

/** How often a text that stands for others may turn out to be somebody of the directory before the whole directory is kept apart. */
const TRIES = 4;

/** One ARN of each combination of automata, of nobody whom a policy or the directory names. Null: the budget was spent. */
function othersOf(
  accounts: readonly string[],
  tell: readonly (readonly Pattern[])[],
  single: ReadonlySet<string>,
  directory: ReadonlyMap<string, unknown>,
  meter: Meter,
): readonly string[] | null {
  const prefixes = new Prefixes(accounts.map((account) => `arn:aws:iam::${account}:`));
  const automata = [prefixes, ...tell.map((patterns) => new Automaton(patterns))];
  const domain = arns();
  const apart = new Set(single);
  try {
    for (let tries = 0; ; tries++) {
      const others = unnamed(automata, [...apart], domain, meter);
      const taken = others.filter((arn) => directory.has(arn));
      if (taken.length === 0) return others;
      for (const arn of tries < TRIES ? taken : directory.keys()) apart.add(arn);
    }
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    return null;
  }
}

function complete(named: Named, world: PolicyWorld, meter: () => Meter): Callers {
  const directory = new Map((world.principals ?? []).map((entry) => [entry.arn, entry]));
  const accounts = [
    world.accountId,
    ...[...named.accounts].filter((account) => account !== world.accountId).toSorted(),
  ];
  const single = new Set([...named.arns].filter((arn) => ARN.test(arn)).toSorted());
  const plain = [[kindOf('*', 'root')], [kindOf('*', 'user/*')]];
  const tests = named.patterns.filter((patterns) => patterns.length > 0);
  const isFree = (arn: string): boolean => !single.has(arn) && !directory.has(arn);
  // Each pattern apart makes better words; each test apart is enough.
  const found =
    othersOf(accounts, [...plain, ...tests.flat().map((pattern) => [pattern])], single, directory, meter()) ??
    (tests.some(({ length }) => length > 1)
      ? othersOf(accounts, [...plain, ...tests], single, directory, meter())
      : null);
  const others = found ?? plainOnes(accounts, isFree);
  const limit =
    found === null
      ? 'The patterns of callers are too many to tell all classes of callers apart.'
      : named.limit;
  const whos: Who[] = [];
  const add = (arn: string, isSingle: boolean, sessionArn?: string): void => {
    const caller = callerOf(arn, sessionArn);
    if (caller === null) return;
    const entry = directory.get(arn) ?? null;
    const isRoot = caller.kind === 'root' && named.accounts.has(caller.accountId);
    const known = knownOfCaller(caller, entry);
    const vague = limit !== null && !isSingle && !isRoot;
    whos.push({
      caller,
      entry,
      single: isSingle || isRoot,
      vague,
      known: vague
        ? (key) => (followsFromArn(key) && key !== 'aws:principaltype' ? null : known(key))
        : known,
    });
  };
  for (const arn of directory.keys()) add(arn, true);
  for (const arn of single) if (!directory.has(arn)) add(arn, true);
  for (const arn of others.toSorted()) if (!single.has(arn)) add(arn, false);
  for (const session of [...named.sessions].toSorted()) {
    const [, account = '', name = ''] = SESSION.exec(session) ?? [];
    add(`arn:aws:iam::${account}:role/${name}`, true, session);
  }
  return { all: whos, patterns: [...named.words].toSorted(), accounts, limit };
}

/** One user, role and root of each account, and of one that nobody names. */
function plainOnes(accounts: readonly string[], isFree: (arn: string) => boolean): readonly string[] {
  let foreign = 100_000_000_000;
  while (accounts.includes(String(foreign))) foreign++;
  return [...accounts, String(foreign)].flatMap((account) =>
    ['root', 'user/x', 'role/x'].map((rest) => {
      const arn = `arn:aws:iam::${account}:${rest}`;
      return rest === 'root' ? arn : free(arn, isFree);
    }),
  );
}

const free = (arn: string, isFree: (arn: string) => boolean): string =>
  isFree(arn) ? arn : free(`${arn}x`, isFree);
