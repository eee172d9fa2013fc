/**
 * Every row is authenticated (design.md): HMAC-SHA-256 under a key that the vault derives, over
 * `"keydesk row v1\n" ‖ desk uuid (16) ‖ u32be length ‖ kind ‖ u32be length ‖ id ‖ version u64be ‖ body`.
 * The seal of the store likewise, over size, root and the head of the chain of changes. Golden vectors in row-mac.test.ts.
 */
import { concat, fromHex, u32be, utf8 } from '../bytes.ts';

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

export function rowMac(mac: Mac, deskId: Uint8Array, row: RowIdentity): Uint8Array {
  const kind = utf8(row.kind);
  const id = utf8(row.id);
  return mac(
    concat(ROW_LABEL, deskId, u32be(kind.length), kind, u32be(id.length), id, u64be(row.version), row.body),
  );
}

export interface SealFacts {
  readonly size: number;
  readonly root: Uint8Array;
  readonly changeHead: Uint8Array;
}

export const sealMac = (mac: Mac, deskId: Uint8Array, seal: SealFacts): Uint8Array =>
  mac(concat(SEAL_LABEL, deskId, u64be(seal.size), seal.root, seal.changeHead));
