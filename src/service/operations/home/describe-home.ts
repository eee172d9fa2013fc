import * as z from 'zod';
import { refusalsOf } from '../../../domain/home/refusals.ts';
import { STEPS, stepsDone } from '../../../domain/home/checklist.ts';
import { upcomingOf } from '../../../domain/home/upcoming.ts';
import { DAY_MS } from '../../../domain/state/usage-view.ts';
import { operation } from '../../operation.ts';
import { ROOT_OPERATOR } from '../../principals.ts';
import { timestamp } from '../../schema.ts';

const MOST_UPCOMING = 50;
const MOST_PRINCIPALS = 5;

/** The first page: what comes next, what was refused today and whether that is unusual, and which first steps were taken. Practice keys are not counted. */
export const describeHome = operation.onAccount({
  name: 'DescribeHome',
  class: 'read',
  input: z.object({}),
  output: z.object({
    Time: timestamp,
    Keys: z.int(),
    Services: z.int(),
    /** Of the next 30 days, by date; `UpcomingTotal` counts those that were cut off too. */
    Upcoming: z.array(
      z.object({
        Kind: z.enum(['rotation', 'deletion', 'access-key', 'acceptance']),
        ScheduledDate: timestamp,
        Name: z.string(),
        KeyId: z.string().optional(),
        PrincipalId: z.string().optional(),
      }),
    ),
    UpcomingTotal: z.int(),
    Refusals: z.object({
      Today: z.int(),
      /** Days of UTC, oldest first; the last is today so far. */
      Days: z.array(z.object({ Day: z.string(), Count: z.int() })),
      ByPrincipal: z.array(z.object({ Principal: z.string(), Count: z.int() })),
      Principals: z.int(),
      /** The most of the seven days before. */
      Most: z.int(),
      Unusual: z.boolean(),
    }),
    Steps: z.array(z.object({ Step: z.enum(STEPS), Done: z.boolean() })),
  }),
  errors: [],
  permissions: () => [{ action: 'keydesk:DescribeHome', key: null, resource: '*' }],
  plan: ({ state, desk }) => {
    const now = desk.wallClock.now();
    const upcoming = upcomingOf(state, desk.clock.now(), MOST_UPCOMING);
    // Practice is refused on purpose: that is what its walks show.
    const practised = state.usage.deniedOf(state.sandboxed.keys());
    const refusals = refusalsOf(
      (day) => without(state.usage.deniedOn(day), practised.get(day)),
      Math.floor(now / DAY_MS),
    );
    let keys = 0;
    for (const key of state.all('key')) if (key.state !== 'Destroyed' && key.sandbox === undefined) keys++;
    let services = 0;
    for (const { kind } of state.all('principal')) if (kind === 'role') services++;
    return {
      output: {
        Time: new Date(now),
        Keys: keys,
        Services: services,
        Upcoming: upcoming.items.map(({ kind, at, name, keyId, principalId }) => ({
          Kind: kind,
          ScheduledDate: new Date(at),
          Name: name,
          ...(keyId === undefined ? {} : { KeyId: keyId }),
          ...(principalId === undefined ? {} : { PrincipalId: principalId }),
        })),
        UpcomingTotal: upcoming.total,
        Refusals: {
          Today: refusals.today,
          Days: refusals.days.map(({ day, count }) => ({
            Day: new Date(day * DAY_MS).toISOString().slice(0, 10),
            Count: count,
          })),
          ByPrincipal: refusals.byPrincipal
            .slice(0, MOST_PRINCIPALS)
            .map(({ principal, count }) => ({ Principal: principal, Count: count })),
          Principals: refusals.byPrincipal.length,
          Most: refusals.most,
          Unusual: refusals.unusual,
        },
        Steps: [...stepsDone(state, ROOT_OPERATOR)].map(([Step, Done]) => ({ Step, Done })),
      },
    };
  },
});

const without = (
  counts: ReadonlyMap<string, number>,
  taken: ReadonlyMap<string, number> | undefined,
): ReadonlyMap<string, number> =>
  taken === undefined
    ? counts
    : new Map(
        [...counts]
          .map(([principal, count]) => [principal, count - (taken.get(principal) ?? 0)] as const)
          .filter(([, count]) => count > 0),
      );
