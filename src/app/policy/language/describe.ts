import { ACTIONS, type ActionRow } from '../../../domain/policy/actions.ts';
import { catalogueWords } from '../../../domain/policy/catalogue-words.ts';
import type { PolicyKind } from '../../../domain/policy/document.ts';
import { conditionKey } from '../../../domain/policy/condition-keys.ts';
import { parseOperator } from '../../../domain/policy/operators.ts';
import { hasWildcard, wildcard } from '../../../domain/policy/wildcard.ts';
import { peopleOf, type PolicyWorld } from '../../../domain/policy/world.ts';
import { shortArn } from '../../ui/shorten.ts';
import { spotOf, stringAt, type Spot } from './json-cursor.ts';
import {
  EFFECT_WORDS,
  OPERATOR_WORDS,
  POLICY_ELEMENTS,
  PRINCIPAL_KINDS,
  SET_QUALIFIER_WORDS,
  STATEMENT_ELEMENTS,
  type ElementWord,
} from './vocabulary.ts';

/** What a part of a policy is, for the bubble over it and the line under the editor. */
export interface Explanation {
  readonly title: string;
  /** In two or three words: `Write`, `person`, `on a value of the request`. */
  readonly note: string;
  readonly words: string;
}

const onWords = ({ on }: ActionRow, kind: PolicyKind): string =>
  kind === 'identity' || on.includes('key')
    ? ''
    : ' No key policy can allow it: it is not done on a key. It belongs in an identity policy.';

/** Actions that a name or a pattern means. */
export function matchingActions(text: string): readonly ActionRow[] {
  const matches = wildcard(text.toLowerCase());
  return ACTIONS.filter(({ name }) => matches(name.toLowerCase()));
}

const MOST_NAMED = 4;
const list = new Intl.ListFormat('en', { type: 'conjunction' });
const short = (name: string): string => name.replace(/^kms:/, '');
const named = (names: readonly string[]): string =>
  names.length <= MOST_NAMED
    ? list.format(names)
    : list.format([...names.slice(0, MOST_NAMED - 1), `${names.length - MOST_NAMED + 1} more`]);

export function describeAction(text: string, kind: PolicyKind = 'key'): Explanation {
  const rows = matchingActions(text);
  const [row] = rows;
  if (row === undefined)
    return { title: text, note: 'no action', words: 'Means nothing: no action has this name.' };
  if (!hasWildcard(text))
    return { title: row.name, note: row.level, words: `${catalogueWords(row)}${onWords(row, kind)}` };
  if (kind === 'identity')
    return {
      title: text,
      note: `pattern, ${rows.length === 1 ? '1 action' : `${rows.length} actions`}`,
      words: `Means ${named(rows.map(({ name }) => short(name)))}, and what is added to the catalogue later.`,
    };
  // On a key the others mean nothing: it is the number that the comparison gives, too.
  // RetireGrant, too: by what a key's policy says nobody retires a grant.
  const use = rows.filter(
    ({ name, on }) => name.startsWith('kms:') && on.includes('key') && name !== 'kms:RetireGrant',
  );
  const counted = use.length === 0 ? rows : use;
  return {
    title: text,
    note: `pattern, ${counted.length === 1 ? '1 action' : `${counted.length} actions`}`,
    words: `Means ${named(use.map(({ name }) => short(name)))} on this key, and what is added to the catalogue later.`,
  };
}

const FROM: Readonly<Record<string, string>> = {
  request: 'of the request',
  key: 'of the key',
  call: 'of the caller and the call',
  absent: 'never there on this desk',
};

export function describeKey(name: string): Explanation {
  const row = conditionKey(name);
  if (row === undefined)
    return {
      title: name,
      note: 'no condition key',
      words: 'No request has it, so a condition on it never holds (or always, in a negated one).',
    };
  const several = row.multi ? ' A request may have several: say ForAnyValue or ForAllValues.' : '';
  const absent = row.from === 'absent' ? ' No request of this desk ever has it.' : '';
  return {
    title: name,
    note: `${row.type}, ${FROM[row.from] ?? ''}`,
    words: `${catalogueWords(row)}${absent}${several}`,
  };
}

const HOLDS_WITHOUT = / Holds also where [^.]*\.$/;

export function describeOperator(name: string): Explanation {
  const read = parseOperator(name);
  if (read === null)
    return { title: name, note: 'no operator', words: 'The policy language has no such operator.' };
  const { qualifier, base, ifExists } = read;
  const words = OPERATOR_WORDS[base] ?? '';
  const compares = words.replace(HOLDS_WITHOUT, '');
  // What no value comes to, a set qualifier settles alone.
  const all =
    qualifier !== null
      ? [compares, SET_QUALIFIER_WORDS[qualifier], ifExists ? 'IfExists changes nothing after it.' : '']
      : ifExists
        ? [compares, 'Holds also where the request has no such value.']
        : [words];
  return { title: name, note: 'operator', words: all.filter(Boolean).join(' ') };
}

/** Who a principal is in the directory, or that nobody is. */
export function describePrincipal(text: string, world: PolicyWorld): Explanation {
  if (text === '*')
    return { title: '*', note: 'anyone', words: 'Everybody who can sign a request to this desk.' };
  if (text === world.accountId || text === `arn:aws:iam::${world.accountId}:root`)
    return {
      title: shortArn(text),
      note: 'the account',
      words: 'Leaves the decision to identity policies: whoever they allow may do it.',
    };
  const principal = (world.principals ?? world.people)?.find(({ arn }) => arn === text);
  if (principal === undefined) {
    const words =
      peopleOf(world) === null
        ? 'You may not list principals, so this desk cannot say who that is.'
        : 'Nobody of this desk has this ARN: the statement reaches nobody until somebody does.';
    return { title: shortArn(text), note: peopleOf(world) === null ? 'not known' : 'nobody', words };
  }
  const policies =
    'policies' in principal ? principal.policies.map(({ name }) => name) : principal.policyNames;
  const has = policies.length === 0 ? 'has no identity policy' : `has ${list.format(policies)}`;
  const acts = principal.active ? '' : ' It cannot act now.';
  return {
    title: `${principal.kind}/${principal.name}`,
    note: principal.kind === 'user' ? 'person' : 'service',
    words: `${principal.kind === 'user' ? 'A person' : 'A service'} of this desk; ${has}.${acts}`,
  };
}

const fromElement = (words: readonly ElementWord[], name: string): Explanation | null => {
  const found = words.find((each) => each.name === name);
  return found === undefined ? null : { title: name, note: 'element', words: found.words };
};

function describeName(spot: Spot & { readonly level: number }, text: string): Explanation | null {
  if (spot.statement === null) return fromElement(POLICY_ELEMENTS, text);
  if (spot.level === 0) return fromElement(STATEMENT_ELEMENTS, text);
  if (spot.element === 'Principal' || spot.element === 'NotPrincipal')
    return fromElement(PRINCIPAL_KINDS, text);
  if (spot.element !== 'Condition') return null;
  return spot.operator === null ? describeOperator(text) : describeKey(text);
}

/** What stands at an offset of a policy's text, explained; null: nothing that needs it. */
export function explainAt(
  text: string,
  at: number,
  world: PolicyWorld,
  kind: PolicyKind = 'key',
): (Explanation & { readonly from: number; readonly to: number }) | null {
  const cursor = stringAt(text, at);
  const spot = cursor === null ? null : spotOf(cursor);
  if (cursor?.token == null || spot === null) return null;
  const { token } = cursor;
  const said =
    cursor.role === 'name' ? describeName(spot, token.text) : describeValue(spot, token.text, world, kind);
  return said === null ? null : { ...said, from: token.from - 1, to: token.closed ? token.to + 1 : token.to };
}

function describeValue(
  spot: Spot & { readonly level: number },
  text: string,
  world: PolicyWorld,
  kind: PolicyKind,
): Explanation | null {
  switch (spot.element) {
    case 'Action':
    case 'NotAction':
      return describeAction(text, kind);
    case 'Principal':
    case 'NotPrincipal':
      return spot.kind === null || spot.kind === 'AWS' ? describePrincipal(text, world) : null;
    case 'Effect': {
      const words = Object.hasOwn(EFFECT_WORDS, text) ? EFFECT_WORDS[text] : undefined;
      return words === undefined ? null : { title: text, note: 'effect', words };
    }
    case 'Condition':
      return /(?:PrincipalArn|GranteePrincipal|RetiringPrincipal)$/i.test(spot.key ?? '') &&
        text.startsWith('arn:')
        ? describePrincipal(text, world)
        : null;
    default:
      return null;
  }
}
