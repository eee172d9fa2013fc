/** `/log/…`: the newest checkpoint and hash tiles, for anyone who keeps or checks them (c2sp.org/tlog-tiles). Never an entry. */
import type { Context } from 'hono';
import { parseTilePath, tileWidth } from '../../../domain/log/tiles.ts';
import { HASH_SIZE } from '../../../domain/log/hash.ts';
import type { Env, HttpTools } from './context.ts';

const WIDTH = 256;

export function checkpointRoute({ checkpoints }: HttpTools): (c: Context<Env>) => Response {
  return (c) => {
    if (checkpoints.note === null) return c.text('No checkpoint has been signed yet.\n', 404);
    return c.body(checkpoints.note, 200, {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-cache',
    });
  };
}

export function tileRoute({ ledger, desk }: HttpTools): (c: Context<Env>) => Promise<Response> {
  return async (c) => {
    const address = parseTilePath(c.req.path.replace(/^\/log\//, ''));
    if (address === null) return c.text('Not a tile\n', 404);
    const { level, number, width } = address;
    // Only what a published checkpoint covers.
    if (tileWidth(level, number, desk.status.log.checkpointSize) < width)
      return c.text('No such tile\n', 404);
    const hashes =
      level === 0
        ? await ledger.store.leafHashes(number * WIDTH, number * WIDTH + width)
        : await ledger.store.tile(level, number);
    if (hashes === null || hashes.length < width * HASH_SIZE) return c.text('No such tile\n', 404);
    return c.body(new Uint8Array(hashes.subarray(0, width * HASH_SIZE)), 200, {
      'content-type': 'application/octet-stream',
      'cache-control': width === WIDTH ? 'public, max-age=31536000, immutable' : 'public, max-age=60',
    });
  };
}
