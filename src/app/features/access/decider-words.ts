/** What lets somebody in, in words: statements, grants, and what they ask of a request. Pure. */
import { paths } from '../../paths.ts';
import { statementText } from '../../query/decided-by.ts';
import { conditionWords } from '../../ui/statement-words.ts';
import { shortId } from '../../ui/shorten.ts';
import type { RoleAccess } from './access-model.ts';

export type Decider = NonNullable<RoleAccess['DecidedBy']>[number];

/** "Use of the key", "statement 3", "nightly-report". */
export const deciderName = ({ Source, Sid, Statement, Policy }: Decider): string =>
  Sid ?? (Source === 'GRANT' ? shortId(Policy ?? '') : `statement ${Statement + 1}`);

/** Where it can be read, on the key whose access it is; null: nowhere. */
export function deciderHref(by: Decider, keyId: string | null): string | null {
  const { Source, Policy = '' } = by;
  const statement = statementText(by);
  switch (Source) {
    case 'KEY_POLICY':
      return keyId === null ? null : paths.keyPolicy(keyId, { statement });
    case 'GRANT':
      return keyId === null ? null : paths.keyGrant(keyId, Policy);
    case 'IDENTITY_POLICY':
      return paths.identityPolicy(Policy, { statement });
    case 'ROOT':
      return null;
  }
}

/** What stands before its name, and after. */
export const deciderFrame = ({ Source, Policy = '' }: Decider): readonly [string, string] =>
  Source === 'GRANT'
    ? ['grant ', '']
    : Source === 'IDENTITY_POLICY'
      ? ['', ` of policy ${Policy}`]
      : ['', ' of the key’s policy'];

/** All of what decided, for a report: `Use of the key of the key’s policy; not by statement 2 of policy limits`. */
export const decidersText = (deciders: readonly Decider[]): string =>
  deciders
    .map((by) => `${by.Effect === 'Deny' ? 'not by ' : ''}${deciderFrame(by).join(deciderName(by))}`)
    .join('; ');

const place = { from: 0, to: 0 };

/** `tenant = acme`: the operator's parts are told by its name. */
export function conditionText({ Operator, Key, Values }: Decider['Conditions'][number]): string {
  const [, qualifier, base = Operator, ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?(.+?)(IfExists)?$/.exec(Operator) ?? [];
  return conditionWords({
    ...place,
    operator: Operator,
    qualifier: qualifier === 'ForAllValues' || qualifier === 'ForAnyValue' ? qualifier : null,
    base,
    ifExists: ifExists !== undefined,
    key: Key,
    keyPlace: place,
    values: Values.map((text) => ({ ...place, text })),
  });
}

const list = new Intl.ListFormat('en');

/** Of a grant whose context must be the whole of its pairs: which they are; null for others. */
function exactly({ Source, Conditions }: Decider): readonly string[] | null {
  const whole = Conditions.some(({ Key }) => Key === 'kms:EncryptionContextKeys');
  if (Source !== 'GRANT' || !whole) return null;
  return Conditions.filter(({ Key }) => Key !== 'kms:EncryptionContextKeys').map(conditionText);
}

/** `tenant = acme and SourceIp is in 10.0.0.0/8`; empty: it asks nothing. */
export function askedText(by: Decider): string {
  const pairs = exactly(by);
  if (pairs === null) return list.format(by.Conditions.map(conditionText));
  return pairs.length === 0
    ? 'there is no encryption context'
    : `the context is exactly ${list.format(new Set(pairs))}`;
}

const either = new Intl.ListFormat('en', { type: 'disjunction' });

/**
 * A way in for a role that does not always come, after its name: ` at least when tenant = acme, unless SourceIp is in 10.0.0.0/8`. There may be
 * others: of several statements that would let somebody in the first is told. A grant is a way of its own; a key's policy that leaves it to the
 * account, and the identity policy that allows it, are one way together.
 */
export function whenText({ Always, DecidedBy = [] }: Pick<RoleAccess, 'Always' | 'DecidedBy'>): string {
  if (Always) return '';
  const asked = (effect: Decider['Effect'], ofGrant: boolean): readonly string[] =>
    DecidedBy.filter(({ Effect, Source }) => Effect === effect && (Source === 'GRANT') === ofGrant)
      .map(askedText)
      .filter((text) => text !== '');
  const byPolicies = list.format(new Set(asked('Allow', false)));
  const ways = [...new Set([byPolicies, ...asked('Allow', true)])].filter((text) => text !== '');
  const denies = new Set(asked('Deny', false));
  const words = [
    ...(ways.length === 0 ? [] : [` at least when ${either.format(ways)}`]),
    ...(denies.size === 0 ? [] : [` unless ${either.format(denies)}`]),
  ];
  return words.length === 0 ? ' under conditions' : words.join(',');
}
