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

/** Not built yet, whatever the token can do. Encryption always is: that it cannot be had is news, and is said at its place. */
const isLeftOut = ({ Purpose, Unavailable }: Purpose): boolean =>
  Purpose !== 'ENCRYPT' && Unavailable !== undefined;

/** The purposes as choices. */
export const purposeOptions = ({ Purposes }: Options): readonly RadioOption[] =>
  Purposes.filter((purpose) => !isLeftOut(purpose)).map((purpose) => ({
    value: purpose.Purpose,
    label: WORDS[purpose.Purpose].label,
    note: `${WORDS[purpose.Purpose].note}; ${specRow(purpose.KeySpec).label}`,
    disabledReason: reason(purpose),
  }));

/** What this release does not do, and why, once for all of it; null when it does everything. */
export function leftOut({
  Purposes,
  TokenLabel,
}: Options): { readonly labels: readonly string[]; readonly reason: string } | null {
  const not = Purposes.filter(isLeftOut);
  if (not.length === 0) return null;
  const able = not.filter(({ MissingMechanisms }) => MissingMechanisms.length === 0).length;
  const could =
    able === not.length
      ? 'could do all of these'
      : able === 0
        ? 'could do none of these either'
        : `could do ${able} of these ${not.length}`;
  return {
    labels: not.map(({ Purpose }) => WORDS[Purpose].label),
    reason: `This release makes symmetric keys in the desk’s HSM, to encrypt with. The token ${TokenLabel} ${could}.`,
  };
}
