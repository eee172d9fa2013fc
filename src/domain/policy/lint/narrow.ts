/** Edits for the fixes that narrow a statement: fewer actions, fewer principals, more conditions. Null: it cannot be done in this text. */
import { ACTIONS } from '../actions.ts';
import type { PolicyKind, PolicyPrincipal, PolicyStatement } from '../document.ts';
import { foldCase } from '../fold-case.ts';
import { insertMember, replaceValue, type JsonValue, ordered } from './edits.ts';
import {
  coveredBy,
  elementOf,
  KEY_ACTIONS,
  nodeOf,
  roleOfSession,
  statementsOf,
  topElement,
} from './facts.ts';
import type { TextEdit } from './finding.ts';
import type { LintSubject } from './rule.ts';
import {
  candidate as fix,
  valueOf,
  withCondition,
  withElement,
  withOperator,
  withoutPrincipals as takePrincipals,
  withoutStatements,
  withStatement as insertStatement,
} from './statement-edits.ts';

export { fix, withCondition, withOperator };
export type Edits = readonly TextEdit[] | null;

/** Edits of several statements together; null when one of them cannot be had. */
export const together = (all: readonly Edits[]): Edits =>
  all.some((edits) => edits === null) ? null : ordered(...all.map((edits) => edits ?? []));

/** What a pattern is written out as: in an identity policy also what no key has. */
const NAMES = {
  key: new Set<string>(KEY_ACTIONS),
  identity: new Set<string>(ACTIONS.map(({ name }) => name)),
} satisfies Readonly<Record<PolicyKind, ReadonlySet<string>>>;
const oneOrList = (values: readonly string[]): JsonValue => (values.length === 1 ? values[0]! : values); // one: it is there

/** The statement is gone; null when it is the only one. */
export const withoutStatement = (subject: LintSubject, { index }: PolicyStatement): Edits =>
  withoutStatements(subject, [index]);

/** The statement covers exactly these actions. */
export const withActions = (
  subject: LintSubject,
  statement: PolicyStatement,
  actions: readonly string[],
): Edits =>
  statement.not.action || actions.length === 0
    ? null
    : withElement(subject, statement, 'Action', oneOrList(actions));

/**
 * The statement covers these actions no longer: names go, and patterns that cover one become the other names they cover (of those that a
 * key policy decides). A statement that covers nothing else goes as a whole.
 */
export function withoutActions(
  subject: LintSubject,
  statement: PolicyStatement,
  actions: ReadonlySet<string>,
): Edits {
  if (statement.not.action) return null;
  const left = new Set<string>();
  const kept: string[] = [];
  for (const { text } of statement.actions) {
    const names = coveredBy(text);
    if (names.some((name) => actions.has(name))) for (const name of names) left.add(name);
    else kept.push(text);
  }
  const have = new Set(kept.flatMap(coveredBy));
  const rest = [...left].filter(
    (name) => NAMES[subject.kind].has(name) && !actions.has(name) && !have.has(name),
  );
  return kept.length + rest.length === 0
    ? withoutStatement(subject, statement)
    : withActions(subject, statement, [...kept, ...rest]);
}

/** The pattern of the statement becomes the names it covers, without these. */
export const withoutAction = (subject: LintSubject, statement: PolicyStatement, action: string): Edits =>
  withoutActions(subject, statement, new Set([action]));

/** The statement speaks of them no longer; without anybody else it goes as a whole. */
export function withoutPrincipals(
  subject: LintSubject,
  statement: PolicyStatement,
  gone: (principal: PolicyPrincipal) => boolean,
): Edits {
  if (statement.principals === null || statement.not.principal) return null;
  const out = statement.principals.filter(gone);
  return out.length === 0 ? null : takePrincipals(subject, statement, out);
}

/** The Allow statements that name them. */
export const naming = (subject: LintSubject, arn: string): readonly PolicyStatement[] =>
  statementsOf(subject).filter(
    ({ effect, principals, not }) =>
      effect === 'Allow' &&
      !not.principal &&
      principals?.some((principal) => principal.type === 'principal' && roleOfSession(principal.arn) === arn),
  );

/** No Allow names them any more. */
export const withoutNames = (subject: LintSubject, arn: string): Edits =>
  together(
    naming(subject, arn).map((statement) =>
      withoutPrincipals(
        subject,
        statement,
        (principal) => principal.type === 'principal' && roleOfSession(principal.arn) === arn,
      ),
    ),
  );

/** A new statement after one, or at the end. */
export function withStatement(subject: LintSubject, value: JsonValue, after?: PolicyStatement): Edits {
  const list = topElement(subject, 'Statement')?.value;
  if (list?.kind !== 'array') return null;
  return insertStatement(subject, after === undefined ? list.items.length : after.index + 1, value);
}

/** The value of a statement's element as written, to write another statement with it. */
export function elementValue(
  subject: LintSubject,
  statement: PolicyStatement,
  name: string,
): JsonValue | undefined {
  const member = elementOf(subject, statement, name);
  return member === undefined ? undefined : valueOf(member.value);
}

/** A Sid that no statement has yet. */
export function freshSid(subject: LintSubject, wanted: string): string {
  const taken = new Set(statementsOf(subject).map(({ sid }) => sid));
  let sid = wanted;
  for (let i = 2; taken.has(sid); i++) sid = `${wanted} ${i}`;
  return sid;
}

const isBlock = (value: JsonValue): value is Readonly<Record<string, JsonValue>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What more must hold: operator, key, value. */
export type More = readonly [operator: string, key: string, value: JsonValue];

/**
 * For these actions the conditions must hold besides; what else the statement covers stays as it is, in a statement of its own where that
 * is needed (a condition on a key that an action never has would take the action away).
 */
export function whileHolds(
  subject: LintSubject,
  statement: PolicyStatement,
  actions: ReadonlySet<string>,
  more: readonly More[],
): Edits {
  if (statement.not.action) return null;
  const covered = statement.actions
    .flatMap(({ text }) => coveredBy(text))
    .filter((name) => NAMES[subject.kind].has(name));
  const moved = [...new Set(covered)].filter((name) => actions.has(name));
  const blocks = elementValue(subject, statement, 'Condition') ?? {};
  if (!isBlock(blocks)) return null;
  const condition: Record<string, JsonValue> = { ...blocks };
  for (const [operator, key, value] of more) {
    const block = condition[operator] ?? {};
    if (!isBlock(block)) return null;
    if (Object.keys(block).some((name) => foldCase(name) === foldCase(key))) return null;
    condition[operator] = { ...block, [key]: value };
  }
  if (covered.every((name) => actions.has(name))) {
    const node = nodeOf(subject, statement);
    const old = elementOf(subject, statement, 'Condition');
    if (node === null) return null;
    if (old !== undefined && more.length === 1) return withCondition(subject, statement, ...more[0]!); // one: it is there
    return old === undefined
      ? [insertMember(subject.text, node, 'Condition', condition)]
      : [replaceValue(subject.text, old.value, condition)];
  }
  if (topElement(subject, 'Statement')?.value.kind !== 'array') return null;
  const name = statement.not.principal ? 'NotPrincipal' : 'Principal';
  const who = elementValue(subject, statement, name);
  if (who === undefined && subject.kind === 'key') return null;
  return together([
    withoutActions(subject, statement, actions),
    withStatement(
      subject,
      {
        Sid: freshSid(subject, `${statement.sid ?? `Statement ${statement.index + 1}`}, bound`),
        Effect: statement.effect,
        ...(who === undefined ? {} : { [name]: who }),
        Action: oneOrList(moved),
        ...(statement.not.resource
          ? { NotResource: elementValue(subject, statement, 'NotResource') ?? '*' }
          : { Resource: elementValue(subject, statement, 'Resource') ?? '*' }),
        Condition: condition,
      },
      statement,
    ),
  ]);
}
