/** `/log/…`: the newest checkpoint and hash tiles, for anyone who keeps or checks them (c2sp.org/tlog-tiles). Never an entry. */
import type { Context } from 'hono';
import { CHECKPOINT_HEADERS, publishedTile, TILE_HEADERS } from '../../../service/published-log.ts';
import type { Env, HttpTools } from './context.ts';

export function checkpointRoute({ checkpoints }: HttpTools): (c: Context<Env>) => Response {
  return (c) =>
    checkpoints.note === null
      ? c.text('No checkpoint has been signed yet.\n', 404)
      : c.body(checkpoints.note, 200, CHECKPOINT_HEADERS);
}

export function tileRoute({ ledger, desk }: HttpTools): (c: Context<Env>) => Promise<Response> {
  return async (c) => {
    const tile = await publishedTile(ledger, desk, c.req.path.replace(/^\/log\//, ''));
    if (typeof tile === 'string') return c.text(`${tile}\n`, 404);
    return c.body(tile.hashes, 200, TILE_HEADERS[tile.full ? 'full' : 'partial']);
  };
}
