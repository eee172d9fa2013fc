import { ACTIONS, worksOn } from '../../../domain/policy/actions.ts';
import type { PolicyKind } from '../../../domain/policy/document.ts';
import { catalogueWords } from '../../../domain/policy/catalogue-words.ts';
import {
  CONDITION_KEY_FAMILIES,
  CONDITION_KEYS,
  conditionKey,
} from '../../../domain/policy/condition-keys.ts';
import { peopleOf, type PolicyWorld } from '../../../domain/policy/world.ts';
import { shortArn } from '../../ui/shorten.ts';
import { describeKey, describeOperator, describePrincipal } from './describe.ts';
import { cursorAt, spotOf, type Cursor, type Spot } from './json-cursor.ts';
import {
  EFFECT_WORDS,
  OPERATOR_WORDS,
  operatorsFor,
  POLICY_ELEMENTS,
  PRINCIPAL_KINDS,
  SET_QUALIFIER_WORDS,
  STATEMENT_ELEMENTS,
  type ElementWord,
} from './vocabulary.ts';

export interface Completion {
  /** What is written between the quotes. */
  readonly text: string;
  /** What is shown, where the text is long: the short name of an ARN. */
  readonly label: string;
  readonly note: string;
  readonly words: string;
  /** JSON after a name that has no value yet. */
  readonly start?: string;
}

export interface Completions {
  /** What is replaced: the inside of a string, or nothing at the offset. */
  readonly from: number;
  readonly to: number;
  /** The offset is in a string: quotes are there. */
  readonly quoted: boolean;
  readonly closed: boolean;
  readonly hasColon: boolean;
  /** What was typed, which the list is narrowed by. */
  readonly typed: string;
  readonly options: readonly Completion[];
}

const element = (words: readonly ElementWord[]): readonly Completion[] =>
  words.map(({ name, words: said, start }) => ({ text: name, label: name, note: '', words: said, start }));

const plain = (text: string, note: string, words: string): Completion => ({ text, label: text, note, words });

/** Patterns worth offering: those that mean a family on purpose. */
const PATTERNS: readonly (readonly [string, string])[] = [
  ['kms:*', 'Everything, now and in future versions.'],
  ['kms:GenerateDataKey*', 'Data keys of every kind, in plaintext and not.'],
  ['kms:ReEncrypt*', 'Both halves of ReEncrypt: from this key and to it.'],
  ['kms:Describe*', 'Every Describe.'],
  ['kms:Get*', 'Every Get, the policy among them.'],
  ['kms:List*', 'Every List.'],
];

/** Those that this key can do come first. */
const actions = ({ key }: PolicyWorld, kind: PolicyKind): readonly Completion[] => [
  ...ACTIONS.filter(({ name, on }) => kind === 'identity' || (name.startsWith('kms:') && on.includes('key')))
    .toSorted((a, b) => (key === null ? 0 : Number(worksOn(b, key)) - Number(worksOn(a, key))))
    .map((row) => plain(row.name, row.level, catalogueWords(row))),
  ...PATTERNS.map(([text, words]) => plain(text, 'pattern', words)),
];

const principals = (world: PolicyWorld): readonly Completion[] =>
  [...(peopleOf(world) ?? []).map(({ arn }) => arn), `arn:aws:iam::${world.accountId}:root`, '*'].map(
    (arn) => {
      const { title, note, words } = describePrincipal(arn, world);
      return { text: arn, label: title, note, words };
    },
  );

const NEGATED_LAST = (name: string): number => (name.includes('Not') ? 1 : 0);

const operators = (): readonly Completion[] => {
  const bases = Object.keys(OPERATOR_WORDS).toSorted((a, b) => NEGATED_LAST(a) - NEGATED_LAST(b));
  return [
    ...bases,
    ...['StringEquals', 'StringLike'].flatMap((base) =>
      Object.keys(SET_QUALIFIER_WORDS).map((qualifier) => `${qualifier}:${base}`),
    ),
    ...bases.filter((base) => base !== 'Null').map((base) => `${base}IfExists`),
  ].map((name) => ({ ...plain(name, '', describeOperator(name).words), start: '{|}' }));
};

/** Keys that this operator can compare come first, then those that no request of this desk has. */
function conditionKeys(operator: string, world: PolicyWorld, kind: PolicyKind): readonly Completion[] {
  const base = operator.replace(/^For(?:All|Any)Values?:/, '').replace(/IfExists$/, '');
  const fits = (type: string): boolean => operatorsFor(type).includes(base);
  const contexts = usedContexts(world).map((name) => `kms:EncryptionContext:${name}`);
  const rows = [
    ...contexts.map((name) => ({ name, type: 'String', from: 'request' })),
    ...CONDITION_KEY_FAMILIES.filter(({ kinds }) => kinds.includes(kind)),
    ...CONDITION_KEYS.filter(({ kinds }) => kinds.includes(kind)),
  ];
  const rank = ({ type, from }: { readonly type: string; readonly from: string }): number =>
    (fits(type) ? 0 : 1) + (from === 'absent' ? 2 : 0);
  return rows
    .toSorted((a, b) => rank(a) - rank(b))
    .map(({ name }) => {
      const { note, words } = describeKey(/[:/]$/.test(name) ? `${name}…` : name);
      return { ...plain(name, note, words), start: '"|"' };
    });
}

/** Names of encryption contexts that requests of this key really had. */
const usedContexts = ({ usage }: PolicyWorld): readonly string[] => [
  ...new Set((usage?.uses ?? []).flatMap(({ steadyContext }) => steadyContext.map(([name]) => name))),
];

function values(operator: string, key: string, world: PolicyWorld): readonly Completion[] {
  const folded = key.toLowerCase();
  const row = conditionKey(key);
  const base = operator.replace(/^For(?:All|Any)Values?:/, '').replace(/IfExists$/, '');
  if (base === 'Null' || base === 'Bool' || row?.type === 'Bool')
    return [
      plain('true', '', base === 'Null' ? 'There is no such value.' : ''),
      plain('false', '', base === 'Null' ? 'There is one.' : ''),
    ];
  if (/(?:principalarn|granteeprincipal|retiringprincipal)$/.test(folded)) return principals(world);
  if (/(?:calleraccount|principalaccount)$/.test(folded)) return [plain(world.accountId, 'this account', '')];
  if (folded === 'aws:requestedregion') return [plain(world.region, 'this desk', '')];
  if (folded.startsWith('kms:encryptioncontext:')) {
    const name = key.slice('kms:EncryptionContext:'.length);
    const pairs = (world.usage?.uses ?? []).flatMap(({ steadyContext }) => steadyContext);
    const seen = new Set(pairs.filter((pair) => pair[0] === name).map(([, value]) => value));
    return [...seen].map((value) => plain(value, 'seen in the log', 'Requests of this key had it.'));
  }
  if (folded === 'kms:encryptioncontextkeys')
    return usedContexts(world).map((name) => plain(name, 'seen in the log', ''));
  if (folded.startsWith('aws:principaltag/')) {
    const name = folded.slice('aws:principaltag/'.length);
    const tags = (peopleOf(world) ?? []).flatMap(({ tags: own }) => own);
    const seen = new Set(tags.filter(([tag]) => tag.toLowerCase() === name).map(([, value]) => value));
    return [...seen].map((value) => plain(value, 'a tag here', ''));
  }
  return (row?.values ?? []).map((value) => plain(value, '', ''));
}

type At = Spot & { readonly level: number };

function namesFor(cursor: Cursor, spot: At, world: PolicyWorld, kind: PolicyKind): readonly Completion[] {
  const taken = new Set(cursor.names);
  const free = (all: readonly Completion[]): readonly Completion[] =>
    all.filter(({ text }) => !taken.has(text));
  if (cursor.path.length === 0) return free(element(POLICY_ELEMENTS));
  if (spot.statement === null) return [];
  if (spot.level === 0)
    return free(element(STATEMENT_ELEMENTS)).filter(
      ({ text }) => !contradicts(text, taken) && (kind === 'key' || !isPrincipal(text)),
    );
  if (isPrincipal(spot.element)) return kind === 'key' ? free(element(PRINCIPAL_KINDS)) : [];
  if (spot.element !== 'Condition') return [];
  return free(spot.operator === null ? operators() : conditionKeys(spot.operator, world, kind));
}

/** An identity policy speaks of whoever has it. */
const isPrincipal = (name: string | null): boolean => name === 'Principal' || name === 'NotPrincipal';

/** `Action` beside `NotAction` is refused. */
const contradicts = (name: string, taken: ReadonlySet<string>): boolean =>
  taken.has(name.startsWith('Not') ? name.slice(3) : `Not${name}`);

function valuesFor(spot: At, world: PolicyWorld, kind: PolicyKind): readonly Completion[] {
  switch (spot.element) {
    case 'Version':
      return [
        plain('2012-10-17', '', 'Knows policy variables.'),
        plain('2008-10-17', '', 'Without policy variables.'),
      ];
    case 'Effect':
      return Object.entries(EFFECT_WORDS).map(([text, words]) => plain(text, '', words));
    case 'Action':
    case 'NotAction':
      return actions(world, kind);
    case 'Resource':
    case 'NotResource':
      return kind === 'key'
        ? [plain('*', '', 'This key.')]
        : [
            plain('*', '', 'Everything that there is.'),
            plain(`arn:aws:kms:${world.region}:${world.accountId}:key/*`, 'keys', 'Every key of this desk.'),
          ];
    case 'Principal':
    case 'NotPrincipal':
      return kind === 'key' && (spot.kind === null || spot.kind === 'AWS') ? principals(world) : [];
    case 'Condition':
      return spot.operator === null || spot.key === null ? [] : values(spot.operator, spot.key, world);
    default:
      return [];
  }
}

/** How well a label answers what was typed; null: not at all. The start of a word counts more than the middle. */
export function match({ text, label }: Completion, typed: string): number | null {
  const wanted = typed.toLowerCase();
  if (wanted === '') return 0;
  const ranks = [label, text, text.replace(/^(?:kms|aws):/, ''), shortArn(text)].map((each) => {
    const at = each.toLowerCase().indexOf(wanted);
    return at === -1 ? Infinity : at === 0 ? 0 : 1;
  });
  const best = Math.min(...ranks);
  return best === Infinity ? null : best;
}

/** What could stand at an offset, best first; null: nothing is known that could. */
export function completionsAt(
  text: string,
  at: number,
  world: PolicyWorld,
  kind: PolicyKind = 'key',
): Completions | null {
  const cursor = cursorAt(text, at);
  const spot = spotOf(cursor);
  if (spot === null) return null;
  const all = cursor.role === 'name' ? namesFor(cursor, spot, world, kind) : valuesFor(spot, world, kind);
  const { token } = cursor;
  const typed = token === null ? '' : text.slice(token.from, at);
  const options = all
    .map((option) => ({ option, rank: match(option, typed) }))
    .filter(({ rank }) => rank !== null)
    .toSorted((a, b) => (a.rank ?? 0) - (b.rank ?? 0))
    .map(({ option }) => option);
  if (options.length === 0) return null;
  return {
    from: token?.from ?? at,
    to: token === null ? at : token.closed ? token.to : at,
    quoted: token !== null,
    closed: token?.closed ?? false,
    hasColon: cursor.hasColon,
    typed,
    options:
      cursor.role === 'value'
        ? options.map(({ text: each, label, note, words }) => ({ text: each, label, note, words }))
        : options,
  };
}

/** Where one types in the start of a new value. */
const MARK = '|';

/** The edit that takes an option, and where the cursor stands after it. */
export function take(
  { from, to, quoted, closed, hasColon }: Completions,
  option: Completion,
): { readonly from: number; readonly to: number; readonly insert: string; readonly cursor: number } {
  const start = quoted ? from - 1 : from;
  const string = JSON.stringify(option.text);
  // A family goes on with a name of the policy's own: the cursor waits for it.
  const goesOn = /[:/]$/.test(option.text);
  const value = option.start === undefined || hasColon || goesOn ? '' : `: ${option.start}`;
  const mark = value.indexOf(MARK);
  return {
    from: start,
    to: closed ? to + 1 : to,
    insert: string + value.replace(MARK, ''),
    cursor: start + string.length + (goesOn ? -1 : mark === -1 ? value.length : mark),
  };
}
