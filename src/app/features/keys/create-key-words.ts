import type { Output } from '../../query/contract.ts';
import { specRow } from '../../../domain/keys/key-specs.ts';
import type { RadioOption } from '../../ui/choice.tsx';

type Options = Output<'DescribeKeyOptions'>;
export type Purpose = Options['Purposes'][number];

const WORDS: Readonly<Record<Purpose['Purpose'], { readonly label: string; readonly note: string }>> = {
  ENCRYPT: {
    label: 'Encrypt records: data keys and small secrets',
    note: 'Envelope encryption, the usual choice',
  },
  SIGN: { label: 'Sign tokens and documents', note: 'Others verify with the public key' },
  MAC: { label: 'Authenticate messages (MAC)', note: 'Who verifies holds the same key' },
  PUBLIC_ENCRYPT: { label: 'Let others encrypt to you', note: 'With a public key, without asking the desk' },
  AGREE: { label: 'Agree on keys with others', note: 'Elliptic-curve Diffie–Hellman' },
  IMPORT: { label: 'Import key material that exists', note: 'Made elsewhere, brought here wrapped' },
};

const list = new Intl.ListFormat('en', { type: 'conjunction' });

/** Why a purpose cannot be had: what the service says, and what the token would need besides. */
function reason({ Unavailable, MissingMechanisms: lacks }: Purpose): string | undefined {
  if (Unavailable === undefined) return undefined;
  const sentence = Unavailable.replace(/([^.])$/, '$1.');
  return lacks.length === 0 ? sentence : `${sentence} The token lacks ${list.format(lacks)} besides.`;
}

/** The purposes as choices, those that cannot be had with why. */
export const purposeOptions = ({ Purposes }: Options): readonly RadioOption[] =>
  Purposes.map((purpose) => ({
    value: purpose.Purpose,
    label: WORDS[purpose.Purpose].label,
    note: `${WORDS[purpose.Purpose].note}; ${specRow(purpose.KeySpec).label}`,
    disabledReason: reason(purpose),
  }));

/** What stands between the desk and the purposes that it does not serve; undefined when it serves all. */
export function purposeHelp({ Purposes, TokenLabel }: Options): string | undefined {
  const not = Purposes.filter(({ Unavailable }) => Unavailable !== undefined);
  if (not.length === 0) return undefined;
  const able = not.filter(({ MissingMechanisms }) => MissingMechanisms.length === 0).length;
  const token = `the token ${TokenLabel}`;
  return able === not.length
    ? `What cannot be chosen is not built yet: ${token} could do all of it.`
    : `What cannot be chosen is not built yet, and ${token} could do ${able} of those ${not.length}.`;
}
