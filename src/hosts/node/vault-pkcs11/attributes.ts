/**
 * Every attribute of every kind of object that Keydesk asks a token for, in one table. PKCS#11 lets many usage attributes default
 * to true (v2.40 §4.8–4.10), so nothing is left out. No key may both wrap and decrypt: whoever could call it would
 * wrap a key with it and decrypt the wrapped bytes.
 *
 * CKA_UNWRAP_TEMPLATE is not here because pkcs11js cannot express it: its attribute values are numbers, booleans, strings and bytes,
 * never nested templates. What that costs is not assumed but tried at each start (`leak-probe.ts`). CKA_TRUSTED is not here because
 * only the security officer may set it.
 */
import pkcs11 from 'pkcs11js';
import type { Attribute, Handle, PKCS11 } from 'pkcs11js';

/** What pkcs11js 2.1.7 has no name for (PKCS#11 v3.0 §2.3). */
export const CKK_EC_EDWARDS = 0x40;

/** `edwards25519` as a DER PrintableString: the curveName form of PKCS#11 v3.0 §2.3.10. */
const EDWARDS25519 = Buffer.from('130c656477617264733235353139', 'hex');

const ATTRIBUTES = {
  CKA_CLASS: pkcs11.CKA_CLASS,
  CKA_KEY_TYPE: pkcs11.CKA_KEY_TYPE,
  CKA_VALUE_LEN: pkcs11.CKA_VALUE_LEN,
  CKA_EC_PARAMS: pkcs11.CKA_EC_PARAMS,
  CKA_TOKEN: pkcs11.CKA_TOKEN,
  CKA_PRIVATE: pkcs11.CKA_PRIVATE,
  CKA_SENSITIVE: pkcs11.CKA_SENSITIVE,
  CKA_EXTRACTABLE: pkcs11.CKA_EXTRACTABLE,
  CKA_MODIFIABLE: pkcs11.CKA_MODIFIABLE,
  CKA_COPYABLE: pkcs11.CKA_COPYABLE,
  CKA_DESTROYABLE: pkcs11.CKA_DESTROYABLE,
  CKA_ENCRYPT: pkcs11.CKA_ENCRYPT,
  CKA_DECRYPT: pkcs11.CKA_DECRYPT,
  CKA_SIGN: pkcs11.CKA_SIGN,
  CKA_SIGN_RECOVER: pkcs11.CKA_SIGN_RECOVER,
  CKA_VERIFY: pkcs11.CKA_VERIFY,
  CKA_VERIFY_RECOVER: pkcs11.CKA_VERIFY_RECOVER,
  CKA_WRAP: pkcs11.CKA_WRAP,
  CKA_UNWRAP: pkcs11.CKA_UNWRAP,
  CKA_DERIVE: pkcs11.CKA_DERIVE,
  CKA_WRAP_WITH_TRUSTED: pkcs11.CKA_WRAP_WITH_TRUSTED,
  CKA_ALWAYS_AUTHENTICATE: pkcs11.CKA_ALWAYS_AUTHENTICATE,
} as const;
export type AttributeName = keyof typeof ATTRIBUTES;
export type AttributeValue = number | boolean | Buffer;
export type AttributeRow = Readonly<Partial<Record<AttributeName, AttributeValue>>>;

/** A secret key with no use at all; each row below switches on what it needs. */
const SECRET_KEY = {
  CKA_CLASS: pkcs11.CKO_SECRET_KEY,
  CKA_KEY_TYPE: pkcs11.CKK_AES,
  CKA_VALUE_LEN: 32,
  CKA_TOKEN: false,
  CKA_PRIVATE: true,
  CKA_SENSITIVE: true,
  CKA_EXTRACTABLE: false,
  CKA_MODIFIABLE: false,
  CKA_COPYABLE: false,
  CKA_DESTROYABLE: true,
  CKA_ENCRYPT: false,
  CKA_DECRYPT: false,
  CKA_SIGN: false,
  CKA_VERIFY: false,
  CKA_WRAP: false,
  CKA_UNWRAP: false,
  CKA_DERIVE: false,
  CKA_WRAP_WITH_TRUSTED: false,
} as const satisfies AttributeRow;

/**
 * A copy unwrapped for use. The length is not set: it comes out of the wrapped bytes (PKCS#11 v2.40 §5.13, C_UnwrapKey). SoftHSM 2.6.1
 * answers CKR_ATTRIBUTE_READ_ONLY to CKA_MODIFIABLE false here (it makes the object read-only before it fills it), so it is true; even so
 * no one can make the copy extractable or less sensitive (v2.40 §4.4, footnotes 11 and 12).
 */
const UNWRAPPED = (() => {
  const { CKA_VALUE_LEN: _, ...rest } = SECRET_KEY;
  return {
    ...rest,
    CKA_MODIFIABLE: true,
    CKA_ENCRYPT: true,
    CKA_DECRYPT: true,
  } as const satisfies AttributeRow;
})();

export const OBJECTS = {
  /** Resident. Wraps and unwraps key versions, nothing else. */
  root: { ...SECRET_KEY, CKA_TOKEN: true, CKA_WRAP: true, CKA_UNWRAP: true },
  /** Resident. HMAC-SHA-256 only. */
  derivation: { ...SECRET_KEY, CKA_KEY_TYPE: pkcs11.CKK_GENERIC_SECRET, CKA_TOKEN: true, CKA_SIGN: true },
  /** Resident. Seals secret access keys. */
  credential: { ...SECRET_KEY, CKA_TOKEN: true, CKA_ENCRYPT: true, CKA_DECRYPT: true },
  /** Resident. Signs checkpoints of the log. */
  logPrivate: {
    CKA_CLASS: pkcs11.CKO_PRIVATE_KEY,
    CKA_KEY_TYPE: CKK_EC_EDWARDS,
    CKA_TOKEN: true,
    CKA_PRIVATE: true,
    CKA_SENSITIVE: true,
    CKA_EXTRACTABLE: false,
    CKA_MODIFIABLE: false,
    CKA_COPYABLE: false,
    CKA_DESTROYABLE: true,
    CKA_DECRYPT: false,
    CKA_SIGN: true,
    CKA_SIGN_RECOVER: false,
    CKA_UNWRAP: false,
    CKA_DERIVE: false,
    CKA_WRAP_WITH_TRUSTED: false,
    CKA_ALWAYS_AUTHENTICATE: false,
  },
  /** The other half, public on purpose. */
  logPublic: {
    CKA_CLASS: pkcs11.CKO_PUBLIC_KEY,
    CKA_KEY_TYPE: CKK_EC_EDWARDS,
    CKA_EC_PARAMS: EDWARDS25519,
    CKA_TOKEN: true,
    CKA_PRIVATE: false,
    CKA_MODIFIABLE: false,
    CKA_COPYABLE: false,
    CKA_DESTROYABLE: true,
    CKA_ENCRYPT: false,
    CKA_VERIFY: true,
    CKA_VERIFY_RECOVER: false,
    CKA_WRAP: false,
    CKA_DERIVE: false,
  },
  /** A new key version, for the moment between its generation and its wrapping: extractable because only that can be wrapped, of no other use. */
  newVersion: { ...SECRET_KEY, CKA_EXTRACTABLE: true },
  /** A key version in use: never extractable. */
  unwrappedVersion: UNWRAPPED,
  /** The leak that is tried at start with a throw-away version: what a module should refuse, and SoftHSM does not. */
  leakedVersion: {
    ...UNWRAPPED,
    CKA_SENSITIVE: false,
    CKA_EXTRACTABLE: true,
    CKA_ENCRYPT: false,
    CKA_DECRYPT: false,
  },
} as const satisfies Record<string, AttributeRow>;
export type ObjectKind = keyof typeof OBJECTS;

/** The template of a kind of object; with `name`, also labelled with it (CKA_LABEL and CKA_ID). */
export function template(kind: ObjectKind, name?: string): Attribute[] {
  const out: Attribute[] = [];
  for (const [attribute, value] of rowEntries(OBJECTS[kind]))
    out.push({ type: ATTRIBUTES[attribute], value });
  if (name !== undefined)
    out.push({ type: pkcs11.CKA_LABEL, value: name }, { type: pkcs11.CKA_ID, value: Buffer.from(name) });
  return out;
}

/** What finds a resident object again. */
export const findTemplate = (kind: ObjectKind, name: string): Attribute[] => [
  { type: pkcs11.CKA_CLASS, value: OBJECTS[kind].CKA_CLASS },
  { type: pkcs11.CKA_TOKEN, value: true },
  { type: pkcs11.CKA_ID, value: Buffer.from(name) },
];

const rowEntries = (row: AttributeRow): [AttributeName, AttributeValue][] =>
  Object.entries(row) as [AttributeName, AttributeValue][]; // Object.entries widens the names of the row

/** A CK_ULONG as the module keeps it: 4 or 8 bytes in the machine's order, which is little-endian wherever Node runs PKCS#11. */
export const ulong = (bytes: Buffer): number =>
  bytes.length === 8 ? Number(bytes.readBigUInt64LE()) : bytes.readUInt32LE();

/** What a token can say of a key that matters to who trusts it, in the order in which it is shown. */
const SHOWN = [
  'CKA_NEVER_EXTRACTABLE',
  'CKA_ALWAYS_SENSITIVE',
  'CKA_LOCAL',
  'CKA_EXTRACTABLE',
  'CKA_SENSITIVE',
  'CKA_MODIFIABLE',
  'CKA_ENCRYPT',
  'CKA_DECRYPT',
  'CKA_WRAP',
  'CKA_UNWRAP',
  'CKA_SIGN',
] as const;

/** An object's yes-or-no attributes as the module answers them; null for one that it does not know, or does not show. */
export const shownAttributes = (
  module: PKCS11,
  session: Handle,
  object: Handle,
): { readonly name: string; readonly value: boolean | null }[] =>
  SHOWN.map((name) => {
    try {
      const value = module.C_GetAttributeValue(session, object, [{ type: pkcs11[name] }])[0]?.value;
      return { name, value: Buffer.isBuffer(value) && value.length > 0 ? value[0] === 1 : null };
    } catch {
      return { name, value: null };
    }
  });

/**
 * The attributes in which an object differs from its row of the table. One that the module does not know is passed over; one that it
 * refuses to show counts as different.
 */
export function differences(
  module: PKCS11,
  session: Handle,
  object: Handle,
  kind: ObjectKind,
): AttributeName[] {
  return rowEntries(OBJECTS[kind]).flatMap(([name, expected]) => {
    if (name === 'CKA_EC_PARAMS') return []; // a module may store the other of the two forms
    let actual: Buffer;
    try {
      const value = module.C_GetAttributeValue(session, object, [{ type: ATTRIBUTES[name] }])[0]?.value;
      if (!Buffer.isBuffer(value)) return [name];
      actual = value;
    } catch (error) {
      if (error instanceof pkcs11.Pkcs11Error && error.code === pkcs11.CKR_ATTRIBUTE_TYPE_INVALID) return [];
      return [name];
    }
    if (typeof expected === 'boolean') return (actual[0] === 1) === expected ? [] : [name];
    if (typeof expected === 'number') return ulong(actual) === expected ? [] : [name];
    return actual.equals(expected) ? [] : [name];
  });
}
