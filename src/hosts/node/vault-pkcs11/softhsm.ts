/** SoftHSM in the data directory: found on the machine, its token made at the first start. No subprocess, so that no PIN is ever in an argument list. */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import pkcs11 from 'pkcs11js';
import { ckr, inWords, VaultStartError } from './errors.ts';
import { loadModule, READ_WRITE } from './module.ts';

/** Debian and Alpine; Debian multiarch; Fedora, RHEL and SUSE; Homebrew on Apple and Intel machines. */
const MODULE_PATHS: readonly string[] = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib64/pkcs11/libsofthsm2.so',
  '/usr/lib64/softhsm/libsofthsm2.so',
  '/usr/lib/pkcs11/libsofthsm2.so',
  '/opt/homebrew/lib/softhsm/libsofthsm2.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
];

/** Where SoftHSM is installed, or undefined. */
export const findSoftHsm = (): string | undefined => MODULE_PATHS.find((path) => existsSync(path));

export const SOFTHSM_TOKEN_LABEL = 'keydesk';

/** Where SoftHSM's files of a desk are, and its PIN when no setting names another place. */
export function softHsmFiles(dataDirectory: string): { readonly tokens: string; readonly pin: string } {
  const directory = resolve(dataDirectory, 'hsm');
  return { tokens: join(directory, 'tokens'), pin: join(directory, 'pin') };
}

export interface SoftHsmOptions {
  readonly dataDirectory: string;
  /** `false` for a desk that has started before: a missing token is an error then, and nothing is made. Default `true`. */
  readonly initialise?: boolean;
  /** Default: where `findSoftHsm` finds it. */
  readonly modulePath?: string;
  /** Default `keydesk`; at most 32 bytes of UTF-8. */
  readonly tokenLabel?: string;
  /** When given, the PIN file is neither read nor made. */
  readonly pin?: string;
  /** Default: `hsm/pin` in the data directory. Made with a random PIN (0600) when neither it nor a token is there. */
  readonly pinFile?: string;
}

export interface SoftHsm {
  readonly modulePath: string;
  readonly tokenLabel: string;
  readonly pin: string;
}

/**
 * Points this process at the desk's token (SOFTHSM2_CONF, which SoftHSM reads when a vault is opened), and makes it at a first start.
 * The files: `hsm/softhsm2.conf`, `hsm/tokens/` (0700), `hsm/pin`. Throws VaultStartError FILES, KEYS_MISSING or MODULE; errors of the
 * file system as they are.
 *
 * A crash may fall anywhere: the PIN is on disk before a token is made with it, and the token is made beside its place and
 * renamed into it when it is whole; one left half-made has never held a key and is removed.
 */
export function prepareSoftHsm(options: SoftHsmOptions): SoftHsm {
  const { tokenLabel = SOFTHSM_TOKEN_LABEL, modulePath = findSoftHsm(), initialise = true } = options;
  if (modulePath === undefined)
    throw new VaultStartError('MODULE', `SoftHSM is not installed (looked for ${MODULE_PATHS.join(', ')}).`);
  const directory = resolve(options.dataDirectory, 'hsm');
  // SoftHSM's configuration has no quoting: `#` begins a comment anywhere in a line.
  if (/[#\r\n]/.test(directory))
    throw new VaultStartError(
      'FILES',
      `SoftHSM cannot keep a token in ${JSON.stringify(directory)}: its path has a “#” or a line break.`,
    );
  const { tokens } = softHsmFiles(options.dataDirectory);
  const pinFile = softHsmPinFile(options);
  const isNew = !existsSync(tokens);
  if (isNew && !initialise)
    throw new VaultStartError(
      'KEYS_MISSING',
      `The SoftHSM token of this desk is not in ${tokens}. Put it back from a backup: its keys open everything that the desk keeps. Nothing was made anew.`,
    );
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const pin = options.pin ?? readPin(pinFile) ?? (isNew ? makePin(pinFile) : undefined);
  if (pin === undefined)
    throw new VaultStartError(
      'PIN',
      `The token in ${tokens} has no PIN: ${pinFile} does not exist. Put your copy of the file back; nothing can open the token without it, and no backup holds it.`,
    );
  if (isNew) makeToken(directory, modulePath, tokens, tokenLabel, pin);
  configure(softHsmConfiguration(options.dataDirectory), tokens);
  return { modulePath, tokenLabel, pin };
}

/** `softhsm2.conf` of a data directory. */
export const softHsmConfiguration = (dataDirectory: string): string =>
  resolve(dataDirectory, 'hsm', 'softhsm2.conf');

/** Where the PIN of the token in the data directory is. */
export const softHsmPinFile = ({
  dataDirectory,
  pinFile,
}: Pick<SoftHsmOptions, 'dataDirectory' | 'pinFile'>): string =>
  pinFile === undefined ? resolve(dataDirectory, 'hsm', 'pin') : resolve(pinFile);

/** The text of a PIN file without the line break that editors add; undefined when there is no file. */
export function readPin(file: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const pin = text.replace(/\r?\n$/, '');
  if (pin === '') throw new VaultStartError('PIN', `The PIN file ${file} is empty.`);
  return pin;
}

function makePin(file: string): string {
  const pin = randomBytes(24).toString('base64url');
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const partial = `${file}.partial`;
  rmSync(partial, { force: true });
  const descriptor = openSync(partial, 'wx', 0o600);
  try {
    writeSync(descriptor, `${pin}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(partial, file);
  syncDirectory(dirname(file));
  return pin;
}

function makeToken(directory: string, modulePath: string, tokens: string, label: string, pin: string): void {
  const partial = `${tokens}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { mode: 0o700 });
  const conf = join(directory, 'softhsm2.partial.conf');
  configure(conf, partial);
  initialiseToken(modulePath, padLabel(label), pin);
  renameSync(partial, tokens);
  syncDirectory(directory);
  rmSync(conf);
}

/** 32 bytes, padded with blanks (PKCS#11 v2.40 §5.5, C_InitToken). */
function padLabel(label: string): string {
  const length = Buffer.byteLength(label);
  if (label === '' || length > 32)
    throw new VaultStartError('FILES', `A token's label has 1 to 32 bytes of UTF-8, not ${length}.`);
  return label + ' '.repeat(32 - length);
}

/** A first token in a free slot, with a user PIN. The security officer's PIN is random and not kept: it could set a new user PIN. */
function initialiseToken(modulePath: string, label: string, pin: string): void {
  const module = loadModule(modulePath);
  try {
    const slot = module.C_GetSlotList(true)[0];
    if (slot === undefined) throw new VaultStartError('FILES', 'SoftHSM shows no free slot for a token.');
    const officerPin = randomBytes(24).toString('base64url');
    module.C_InitToken(slot, officerPin, label);
    const session = module.C_OpenSession(slot, READ_WRITE);
    module.C_Login(session, pkcs11.CKU_SO, officerPin);
    module.C_InitPIN(session, pin);
    module.C_Logout(session);
    module.C_CloseSession(session);
  } catch (error) {
    if (ckr(error) === undefined) throw error;
    throw new VaultStartError('FILES', `SoftHSM cannot make a token: ${inWords(error)}.`);
  } finally {
    module.C_Finalize();
  }
}

function configure(file: string, tokens: string): void {
  writeFileSync(
    file,
    `directories.tokendir = ${tokens}\nobjectstore.backend = file\nlog.level = ERROR\nslots.removable = false\n`,
    { mode: 0o600 },
  );
  process.env['SOFTHSM2_CONF'] = file;
}

/** A rename is durable when its directory is. */
function syncDirectory(directory: string): void {
  const descriptor = openSync(directory, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
