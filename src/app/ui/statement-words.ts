import { FOLDED_ACTION_NAMES } from '../../domain/policy/actions.ts';
import type {
  Located,
  PolicyCondition,
  PolicyPrincipal,
  PolicyStatement,
} from '../../domain/policy/document.ts';
import { hasWildcard, wildcard } from '../../domain/policy/wildcard.ts';
import { shortArn } from './shorten.ts';

/**
 * A statement as the parts of an English sentence: `before` (nothing, or `Anyone but`), who, the verb, `beforeActions` (nothing, or
 * `everything but`), what, and when.
 */
export interface StatementParts {
  readonly before: string;
  readonly who: readonly string[];
  readonly verb: string;
  readonly beforeActions: string;
  readonly actions: readonly string[];
  /** `on` the resources, where they are not everything; empty: nothing is said. */
  readonly on: readonly string[];
  /** Clauses that must all hold; empty: always. */
  readonly when: readonly string[];
}

const disjunction = new Intl.ListFormat('en', { type: 'disjunction' });
/** Values that a clause can hold; more are counted. */
const MOST_VALUES = 3;

const anyOf = (values: readonly string[]): string =>
  values.length <= MOST_VALUES
    ? disjunction.format(values)
    : disjunction.format([...values.slice(0, MOST_VALUES - 1), `${values.length - MOST_VALUES + 1} others`]);

/** A condition key as a person says it: the name of a context pair or a tag, or the key without its namespace. */
export function keyWords(key: string): string {
  const family = /^(?:kms:EncryptionContext:|aws:(Principal|Request|Resource)Tag\/)(.+)$/is.exec(key);
  if (family !== null) {
    const [, of, name = ''] = family;
    return of === undefined
      ? name
      : `tag ${name} of the ${of.toLowerCase() === 'principal' ? 'caller' : of.toLowerCase() === 'request' ? 'request' : 'key'}`;
  }
  return key.replace(/^(?:kms|aws):/i, '');
}

const article = (word: string): string => (/^[aeio]/i.test(word) ? 'an' : 'a');

type Say = (key: string, values: readonly string[]) => string;

const is =
  (sign: string): Say =>
  (key, values) =>
    `${key} ${sign} ${anyOf(values)}`;
const isNot =
  (one: string, many: string): Say =>
  (key, values) =>
    values.length === 1 ? `${key} ${one} ${anyOf(values)}` : `${key} ${many} ${anyOf(values)}`;

/** Every operator of the language, by its base: what it says of a key and its values. */
const SAYINGS: Readonly<Record<string, Say>> = {
  StringEquals: is('='),
  StringNotEquals: isNot('≠', 'is none of'),
  StringEqualsIgnoreCase: (key, values) => `${key} = ${anyOf(values)} in any case`,
  StringNotEqualsIgnoreCase: (key, values) => `${isNot('≠', 'is none of')(key, values)} in any case`,
  StringLike: is('is like'),
  StringNotLike: is('is not like'),
  NumericEquals: is('='),
  NumericNotEquals: isNot('≠', 'is none of'),
  NumericLessThan: is('<'),
  NumericLessThanEquals: is('≤'),
  NumericGreaterThan: is('>'),
  NumericGreaterThanEquals: is('≥'),
  DateEquals: is('is exactly'),
  DateNotEquals: isNot('is not', 'is none of'),
  DateLessThan: is('is before'),
  DateLessThanEquals: is('is not after'),
  DateGreaterThan: is('is after'),
  DateGreaterThanEquals: is('is not before'),
  Bool: is('is'),
  BinaryEquals: is('has the bytes'),
  IpAddress: is('is in'),
  NotIpAddress: is('is outside'),
  ArnEquals: is('is'),
  ArnNotEquals: isNot('is not', 'is none of'),
  ArnLike: is('is like'),
  ArnNotLike: is('is not like'),
  Null: (key, values) =>
    values.every((value) => value.toLowerCase() === 'true')
      ? `there is no ${key}`
      : values.every((value) => value.toLowerCase() === 'false')
        ? `there is ${article(key)} ${key}`
        : `there is ${article(key)} ${key} or none`,
};

/** Does the outline have words for this operator, whose name comes without qualifier and IfExists? */
export const hasWords = (base: string): boolean => Object.hasOwn(SAYINGS, base);

/** What a condition asks: `tenant = acme`, `some value of TagKeys is like x-*`, `SourceIp is in 10.0.0.0/8, or is absent`. */
export function conditionWords({
  operator,
  qualifier,
  base,
  ifExists,
  key,
  values,
}: PolicyCondition): string {
  const texts = values.map(({ text }) => (text === '' ? '“”' : text));
  // Whether it has names is whether there is one.
  const name =
    base === 'Null' && key.toLowerCase() === 'kms:encryptioncontextkeys'
      ? 'encryption context'
      : keyWords(key);
  const subject =
    qualifier === 'ForAllValues'
      ? `every value of ${name}`
      : qualifier === 'ForAnyValue'
        ? `some value of ${name}`
        : name;
  const say = Object.hasOwn(SAYINGS, base) ? SAYINGS[base] : undefined;
  const said = say === undefined ? `${subject} ${operator} ${anyOf(texts)}` : say(subject, texts);
  // ForAllValues holds where there is none: that is what surprises. After a qualifier IfExists changes nothing.
  const none = qualifier === null ? ifExists && base !== 'Null' : qualifier === 'ForAllValues';
  return none ? `${said}, or there is none` : said;
}

/** Does the name, or the pattern, mean at least one action of the catalogue? Without case, as policies are evaluated. */
export function namesAction({ text }: Located): boolean {
  const folded = text.toLowerCase();
  return hasWildcard(folded)
    ? FOLDED_ACTION_NAMES.some(wildcard(folded))
    : FOLDED_ACTION_NAMES.includes(folded);
}

/** What gives power over the key or the desk, then what uses it: of a long list these are told, whatever stands first in the text. */
const MIGHTY = [
  'keydesk:UpdatePrincipalPolicies',
  'keydesk:PutIdentityPolicy',
  'kms:PutKeyPolicy',
  'kms:CreateGrant',
  'kms:ScheduleKeyDeletion',
  'kms:Decrypt',
  'kms:Sign',
  'kms:Encrypt',
  'kms:GenerateDataKey',
].map((name) => name.toLowerCase());
/** A sentence holds as many as they stand. */
const MOST_AS_WRITTEN = 3;

function mightiestFirst(actions: readonly Located[]): readonly Located[] {
  if (actions.length <= MOST_AS_WRITTEN) return actions;
  const might = ({ text }: Located): number => {
    const at = MIGHTY.findIndex(wildcard(text.toLowerCase()));
    return at === -1 ? MIGHTY.length : at;
  };
  return actions.toSorted((a, b) => might(a) - might(b));
}

const actionWord = ({ text }: Located): string => text.replace(/^kms:/i, '');

const ALL_OF_KMS = /^kms:\*+$/i;

/** `*` is everything, whatever stands beside it; `kms:*` is everything with keys where something else is named besides. */
function actionWords(actions: readonly Located[]): readonly string[] {
  if (actions.some(({ text }) => /^\*+$/.test(text))) return ['do everything'];
  if (!actions.some(({ text }) => ALL_OF_KMS.test(text))) return actions.map(actionWord);
  const others = actions.filter(({ text }) => !/^kms:/i.test(text));
  return others.length === 0 ? ['do everything'] : ['do everything with keys', ...others.map(actionWord)];
}

function principalWord(principal: PolicyPrincipal, first: boolean): string {
  switch (principal.type) {
    case 'anyone':
      return first ? 'Anyone' : 'anyone';
    case 'account':
      return `${first ? 'W' : 'w'}hoever the account’s identity policies allow`;
    case 'outside':
      return principal.name;
    case 'principal':
      return shortArn(principal.arn);
  }
}

/** In a list of exceptions the account is the whole of it. */
const exceptWord = (principal: PolicyPrincipal): string =>
  principal.type === 'account' ? 'the account' : principalWord(principal, false);

function whoParts({ not, principals, effect }: PolicyStatement): Pick<StatementParts, 'before' | 'who'> {
  if (principals === null) return { before: '', who: ['The holder'] };
  if (not.principal) return { before: 'Anyone but', who: principals.map(exceptWord) };
  // A Deny on the account is on everybody in it; it delegates nothing.
  if (effect === 'Deny')
    return {
      before: '',
      who: principals.map((principal, i) =>
        principal.type === 'account'
          ? i === 0
            ? 'Everybody of the account'
            : 'everybody of the account'
          : principalWord(principal, i === 0),
      ),
    };
  return { before: '', who: principals.map((principal, i) => principalWord(principal, i === 0)) };
}

export function statementParts(statement: PolicyStatement): StatementParts {
  const { effect, not, actions, resources, conditions } = statement;
  // What names nothing allows nothing, so it is not said to.
  const named = actionWords(mightiestFirst(actions.filter(namesAction)));
  const everything = resources.every(({ text }) => /^\*+$/.test(text));
  return {
    ...whoParts(statement),
    verb: effect === 'Allow' ? 'may' : 'may never',
    beforeActions: not.action ? (effect === 'Allow' ? 'do everything but' : 'do anything but') : '',
    actions: named.length > 0 ? named : not.action ? ['nothing'] : ['do nothing'],
    on: everything
      ? []
      : resources.map(({ text }) => (not.resource ? `anything but ${shortArn(text)}` : shortArn(text))),
    when: conditions.map(conditionWords),
  };
}

const conjunction = new Intl.ListFormat('en', { type: 'conjunction' });

/** The clauses of a statement, with what they belong to: `, only when tenant = acme`. Empty where there are none. */
export const whenWords = (effect: PolicyStatement['effect'], when: readonly string[]): string =>
  when.length === 0 ? '' : `, ${effect === 'Allow' ? 'only when' : 'when'} ${conjunction.format(when)}`;

/** The whole sentence as text. */
export function statementText(statement: PolicyStatement): string {
  const { before, who, verb, beforeActions, actions, on, when } = statementParts(statement);
  const parts = [before, conjunction.format(who), verb, beforeActions, conjunction.format(actions)];
  const where = on.length === 0 ? '' : ` on ${disjunction.format(on)}`;
  return `${parts.filter((part) => part !== '').join(' ')}${where}${whenWords(statement.effect, when)}.`;
}
