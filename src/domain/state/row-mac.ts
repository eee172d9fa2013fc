/**
 * Every row is authenticated (design.md): HMAC-SHA-256 under a key that the vault derives, over
 * `"keydesk row v1\n" ‖ desk uuid (16) ‖ u32be length ‖ kind ‖ u32be length ‖ id ‖ version u64be ‖ body`.
 * The seal of the store likewise, over size, root and the head of the chain of changes. Golden vectors in row-mac.test.ts.
 */
import { concat, fromHex, u32be, utf8 } from '../bytes.ts';

/** What the vault derives that key for: part of what is permanent. */
export const ROW_AUTHENTICATION = 'keydesk row authentication v1';

export type Mac = (message: Uint8Array) => Uint8Array;

const ROW_LABEL = utf8('keydesk row v1\n');
const SEAL_LABEL = utf8('keydesk seal v1\n');

function u64be(value: number): Uint8Array {
  const out = new Uint8Array(8);
  new DataView(out.buffer).setBigUint64(0, BigInt(value));
  return out;
}

export const deskIdBytes = (deskId: string): Uint8Array => fromHex(deskId.replaceAll('-', ''));

export interface RowIdentity {
  readonly kind: string;
  readonly id: string;
  readonly version: number;
  readonly body: Uint8Array;
}

/** Kinds are few: their length-prefixed bytes are kept. */
const kinds = new Map<string, Uint8Array>();

function kindBytes(kind: string): Uint8Array {
  let bytes = kinds.get(kind);
  if (bytes === undefined) {
    const text = utf8(kind);
    bytes = concat(u32be(text.length), text);
    if (kinds.size < 64) kinds.set(kind, bytes);
  }
  return bytes;
}

/** One buffer a row: 300,000 of them are checked at a start. */
export function rowMac(mac: Mac, deskId: Uint8Array, row: RowIdentity): Uint8Array {
  const kind = kindBytes(row.kind);
  const id = utf8(row.id);
  const message = new Uint8Array(
    ROW_LABEL.length + deskId.length + kind.length + 4 + id.length + 8 + row.body.length,
  );
  const view = new DataView(message.buffer);
  let at = 0;
  const add = (bytes: Uint8Array): void => {
    message.set(bytes, at);
    at += bytes.length;
  };
  add(ROW_LABEL);
  add(deskId);
  add(kind);
  view.setUint32(at, id.length);
  at += 4;
  add(id);
  view.setBigUint64(at, BigInt(row.version));
  at += 8;
  add(row.body);
  return mac(message);
}

export interface SealFacts {
  readonly size: number;
  readonly root: Uint8Array;
  readonly changeHead: Uint8Array;
}

export const sealMac = (mac: Mac, deskId: Uint8Array, seal: SealFacts): Uint8Array =>
  mac(concat(SEAL_LABEL, deskId, u64be(seal.size), seal.root, seal.changeHead));
