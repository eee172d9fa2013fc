/** What the Vault page says, made of what the desk knows and nothing more. */
import { RUNGS, type Rung } from '../../../domain/health/ladder.ts';
import type { Output } from '../../query/contract.ts';

export type VaultFacts = Output<'DescribeVault'>;
export type ResidentKey = VaultFacts['ResidentKeys'][number];
export type SpecRow = VaultFacts['KeySpecs'][number];
type Mechanism = VaultFacts['Mechanisms'][number];

const number = new Intl.NumberFormat('en');
const latency = new Intl.NumberFormat('en', { maximumSignificantDigits: 2 });

/** `0.31 ms`, `12 ms`. */
export const latencyText = (ms: number): string => `${latency.format(ms)} ms`;

const RUNG_WORDS: Readonly<Record<Rung, string>> = {
  session: 'Open a new session and log in',
  drain: 'Let calls that run come to their end',
  module: 'Start the module anew',
  token: 'Find the token, by label and serial',
  login: 'Log in with the PIN',
  keys: 'Find the resident keys anew',
  identity: 'Check that it is the same token',
};

export interface LadderStep {
  readonly id: Rung | 'ready';
  readonly words: string;
  readonly state: 'tried' | 'done' | 'here' | 'ahead';
}

/** Every rung, seen from the one where the desk stands. Where it stands higher than on the first, a new session alone was not enough. */
export function ladderSteps(rung: Rung): readonly LadderStep[] {
  const here = RUNGS.indexOf(rung);
  const steps = RUNGS.map((id, i): LadderStep => {
    const below = id === 'session' ? 'tried' : 'done';
    const state = i < here ? below : i === here ? 'here' : 'ahead';
    return { id, words: RUNG_WORDS[id], state };
  });
  return [...steps, { id: 'ready', words: 'Sign the log, then serve', state: 'ahead' }];
}

const count = (of: number, one: string, many: string): string =>
  of === 0 ? `no ${one}` : `${number.format(of)} ${of === 1 ? one : many}`;

/** What has come to pass since the token was lost. */
export function meanwhile({
  Ladder,
  UncoveredEvents,
}: Pick<VaultFacts, 'Ladder' | 'UncoveredEvents'>): string {
  const waiting =
    UncoveredEvents === 0
      ? 'Every event so far is signed.'
      : `${count(UncoveredEvents, 'event waits', 'events wait')} for the signature that is the desk’s first act once it is back.`;
  if (Ladder === undefined) return waiting;
  return `Since then the desk has climbed ${count(Ladder.Climbs, 'time', 'times')}, and ${count(Ladder.Refused, 'call', 'calls')} ${Ladder.Refused > 1 ? 'were' : 'was'} refused. ${waiting}`;
}

/** What a person must know first; the state itself is said before it. */
export function warning(
  vault: Pick<VaultFacts, 'LeakProbe' | 'PinPlace' | 'TokenInDataDirectory'>,
): string | null {
  if (vault.PinPlace === 'none')
    return 'It is a vault inside this page: nobody can read its keys, and every script of the page can use them.';
  if (vault.PinPlace === 'data-directory' && vault.TokenInDataDirectory)
    return 'Token and PIN lie in the data directory: a copy of that folder is a copy of every key.';
  if (vault.LeakProbe === 'leaked')
    return 'Whoever has its PIN and can reach the token can take keys out of it.';
  return null;
}

export const PURPOSE: Readonly<
  Record<ResidentKey['Role'], { readonly name: string; readonly does: string }>
> = {
  root: { name: 'Root wrapping key', does: 'Wraps and unwraps key versions, nothing else' },
  derivation: { name: 'Derivation key', does: 'Authenticates every row that the desk keeps' },
  credential: { name: 'Credential key', does: 'Seals the secret access keys of services' },
  log: { name: 'Log signing key', does: 'Signs the checkpoints of the audit log' },
};

/** `yes`, `no`, or that the token does not say. */
export function attribute(key: ResidentKey, name: string): 'yes' | 'no' | 'not told' {
  const value = key.Attributes.find((each) => each.Name === name)?.Value;
  return value === undefined ? 'not told' : value ? 'yes' : 'no';
}

/** As PKCS#11 and WebCrypto call it, and in a word. */
const USES = [
  [['CKA_WRAP', 'wrapKey'], 'wrap'],
  [['CKA_UNWRAP', 'unwrapKey'], 'unwrap'],
  [['CKA_ENCRYPT', 'encrypt'], 'encrypt'],
  [['CKA_DECRYPT', 'decrypt'], 'decrypt'],
  [['CKA_SIGN', 'sign'], 'sign'],
] as const;

/** What the token lets the key do: "wrap, unwrap". */
export const mayDo = (key: ResidentKey): string =>
  USES.flatMap(([names, word]) => (names.some((name) => attribute(key, name) === 'yes') ? [word] : [])).join(
    ', ',
  ) || 'nothing';

/** Why keys of a spec can, or cannot, be made on this desk. */
export function specWords({ Supported, Missing, Mechanisms }: SpecRow): string {
  if (Supported) return 'Can be created';
  if (Mechanisms.length === 0) return 'PKCS#11 has no mechanism for it';
  if (Missing.length > 0) return `The token lacks ${Missing.join(', ')}`;
  return 'The token could; this release does not manage it yet';
}

/** Key sizes of a mechanism: `128–256 bits`; one that takes no key has none. */
export function bitsText({ MinimumBits: least, MaximumBits: most }: Mechanism): string {
  if (most === 0) return 'no key';
  if (least === most) return `${number.format(least)} bits`;
  // Modules give their largest integer for "no limit".
  if (most >= 2 ** 31 - 1) return `from ${number.format(least)} bits`;
  return `${number.format(least)}–${number.format(most)} bits`;
}

/** What the desk itself asks of the token first, then what key specs do, then the rest; by name. */
export const mechanismsInOrder = (mechanisms: readonly Mechanism[]): readonly Mechanism[] => {
  const rank = (row: Mechanism): number => (row.DeskNeeds ? 0 : row.NeededBy.length > 0 ? 1 : 2);
  return [...mechanisms].sort((a, b) => rank(a) - rank(b) || (a.Name < b.Name ? -1 : 1));
};

export interface Place {
  readonly title: string;
  readonly says: string;
  readonly remedy: string | null;
  /** Lines for the operator's shell. */
  readonly commands: string | null;
}

const MOVE_PIN = `# with the desk stopped,
# in Keydesk’s own folder
sudo install -d -m 700 \\
  -o "$USER" /etc/keydesk
mv "\${KEYDESK_DATA:-data}/hsm/pin" \\
  /etc/keydesk/pin
export KEYDESK_PKCS11_PIN_FILE=\\
/etc/keydesk/pin
npm start`;

/** Where the PIN is, what follows from it, and what to do about it. */
export function pinPlace(vault: Pick<VaultFacts, 'PinPlace' | 'TokenInDataDirectory'>): Place {
  switch (vault.PinPlace) {
    case 'environment':
      return {
        title: 'In the environment',
        says: 'A copy of the data directory does not hold it. Whoever may look at the process can read it, and programs that the desk starts would inherit it.',
        remedy:
          'A file that only this user may read is safer: set KEYDESK_PKCS11_PIN_FILE in place of KEYDESK_PKCS11_PIN, and restart.',
        commands: null,
      };
    case 'file':
      return {
        title: 'In a file outside the data directory',
        says: 'A copy of the data directory alone opens nothing. Whoever may read that file and reach the token has every key.',
        remedy: null,
        commands: null,
      };
    case 'none':
      return {
        title: 'There is none',
        says: 'This browser keeps the keys, for this page alone, and gives none of them out. Whoever can use this browser as you can use them: enough to learn with, and for nothing else.',
        remedy: null,
        commands: null,
      };
    case 'data-directory':
      return vault.TokenInDataDirectory
        ? {
            title: 'In the data directory, beside the token',
            says: 'A copy of this folder is a copy of every key, and so is a copy of any backup of it.',
            remedy:
              'Keep it elsewhere: a folder that no backup of the desk takes along, or a mounted secret.',
            commands: MOVE_PIN,
          }
        : {
            title: 'In the data directory',
            says: 'The token is elsewhere, so a copy of this folder is not enough; with a way to the token, it is.',
            remedy: 'Move the file out of the data directory, set KEYDESK_PKCS11_PIN_FILE, and restart.',
            commands: null,
          };
  }
}

/** The leak probe's answer, in whole sentences. */
export function leakWords({ LeakProbe, Token }: Pick<VaultFacts, 'LeakProbe' | 'Token'>): Place {
  switch (LeakProbe) {
    case 'refused':
      return {
        title: 'Refused',
        says: 'At this start the desk tried to unwrap a throw-away key as a readable one, and the module refused. Keys cannot be taken out this way, even with the PIN.',
        remedy: null,
        commands: null,
      };
    case 'leaked':
      return {
        title: 'Leaked',
        says: 'At this start the desk unwrapped a throw-away key as a readable one, and read it. Keydesk never asks for a key in the clear, but somebody with the PIN and the token can.',
        remedy: Token.Hardware
          ? 'Ask the maker of the HSM how to forbid it: a policy of the device, or CKA_UNWRAP_TEMPLATE on the root key.'
          : 'Software cannot refuse it. Name a hardware HSM with KEYDESK_PKCS11_MODULE where that matters.',
        commands: null,
      };
    case 'not-possible-here':
      return {
        title: 'Not tried',
        says: 'This vault has no way to unwrap a key as a readable one, so there was nothing to try.',
        remedy: null,
        commands: null,
      };
  }
}

export interface Protection {
  readonly against: readonly string[];
  readonly not: readonly string[];
}

/** What this token protects against, and what not. A device's own claims are its maker's to make: nothing is said for them here. */
export function protection(vault: Pick<VaultFacts, 'Token' | 'LeakProbe' | 'PinPlace'>): Protection {
  const inPage = vault.PinPlace === 'none';
  const not = [
    inPage
      ? 'A script in this page, or an extension that may change it: it can use every key'
      : 'Somebody with the PIN and a way to the token: they can use every key',
    'A caller whom a policy allows: that is what policies and the log are for',
  ];
  const against = [
    'A stolen database or its backup: key versions in it are wrapped by a root key that is not there',
    'A changed row: each is authenticated with a key from the token, and refused when it does not fit',
  ];
  if (vault.PinPlace === 'file')
    against.push('A copy of the data directory without the file that holds the PIN');
  if (!vault.Token.Hardware)
    not.unshift(
      'Somebody who can read the memory of this process: a token in software lives in it',
      ...(vault.PinPlace === 'data-directory'
        ? ['A copy of the whole data directory: PIN and token are in it']
        : []),
    );
  if (vault.LeakProbe === 'leaked') not.push('Taking keys out with the PIN: the leak probe did just that');
  else if (vault.LeakProbe === 'refused')
    against.push(
      inPage ? 'Reading a key, by whatever script' : 'Unwrapping a key as a readable one, even with the PIN',
    );
  return { against, not };
}
