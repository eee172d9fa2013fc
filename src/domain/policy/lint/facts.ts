/** What rules share: looked up once per subject. A rule asks here, so that two rules never disagree about the same thing. */
import type { JsonMember, JsonNode } from '../../json/parse-json.ts';
import { ACTIONS, FOLDED_ACTION_NAMES } from '../actions.ts';
import type { PolicyCondition, PolicyPrincipal, PolicyStatement } from '../document.ts';
import type { DirectoryPrincipal, PolicyWorld } from '../world.ts';
import { hasWildcard, wildcard } from '../wildcard.ts';
import type { JsonObject } from './edits.ts';
import type { LintSubject } from './rule.ts';

/** Memoised per subject, which is made new for every text. */
export function perSubject<T>(make: (subject: LintSubject) => T): (subject: LintSubject) => T {
  const made = new WeakMap<LintSubject, { readonly value: T }>();
  return (subject) => {
    let entry = made.get(subject);
    if (entry === undefined) made.set(subject, (entry = { value: make(subject) }));
    return entry.value;
  };
}

/** Statements that could be read. */
export const statementsOf = ({ document }: LintSubject): readonly PolicyStatement[] =>
  document?.statements ?? [];

/** `Statement "AllowUse"`, or by its number from 1. */
export const nameOf = ({ sid, index }: Pick<PolicyStatement, 'sid' | 'index'>): string =>
  sid === null || sid === '' ? `Statement ${index + 1}` : `Statement ${JSON.stringify(cut(sid))}`;

/** A Sid that no statement has yet: the wanted one, or it with a number. */
export function freshSid(subject: LintSubject, wanted: string): string {
  const taken = new Set(statementsOf(subject).map(({ sid }) => sid));
  for (let number = 1; ; number++) {
    const sid = number === 1 ? wanted : `${wanted} ${number}`;
    if (!taken.has(sid)) return sid;
  }
}

/** Of an author's word in a message. */
const SHOWN = 80;
export const cut = (text: string): string =>
  text.length > SHOWN ? `${text.slice(0, SHOWN).toWellFormed()}…` : text;

/** `a`, `a and b`, `a, b and 3 more`. */
export function listed(words: readonly string[], most = 3): string {
  const shown = words.slice(0, words.length > most + 1 ? most : most + 1);
  const rest = words.length - shown.length;
  const all = rest > 0 ? [...shown, `${rest} more`] : shown;
  return all.length < 2 ? (all[0] ?? '') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)!}`; // two or more
}

/** `1 statement`, `2 statements`. */
export const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`;

export interface ConditionIn {
  readonly statement: PolicyStatement;
  readonly condition: PolicyCondition;
}

/** Every condition of every statement. */
export const conditionsOf = perSubject((subject): readonly ConditionIn[] =>
  statementsOf(subject).flatMap((statement) =>
    statement.conditions.map((condition) => ({ statement, condition })),
  ),
);

// ---- The tree.

const memberOf = (node: JsonNode | undefined, name: string): JsonMember | undefined =>
  node?.kind === 'object' ? node.members.findLast((member) => member.name === name) : undefined;

/** The nodes of all statements, also of those that could not be read. */
export const statementNodes = perSubject(({ tree }): readonly JsonNode[] => {
  const list = memberOf(tree ?? undefined, 'Statement')?.value;
  return list === undefined ? [] : list.kind === 'array' ? list.items : [list];
});

/** The node of a statement that was read. */
export function nodeOf(subject: LintSubject, { from }: PolicyStatement): JsonObject | null {
  const node = statementNodes(subject).find((each) => each.from === from);
  return node?.kind === 'object' ? node : null;
}

/** A member of a statement: `Action`. */
export const elementOf = (
  subject: LintSubject,
  statement: PolicyStatement,
  name: string,
): JsonMember | undefined => memberOf(nodeOf(subject, statement) ?? undefined, name);

/** A member of the policy itself: `Version`. */
export const topElement = ({ tree }: LintSubject, name: string): JsonMember | undefined =>
  memberOf(tree ?? undefined, name);

/** Index of the statement that holds a place; null when it is in none. */
export function statementAt(subject: LintSubject, at: number): number | null {
  const index = statementNodes(subject).findIndex(({ from, to }) => from <= at && at < to);
  return index === -1 ? null : index;
}

// ---- Actions.

const covered = new Map<string, readonly string[]>();
/** Patterns come from whoever writes policies: the memo must not grow without end, and it must hold those of one text. */
const MOST_PATTERNS = 10_000;

/** Names of the actions that a name or pattern of a policy covers, in any case; in the order of ACTIONS. */
export function coveredBy(pattern: string): readonly string[] {
  const folded = pattern.toLowerCase();
  let names = covered.get(folded);
  if (names === undefined) {
    const matches = hasWildcard(folded) ? wildcard(folded) : (name: string) => name === folded;
    names = ACTIONS.flatMap(({ name }, index) => (matches(FOLDED_ACTION_NAMES[index]!) ? [name] : [])); // same length
    if (covered.size >= MOST_PATTERNS) covered.clear();
    covered.set(folded, names);
  }
  return names;
}

const actionSets = new WeakMap<PolicyStatement, ReadonlySet<string>>();

/** Names of the actions that a statement covers: with NotAction, all others. */
export function actionsOf(statement: PolicyStatement): ReadonlySet<string> {
  let names = actionSets.get(statement);
  if (names === undefined) {
    const listed = new Set(statement.actions.flatMap(({ text }) => coveredBy(text)));
    names = statement.not.action
      ? new Set(ACTIONS.map(({ name }) => name).filter((name) => !listed.has(name)))
      : listed;
    actionSets.set(statement, names);
  }
  return names;
}

/** Actions that a key policy can decide. */
export const KEY_ACTIONS: readonly string[] = ACTIONS.filter(
  ({ name, on }) => on.includes('key') && name.startsWith('kms:'),
).map(({ name }) => name);

// ---- Principals.

const byArn = new WeakMap<readonly DirectoryPrincipal[], ReadonlyMap<string, DirectoryPrincipal>>();

/** The person or service of the desk with that ARN; undefined when there is none, or when the directory is not known. */
export function principalOf({ principals }: PolicyWorld, arn: string): DirectoryPrincipal | undefined {
  if (principals === null) return undefined;
  let map = byArn.get(principals);
  if (map === undefined) byArn.set(principals, (map = new Map(principals.map((each) => [each.arn, each]))));
  return map.get(arn);
}

const SESSION = /^arn:aws:sts::([0-9]{12}):assumed-role\/([^/]+)\/.+$/;

/** The ARN of the role whose session this is; any other ARN as it is. */
export function roleOfSession(arn: string): string {
  const session = SESSION.exec(arn);
  return session === null ? arn : `arn:aws:iam::${session[1]!}:role/${session[2]!}`; // groups of the match
}

/** The account in an ARN; null when there is none. */
export const accountOf = (arn: string): string | null =>
  /^arn:[^:]*:[^:]*:[^:]*:([0-9]{12}):/.exec(arn)?.[1] ?? null;

/** `user/anna`, `role/app` in the desk's own account; else the whole ARN. */
export function shortArn({ accountId }: PolicyWorld, arn: string): string {
  const own = [`arn:aws:iam::${accountId}:`, `arn:aws:sts::${accountId}:`].find((prefix) =>
    arn.startsWith(prefix),
  );
  return cut(own === undefined ? arn : arn.slice(own.length));
}

/** A principal as a person would say it: `everyone`, `account 111122223333`, `role/app`. */
export function principalWords(world: PolicyWorld, principal: PolicyPrincipal): string {
  switch (principal.type) {
    case 'anyone':
      return 'everyone';
    case 'account':
      return principal.account === world.accountId ? 'this account' : `account ${principal.account}`;
    case 'principal':
      return shortArn(world, principal.arn);
    case 'outside':
      return `${principal.kind} ${cut(principal.name)}`;
  }
}

/** Those whom the statement speaks of, in words. */
export const whoWords = (world: PolicyWorld, { principals, not }: PolicyStatement): string => {
  if (principals === null) return 'whoever has this policy';
  const words = listed([...new Set(principals.map((principal) => principalWords(world, principal)))]);
  return not.principal ? `everyone except ${words}` : words;
};
