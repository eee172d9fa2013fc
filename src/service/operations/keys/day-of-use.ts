import * as z from 'zod';
import type { DayOfUse } from '../../../domain/state/usage-view.ts';

/** Cryptographic requests on a key in one day. */
export const dayOfUse = z.object({
  /** Days since the epoch, UTC. */
  Day: z.int(),
  Allowed: z.int(),
  Refused: z.int(),
});

export const publicDays = (days: readonly DayOfUse[]): z.output<typeof dayOfUse>[] =>
  days.map(({ day, allowed, refused }) => ({ Day: day, Allowed: allowed, Refused: refused }));
