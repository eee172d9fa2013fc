/** The keys that never leave the token: found at every start, made at the first one only. */
import { createHash } from 'node:crypto';
import pkcs11 from 'pkcs11js';
import type { Handle, PKCS11 } from 'pkcs11js';
import type { ResidentKey, ResidentRole, VaultObject } from '../../../domain/ports/vault.ts';
import {
  differences,
  findTemplate,
  OBJECTS,
  shownAttributes,
  template,
  ulong,
  type ObjectKind,
} from './attributes.ts';
import { inWords, VaultStartError } from './errors.ts';
import { CKM_EC_EDWARDS_KEY_PAIR_GEN } from './mechanisms.ts';
import { READ_ONLY, READ_WRITE, type Token } from './module.ts';

/** Of a token, what finding and making keys needs. */
export type KeyHolder = Pick<Token, 'pkcs11' | 'slot' | 'label'>;

export interface ResidentKeys {
  readonly root: Handle;
  readonly derivation: Handle;
  readonly credential: Handle;
  readonly log: Handle;
  /** Raw Ed25519, 32 bytes. */
  readonly logPublicKey: Uint8Array;
  readonly described: readonly ResidentKey[];
}

/** CKA_LABEL and CKA_ID of each. Fixed: the next start finds them by it. */
const NAME = {
  root: 'keydesk-root',
  derivation: 'keydesk-derivation',
  credential: 'keydesk-credential',
  log: 'keydesk-log',
} as const;
/** Objects that a whole set has, and the role whose name each carries. */
const PARTS = [
  ['root', 'root'],
  ['derivation', 'derivation'],
  ['credential', 'credential'],
  ['logPrivate', 'log'],
  ['logPublic', 'log'],
] as const satisfies readonly (readonly [ObjectKind, keyof typeof NAME])[];
type Part = (typeof PARTS)[number][0];

function find(token: KeyHolder, session: Handle, kind: ObjectKind, name: string): Handle | undefined {
  token.pkcs11.C_FindObjectsInit(session, findTemplate(kind, name));
  let found: Handle[];
  try {
    found = token.pkcs11.C_FindObjects(session, 2);
  } finally {
    token.pkcs11.C_FindObjectsFinal(session);
  }
  if (found.length > 1)
    throw new VaultStartError(
      'KEYS_UNFIT',
      `The token “${token.label}” holds more than one object “${name}”: it is not clear which is this desk's.`,
    );
  return found[0];
}

function make(token: KeyHolder, session: Handle, part: Exclude<Part, 'logPublic'>): void {
  const generate = (kind: ObjectKind, mechanism: number, name: string): Handle =>
    token.pkcs11.C_GenerateKey(session, { mechanism }, template(kind, name));
  if (part === 'root') generate('root', pkcs11.CKM_AES_KEY_GEN, NAME.root);
  else if (part === 'credential') generate('credential', pkcs11.CKM_AES_KEY_GEN, NAME.credential);
  else if (part === 'derivation') generate('derivation', pkcs11.CKM_GENERIC_SECRET_KEY_GEN, NAME.derivation);
  else
    token.pkcs11.C_GenerateKeyPair(
      session,
      { mechanism: CKM_EC_EDWARDS_KEY_PAIR_GEN },
      template('logPublic', NAME.log),
      template('logPrivate', NAME.log),
    );
}

/**
 * Makes what is missing of the resident keys (a first start that was interrupted may have made some). Only for a desk that has no keys
 * and no log yet. Throws VaultStartError KEYS_UNFIT when half of the log key is there.
 */
export function makeResidentKeys(token: KeyHolder): void {
  const session = token.pkcs11.C_OpenSession(token.slot, READ_WRITE);
  try {
    const has = (part: Part, name: string): boolean => find(token, session, part, name) !== undefined;
    if (has('logPrivate', NAME.log) !== has('logPublic', NAME.log))
      throw new VaultStartError(
        'KEYS_UNFIT',
        `The token “${token.label}” holds only one half of “${NAME.log}”. Remove it, and start again.`,
      );
    for (const part of ['root', 'derivation', 'credential'] as const)
      if (!has(part, NAME[part])) make(token, session, part);
    if (!has('logPrivate', NAME.log)) make(token, session, 'logPrivate');
  } catch (error) {
    if (error instanceof VaultStartError) throw error;
    throw new VaultStartError(
      'KEYS_MISSING',
      `The resident keys cannot be made on the token “${token.label}”: ${inWords(error)}.`,
    );
  } finally {
    token.pkcs11.C_CloseSession(session);
  }
}

/**
 * All of them, checked against the attribute table: a root key that somebody made extractable is not used.
 * Throws VaultStartError KEYS_MISSING or KEYS_UNFIT.
 */
export function findResidentKeys(token: KeyHolder): ResidentKeys {
  const session = token.pkcs11.C_OpenSession(token.slot, READ_ONLY);
  try {
    const handles = new Map<Part, Handle>();
    const absent: string[] = [];
    for (const [part, role] of PARTS) {
      const handle = find(token, session, part, NAME[role]);
      if (handle === undefined) absent.push(part === 'logPublic' ? `${NAME.log} (public)` : NAME[role]);
      else handles.set(part, handle);
    }
    if (absent.length > 0)
      throw new VaultStartError(
        'KEYS_MISSING',
        `The token “${token.label}” does not hold ${absent.join(', ')}. This desk's keys can only be opened with the keys that it was started with: is this the right token, and is it whole? Nothing was made anew.`,
      );
    const take = (part: Part): Handle => {
      const handle = handles.get(part)!; // none is absent
      const wrong = differences(token.pkcs11, session, handle, part);
      if (wrong.length > 0)
        throw new VaultStartError(
          'KEYS_UNFIT',
          `The token's ${part} key does not have the attributes that it was made with: ${wrong.join(', ')}. It is not used.`,
        );
      return handle;
    };
    const [root, derivation, credential, log] = [
      take('root'),
      take('derivation'),
      take('credential'),
      take('logPrivate'),
    ];
    const logPublicKey = readPublicKey(token, session, take('logPublic'));
    const logDigest = createHash('sha256').update(logPublicKey).digest('hex').slice(0, 16);
    return {
      root,
      derivation,
      credential,
      log,
      logPublicKey,
      described: [
        describeKey(token, session, root, 'root'),
        describeKey(token, session, derivation, 'derivation'),
        describeKey(token, session, credential, 'credential'),
        { ...describeKey(token, session, log, 'log'), fingerprint: logDigest },
      ],
    };
  } finally {
    token.pkcs11.C_CloseSession(session);
  }
}

const CLASSES: ReadonlyMap<number, VaultObject['objectClass']> = new Map([
  [pkcs11.CKO_SECRET_KEY, 'secret key'],
  [pkcs11.CKO_PRIVATE_KEY, 'private key'],
  [pkcs11.CKO_PUBLIC_KEY, 'public key'],
]);
/** Objects that a search answers at once. */
const FOUND_AT_ONCE = 256;

/** Everything that the token keeps: not the unwrapped copies, which live as long as their session. Throws Pkcs11Error. */
export function listObjects(module: PKCS11, session: Handle): readonly VaultObject[] {
  const handles: Handle[] = [];
  module.C_FindObjectsInit(session, [{ type: pkcs11.CKA_TOKEN, value: true }]);
  try {
    for (;;) {
      const found = module.C_FindObjects(session, FOUND_AT_ONCE);
      handles.push(...found);
      if (found.length < FOUND_AT_ONCE) break;
    }
  } finally {
    module.C_FindObjectsFinal(session);
  }
  return handles.map((handle) => {
    const read = (type: number): Buffer => {
      try {
        const value = module.C_GetAttributeValue(session, handle, [{ type }])[0]?.value;
        return Buffer.isBuffer(value) ? value : Buffer.alloc(0);
      } catch {
        // Not every object has every attribute.
        return Buffer.alloc(0);
      }
    };
    const kind = read(pkcs11.CKA_CLASS);
    const id = read(pkcs11.CKA_ID);
    const objectClass = CLASSES.get(kind.length === 0 ? -1 : ulong(kind)) ?? 'other';
    const part = PARTS.find(
      ([name, role]) => CLASSES.get(OBJECTS[name].CKA_CLASS) === objectClass && NAME[role] === id.toString(),
    );
    return {
      label: read(pkcs11.CKA_LABEL).toString('utf8'),
      objectClass,
      id: id.toString('hex'),
      role: part?.[1] ?? null,
    };
  });
}

const KEY_TYPES: Readonly<Record<ResidentRole, string>> = {
  root: 'AES-256',
  derivation: 'HMAC, 256 bits',
  credential: 'AES-256',
  log: 'Ed25519',
};

const describeKey = (token: KeyHolder, session: Handle, handle: Handle, role: ResidentRole): ResidentKey => ({
  role,
  label: NAME[role],
  objectClass: role === 'log' ? 'private key' : 'secret key',
  keyType: KEY_TYPES[role],
  fingerprint: readCheckValue(token, session, handle),
  attributes: shownAttributes(token.pkcs11, session, handle),
});

/** The raw key in CKA_EC_POINT: a DER OCTET STRING (PKCS#11 v3.0 §2.3.5), which some modules leave off. */
function readPublicKey(token: KeyHolder, session: Handle, handle: Handle): Uint8Array {
  const point = token.pkcs11.C_GetAttributeValue(session, handle, [{ type: pkcs11.CKA_EC_POINT }])[0]?.value;
  if (Buffer.isBuffer(point)) {
    if (point.length === 34 && point[0] === 0x04 && point[1] === 32) return new Uint8Array(point.subarray(2));
    if (point.length === 32) return new Uint8Array(point);
  }
  throw new VaultStartError(
    'KEYS_UNFIT',
    `The token “${token.label}” shows no Ed25519 public key for “${NAME.log}”.`,
  );
}

/** The first three bytes of the key's check value (PKCS#11 v2.40 §4.10.2) in hex, or '' where a module has none. */
function readCheckValue(token: KeyHolder, session: Handle, handle: Handle): string {
  try {
    const value = token.pkcs11.C_GetAttributeValue(session, handle, [{ type: pkcs11.CKA_CHECK_VALUE }])[0]
      ?.value;
    return Buffer.isBuffer(value) ? value.subarray(0, 3).toString('hex') : '';
  } catch {
    return '';
  }
}
