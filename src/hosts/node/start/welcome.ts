import { hash, timingSafeEqual } from 'node:crypto';
import type { Random } from '../../../domain/ports/random.ts';
import type { Clock } from '../../../domain/ports/clock.ts';
import type { Welcome } from '../../../service/operation.ts';

const LIFE_MS = 15 * 60 * 1000;

const digest = (text: string): Buffer => hash('sha256', text, 'buffer');

export interface IssuedWelcome extends Welcome {
  /** In the clear once, for the link; only its digest is kept. Null when there is an administrator already. */
  readonly token: string | null;
}

/** The welcome of one start: 15 minutes by the time of this process, once, and none when an administrator exists. */
export function issueWelcome(
  random: Random,
  clock: Pick<Clock, 'elapsed'>,
  hasAdministrator: boolean,
): IssuedWelcome {
  const token = random.bytes(24).toBase64({ alphabet: 'base64url', omitPadding: true });
  const wanted = digest(token);
  const until = clock.elapsed() + LIFE_MS;
  let open = !hasAdministrator;
  return {
    token: open ? token : null,
    accepts: (given) => timingSafeEqual(digest(given), wanted) && open && clock.elapsed() < until,
    close: () => {
      open = false;
    },
  };
}
