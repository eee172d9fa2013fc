/**
 * How members travel as JSON (AWS JSON 1.1): blobs as standard base64, timestamps as epoch seconds, string maps as objects. ONE
 * table of member names says which is which, for server and client alike; a test proves it complete against every schema.
 */
import { fromBase64, toBase64 } from './bytes.ts';

export const BLOB_MEMBERS: ReadonlySet<string> = new Set(['Plaintext', 'CiphertextBlob']);

export const TIMESTAMP_MEMBERS: ReadonlySet<string> = new Set([
  'CreationDate',
  'DeletionDate',
  'LastUpdatedDate',
  'LastUsedDate',
  'UsesKnownSince',
  'ExpiresAt',
  'IdleExpiresAt',
  'ServerTime',
  'CheckpointTime',
  'BackupTime',
  'Time',
  'Since',
  'RungSince',
  'SlowSince',
  'NextClimb',
  'Until',
  'UncoveredSince',
  'Timestamp',
  'TrackingStartDate',
  'KeyCreationDate',
  'NextRotationDate',
  'RotationDate',
  'PolicySavedDate',
  'SavedAt',
  'ScheduledDate',
  'StartDate',
  'VersionDate',
  'Week',
  'DestroyedDate',
]);

/** Maps whose names come from the caller: kept as `Map`, so that `__proto__` is a name like any other. */
export const MAP_MEMBERS: ReadonlySet<string> = new Set([
  'EncryptionContext',
  'SourceEncryptionContext',
  'DestinationEncryptionContext',
  'EncryptionContextEquals',
  'EncryptionContextSubset',
]);

export class WireError extends Error {
  /** Path of the member, e.g. `EncryptionContext.tenant`; never its value. */
  readonly path: string;
  constructor(path: string, message: string) {
    super(message);
    this.name = 'WireError';
    this.path = path;
  }
}

/** An object of a parsed body. Parsers give null-prototype objects; a plain one is as good. */
type Members = { readonly [name: string]: unknown };

function decodeMember(name: string, value: unknown, path: string): unknown {
  if (BLOB_MEMBERS.has(name)) {
    const bytes = typeof value === 'string' ? fromBase64(value) : undefined;
    if (bytes === undefined) throw new WireError(path, `${path} is not base64`);
    return bytes;
  }
  if (TIMESTAMP_MEMBERS.has(name)) {
    if (typeof value !== 'number') throw new WireError(path, `${path} is not a timestamp (epoch seconds)`);
    return new Date(Math.round(value * 1000));
  }
  if (MAP_MEMBERS.has(name)) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new WireError(path, `${path} is not a map of strings`);
    const map = new Map<string, string>();
    for (const [key, item] of Object.entries(value)) {
      if (typeof item !== 'string') throw new WireError(path, `${path} is not a map of strings`);
      map.set(key, item);
    }
    return map;
  }
  if (Array.isArray(value)) {
    return value.map(
      (item: unknown, i) =>
        typeof item === 'object' && item !== null && !Array.isArray(item)
          ? decodeWire(item as Members, `${path}.${i + 1}.`)
          : item, // an array item that is an object
    );
  }
  if (typeof value === 'object' && value !== null) return decodeWire(value as Members, `${path}.`); // null was dropped by the caller
  return value;
}

/**
 * Wire form → values: `Uint8Array`, `Date` and `Map` where the table says so; `null` members are dropped (they mean absent), and those
 * that `known`, if given, does not have (newer SDKs send others, whose form is not ours to judge). Throws WireError when a value is
 * not of its wire type.
 */
export function decodeWire(members: Members, prefix = '', known?: object): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const name of Object.keys(members)) {
    const value = members[name];
    if (value === null || value === undefined || name === '__proto__') continue;
    if (known !== undefined && !Object.hasOwn(known, name)) continue;
    out[name] = decodeMember(name, value, prefix + name);
  }
  return out;
}

/** Values → wire form, ready for JSON.stringify. Undefined members are left out. */
export function encodeWire(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return toBase64(value);
  if (value instanceof Date) return value.getTime() / 1000;
  if (value instanceof Map) {
    const out: Record<string, unknown> = Object.create(null) as Record<string, unknown>; // null prototype: names come from callers
    for (const [key, item] of value as Map<string, unknown>) out[key] = item;
    return out;
  }
  if (Array.isArray(value)) return value.map(encodeWire);
  const out: Record<string, unknown> = {};
  for (const name in value) {
    const item = (value as Members)[name]; // own members of a plain output object
    if (item !== undefined) out[name] = encodeWire(item);
  }
  return out;
}
