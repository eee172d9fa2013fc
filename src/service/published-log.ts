/** What of the log anybody may have (c2sp.org/tlog-tiles): hash tiles that a published checkpoint covers. Never an entry. */
import { HASH_SIZE } from '../domain/log/hash.ts';
import { parseTilePath, TILE_WIDTH, tileWidth } from '../domain/log/tiles.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { Desk } from './operation.ts';

export interface PublishedTile {
  readonly hashes: Uint8Array<ArrayBuffer>;
  /** Full: it never changes any more. */
  readonly full: boolean;
}

/** `path` as below `/log/`. A sentence where there is no such tile. */
export async function publishedTile(
  ledger: Ledger,
  desk: Desk,
  path: string,
): Promise<PublishedTile | string> {
  const address = parseTilePath(path);
  if (address === null) return 'Not a tile';
  const { level, number, width } = address;
  if (tileWidth(level, number, desk.status.log.checkpointSize) < width) return 'No such tile';
  const hashes =
    level === 0
      ? await ledger.store.leafHashes(number * TILE_WIDTH, number * TILE_WIDTH + width)
      : await ledger.store.tile(level, number);
  if (hashes === null || hashes.length < width * HASH_SIZE) return 'No such tile';
  return { hashes: new Uint8Array(hashes.subarray(0, width * HASH_SIZE)), full: width === TILE_WIDTH };
}

export const TILE_HEADERS = {
  full: {
    'content-type': 'application/octet-stream',
    'cache-control': 'public, max-age=31536000, immutable',
  },
  partial: { 'content-type': 'application/octet-stream', 'cache-control': 'public, max-age=60' },
} as const;
export const CHECKPOINT_HEADERS = {
  'content-type': 'text/plain; charset=utf-8',
  'cache-control': 'no-cache',
} as const;
