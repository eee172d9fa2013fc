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

/** What must hold for a role that does not always come, after its name: ` when tenant = acme, unless SourceIp is in 10.0.0.0/8`. */
export function whenText({ Always, DecidedBy = [] }: Pick<RoleAccess, 'Always' | 'DecidedBy'>): string {
  if (Always) return '';
  const asked = (effect: Decider['Effect']): readonly string[] =>
    DecidedBy.filter(({ Effect }) => Effect === effect).map(askedText);
  const allows = asked('Allow');
  const denies = asked('Deny').filter((text) => text !== '');
  // The statement that hands a key to the account asks nothing, and lets nobody in by itself.
  const needed = [...new Set(allows.filter((text) => text !== ''))];
  const words = [
    ...(needed.length === 0 ? [] : [` when ${either.format(needed)}`]),
    ...(denies.length === 0 ? [] : [` unless ${either.format(new Set(denies))}`]),
  ];
  return words.length === 0 ? ' under conditions' : words.join(',');
}
