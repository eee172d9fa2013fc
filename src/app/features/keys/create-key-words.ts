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

/** Why a purpose cannot be had: what this version builds, and what the token would need besides. */
function reason(purpose: Purpose, tokenLabel: string): string | undefined {
  if (purpose.Unavailable === undefined) return undefined;
  const { MissingMechanisms: lacks } = purpose;
  const token =
    lacks.length === 0
      ? `The token ${tokenLabel} could do it.`
      : `The token ${tokenLabel} lacks ${list.format(lacks)} besides.`;
  return `Not yet: ${purpose.Unavailable.replace(/([^.])$/, '$1.')} ${token}`;
}

/** The purposes as choices, those that cannot be had with why. */
export const purposeOptions = ({ Purposes, TokenLabel }: Options): readonly RadioOption[] =>
  Purposes.map((purpose) => ({
    value: purpose.Purpose,
    label: WORDS[purpose.Purpose].label,
    note: `${WORDS[purpose.Purpose].note}; ${specRow(purpose.KeySpec).label}`,
    disabledReason: reason(purpose, TokenLabel),
  }));
