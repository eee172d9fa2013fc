/** What stands on the summary: pure data. */
import type { Box } from '../custody.ts';

export const LINES: readonly string[] = [
  'Encrypting is easy. The key is the work: where it lives, who may use it, who can say so later.',
  'The master key stays in the vault. A KMS works with it on your behalf, and never hands it out.',
  'The master key wraps a data key, the data key encrypts the data. Store ciphertext and wrapped key, never the plaintext key.',
  'Take keys out of code and environment into a KMS; into an HSM of your own where the rules ask for it.',
  'Protect data at rest and in transit: the stolen disk and the tapped wire are two attackers.',
  'Rotate keys, scope them to a domain and an environment, and audit every Encrypt and Decrypt.',
];

export interface WalkStep {
  readonly title: string;
  readonly words: string;
  /** Who does it. */
  readonly by: string;
}

export const WALK: readonly WalkStep[] = [
  {
    title: 'Ask for a data key',
    words: 'GenerateDataKey names the master key. It comes back twice: in the clear, and wrapped.',
    by: 'desk and vault',
  },
  {
    title: 'Encrypt locally',
    words: 'AES-256-GCM under the data key, with a fresh nonce. No byte of the data goes to the desk.',
    by: 'application',
  },
  {
    title: 'Wipe the data key',
    words: 'Its bytes are overwritten at once. The wrapped copy is the one that stays.',
    by: 'application',
  },
  {
    title: 'Store both together',
    words: 'Ciphertext, nonce and wrapped key side by side. Whoever copies them has nothing.',
    by: 'storage',
  },
  {
    title: 'To read, unwrap first',
    words:
      'Decrypt brings the data key back, if policy and context allow. Then decrypt locally, and wipe again.',
    by: 'desk and vault',
  },
];

export interface PlaceRow {
  readonly where: string;
  readonly sees: string;
  readonly rotation: string;
  readonly verdict: string;
}

/** Who can see a key in this very KMS. */
const SEEN_HERE: Readonly<Record<Box, string>> = {
  device: 'Nobody: the hardware gives it to no one. Use is allowed by policy, and logged',
  files: 'Whoever has its files and the PIN. All others may use it at most: by policy, logged',
  browser: 'Whoever has this browser’s profile. All others may use it at most: by policy, logged',
};

/** Worst to best; `box`: what the vault of this desk is. */
export const spectrumOf = (box: Box): readonly PlaceRow[] => [
  {
    where: 'In code or config',
    sees: 'Everyone with a clone, for as long as its history lasts',
    rotation: 'By hand, and a release',
    verdict: 'Never',
  },
  {
    where: 'Environment variable',
    sees: 'Whoever reads the process, its crash reports or the CI',
    rotation: 'By hand, and a restart',
    verdict: 'Better than code, still in the clear',
  },
  {
    where: 'KMS',
    sees: SEEN_HERE[box],
    rotation: 'By itself, on a schedule',
    verdict: 'The default',
  },
  {
    where: 'HSM of your own',
    sees: 'Nobody. The hardware gives up its keys to no one',
    rotation: 'By itself, by policy',
    verdict: 'Where regulation asks for it',
  },
];

export const MISTAKES: readonly { readonly title: string; readonly words: string }[] = [
  {
    title: 'Keys in code or config',
    words: 'What touched a repository is known. Replace it; do not hide it.',
  },
  { title: 'No rotation', words: 'A key of three years opens three years. Schedule it: no data is touched.' },
  {
    title: 'One key for everything',
    words: 'One compromised caller opens all of it. A key for each domain and environment.',
  },
  { title: 'No audit of key use', words: 'Who decrypted what, when, from where: log it from the first day.' },
];

/** Everything but the client and the storage. */
export const CODE = `r = kms.generate_data_key(KeyId="alias/orders", KeySpec="AES_256", EncryptionContext=context)
key, nonce = bytearray(r.pop("Plaintext")), os.urandom(12)
store(r["CiphertextBlob"], context, nonce, AESGCM(key).encrypt(nonce, data, None))
key[:] = bytes(32)`;
