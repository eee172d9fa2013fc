/** A loaded PKCS#11 module with one token of it, logged in. */
import pkcs11 from 'pkcs11js';
import type { Handle, PKCS11, TokenInfo } from 'pkcs11js';
import type { Mechanism } from '../../../domain/ports/vault.ts';
import { ckr, inWords, isPinRefused, PinRefusedError, VaultStartError } from './errors.ts';
import { describeMechanism } from './mechanisms.ts';

export interface Token {
  readonly pkcs11: PKCS11;
  readonly slot: Handle;
  readonly label: string;
  readonly serial: string;
  /** Model and library version, e.g. `SoftHSM v2 2.6`. */
  readonly module: string;
  readonly manufacturer: string;
  readonly firmware: string;
  /** The module says that a device stands behind the slot. */
  readonly hardware: boolean;
  readonly mechanisms: readonly Mechanism[];
  readonly mechanismTypes: ReadonlySet<number>;
  /** Holds the login, which lasts as long as one session of this process is open. Read-only. */
  readonly owner: Handle;
}

export const READ_ONLY = pkcs11.CKF_SERIAL_SESSION;
export const READ_WRITE = pkcs11.CKF_SERIAL_SESSION | pkcs11.CKF_RW_SESSION;

/** PKCS#11 v2.40 §3.2, CK_SLOT_INFO: pkcs11js 2.1.7 has no name for it. */
const CKF_HW_SLOT = 0x4;

/** Fields of PKCS#11 structures are padded with blanks, some modules pad with NUL. */
const trimmed = (field: string): string => {
  let end = field.length;
  while (end > 0 && (field[end - 1] === ' ' || field[end - 1] === '\0')) end--;
  return field.slice(0, end);
};

/** Loads a module's library. Throws VaultStartError MODULE for a file that is no PKCS#11 module. */
export function loadLibrary(modulePath: string): PKCS11 {
  const module = new pkcs11.PKCS11();
  try {
    module.load(modulePath);
  } catch {
    throw new VaultStartError(
      'MODULE',
      `The PKCS#11 module ${modulePath} cannot be loaded. Does the file exist, and is it made for this machine?`,
    );
  }
  return module;
}

/** C_Initialize, with the operating system's locks: threads of this process share the module. Throws Pkcs11Error. */
export const startModule = (module: PKCS11): void => module.C_Initialize({ flags: pkcs11.CKF_OS_LOCKING_OK });

/**
 * Initialises a loaded module, with the operating system's locks: threads of this process share it. A process can have it initialised
 * once: throws VaultStartError MODULE for a second time.
 */
function initialiseModule(module: PKCS11, modulePath: string): void {
  try {
    startModule(module);
  } catch (error) {
    throw new VaultStartError(
      'MODULE',
      `The PKCS#11 module ${modulePath} cannot be initialised: ${inWords(error)}.`,
    );
  }
}

/** Both. */
export function loadModule(modulePath: string): PKCS11 {
  const module = loadLibrary(modulePath);
  initialiseModule(module, modulePath);
  return module;
}

/** The one slot whose token has the label. */
export function findToken(
  module: PKCS11,
  label: string,
): { readonly slot: Handle; readonly info: TokenInfo } {
  const tokens = module.C_GetSlotList(true).map((slot) => ({ slot, info: module.C_GetTokenInfo(slot) }));
  const fitting = tokens.filter(({ info }) => trimmed(info.label) === label);
  const [first, second] = fitting;
  if (first === undefined) {
    const labels = tokens.map(({ info }) => trimmed(info.label)).filter((name) => name !== '');
    throw new VaultStartError(
      'TOKEN',
      `No token has the label “${label}”. ${labels.length === 0 ? 'The module shows no initialised token.' : `The module shows: ${labels.map((name) => `“${name}”`).join(', ')}.`}`,
    );
  }
  if (second !== undefined)
    throw new VaultStartError(
      'TOKEN',
      `${fitting.length} tokens have the label “${label}”: give the desk's token a label of its own.`,
    );
  return first;
}

function discoverMechanisms(module: PKCS11, slot: Handle): { types: Set<number>; mechanisms: Mechanism[] } {
  const types = new Set(module.C_GetMechanismList(slot));
  const mechanisms = [...types].map((type) => {
    const { minKeySize, maxKeySize } = module.C_GetMechanismInfo(slot, type);
    return describeMechanism(type, minKeySize, maxKeySize);
  });
  return { types, mechanisms: mechanisms.sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

/**
 * Another token with the label stands where this desk's was: it is not logged in to, for a PIN that it refuses would be a try less on it.
 */
export class OtherTokenError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'OtherTokenError';
  }
}

/**
 * The slot of the token that the desk was started with, by label and serial; others with the label do not matter. Throws OtherTokenError
 * when only others are there, VaultStartError TOKEN when none is, Pkcs11Error when the module cannot say.
 */
export function findTokenAgain(module: PKCS11, label: string, serial: string): Handle {
  const tokens = module.C_GetSlotList(true).map((slot) => ({ slot, info: module.C_GetTokenInfo(slot) }));
  const named = tokens.filter(({ info }) => trimmed(info.label) === label);
  const same = named.find(({ info }) => trimmed(info.serialNumber) === serial);
  if (same !== undefined) return same.slot;
  const [other] = named;
  if (other === undefined) throw new VaultStartError('TOKEN', `The module shows no token “${label}”.`);
  throw new OtherTokenError(
    `The token “${label}” that is there has the serial ${trimmed(other.info.serialNumber) || '(none)'}, not ${serial || '(none)'}.`,
  );
}

/** A session that holds a login. Throws PinRefusedError, and Pkcs11Error for everything else that fails. */
export function openLogin(module: PKCS11, slot: Handle, tokenLabel: string, pin: string): Handle {
  const owner = module.C_OpenSession(slot, READ_ONLY);
  try {
    module.C_Login(owner, pkcs11.CKU_USER, pin);
  } catch (error) {
    if (ckr(error) === pkcs11.CKR_USER_ALREADY_LOGGED_IN) return owner; // it is the process's
    try {
      module.C_CloseSession(owner);
    } catch {
      // The refusal is what is told.
    }
    if (isPinRefused(error)) throw new PinRefusedError(tokenLabel, error);
    throw error;
  }
  return owner;
}

/** The token's label on an open module, and a login. Throws PinRefusedError, or VaultStartError TOKEN. */
export function logIn(module: PKCS11, tokenLabel: string, pin: string): Token {
  try {
    const { slot, info } = findToken(module, tokenLabel);
    const { types, mechanisms } = discoverMechanisms(module, slot);
    const owner = openLogin(module, slot, tokenLabel, pin);
    const { major, minor } = module.C_GetInfo().libraryVersion;
    const firmware = info.firmwareVersion;
    const model = trimmed(info.model) || trimmed(info.manufacturerID) || 'PKCS#11 module';
    return {
      pkcs11: module,
      slot,
      label: tokenLabel,
      serial: trimmed(info.serialNumber),
      module: `${model} ${major}.${minor}`,
      manufacturer: trimmed(info.manufacturerID),
      firmware: `${firmware.major}.${firmware.minor}`,
      hardware: (module.C_GetSlotInfo(slot).flags & CKF_HW_SLOT) !== 0,
      mechanisms,
      mechanismTypes: types,
      owner,
    };
  } catch (error) {
    if (error instanceof PinRefusedError || error instanceof VaultStartError) throw error;
    throw new VaultStartError('TOKEN', `The token “${tokenLabel}” cannot be opened: ${inWords(error)}.`);
  }
}
