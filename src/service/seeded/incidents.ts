/**
 * What somebody who looks finds in the made-up log: an access key that leaked. One night, from a network that the service never uses and
 * by another client, records are opened one after the other, and keys of others are tried, too, which their policies refuse.
 */
import type { EventFacts } from '../ledger/ledger.ts';
import type { Chance } from './chance.ts';
import type { Envelope, History } from './history.ts';
import type { Act } from './lifecycle.ts';
import { DAY, type SeededKey, type World } from './world.ts';

/** An address for documentation (RFC 5737): nobody's. */
export const INTRUDER = '203.0.113.66';
const AGENT = 'python-requests/2.31.0';
const DAYS_AGO = 17;
const HOUR = 3_600_000;
const ATTEMPTS = 180;

/** The acts of the incident with the access key of `service`, oldest first. Empty when the service has no key. */
export function leakedAccessKey(
  chance: Chance,
  world: World,
  history: History,
  service: string,
  now: number,
): readonly Act[] {
  const victim = world.services.find(({ name }) => name === service);
  const own = victim === undefined ? undefined : world.keysOf.get(victim)?.[0];
  if (victim === undefined || own === undefined) return [];
  const others = world.keys.filter(({ state, users }) => state === 'Enabled' && !users.includes(victim));
  // Three at night, UTC.
  let time = Math.floor((now - DAYS_AGO * DAY) / DAY) * DAY + 3 * HOUR;
  const envelopeOf = (key: SeededKey): Envelope =>
    history.envelope(key, String(chance.between(4_000, 4_999)), 'northwind', victim.tables[0] ?? '', time);
  const acts: EventFacts[] = [];
  for (let n = 0; n < ATTEMPTS; n++) {
    time += chance.between(1_000, 22_000);
    const facts =
      others.length > 0 && chance.happens(0.25)
        ? history.refused(victim, envelopeOf(chance.pick(others)), time)
        : history.use(victim, 'Decrypt', envelopeOf(own), time);
    acts.push({ ...facts, source: INTRUDER, agent: AGENT });
  }
  return acts.map((facts) => ({ facts, changes: [] }));
}
