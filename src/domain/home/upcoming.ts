/** What happens by itself, or becomes due, in the next days. Times in ms. */
import { OLD_DAYS } from '../posture/checks/old-access-key.ts';
import { keyName } from '../posture/gather.ts';
import type { State } from '../state/state.ts';
import { DAY_MS } from '../state/usage-view.ts';

export const AHEAD_DAYS = 30;

export interface Upcoming {
  readonly kind: 'rotation' | 'deletion' | 'access-key' | 'acceptance';
  readonly at: number;
  /** What it is about, for a person. */
  readonly name: string;
  readonly keyId?: string;
  readonly principalId?: string;
}

interface Found extends Omit<Upcoming, 'name'> {
  readonly name: () => string;
}

/**
 * The first `most` by date, and how many there are. Overdue ones are not to come: they are alerts. Only what is shown is named, since
 * a desk of ten thousand keys has thousands of rotations a month.
 */
export function upcomingOf(
  state: State,
  now: number,
  most: number,
): { readonly items: readonly Upcoming[]; readonly total: number } {
  const until = now + AHEAD_DAYS * DAY_MS;
  const isAhead = (at: number): boolean => at >= now && at < until;
  const found: Found[] = [];
  for (const id of state.scheduled) {
    const key = state.key(id);
    if (key === undefined || key.sandbox !== undefined) continue;
    const about = { name: () => keyName(state, key), keyId: key.id };
    if (key.deletion !== null) {
      if (isAhead(key.deletion.date)) found.push({ kind: 'deletion', at: key.deletion.date, ...about });
    } else if (key.rotation !== null && key.state === 'Enabled' && isAhead(key.rotation.next))
      found.push({ kind: 'rotation', at: key.rotation.next, ...about });
  }
  for (const { id, principalId, status, createdAt } of state.all('accessKey')) {
    const at = createdAt + OLD_DAYS * DAY_MS;
    if (status !== 'Active' || !isAhead(at)) continue;
    const owner = state.principal(principalId);
    if (owner !== undefined)
      found.push({ kind: 'access-key', at, name: () => `${id} of ${owner.name}`, principalId });
  }
  for (const { until: at, code, object } of state.all('acceptance'))
    if (isAhead(at)) found.push({ kind: 'acceptance', at, name: () => acceptedName(state, code, object) });
  const items = found
    .sort((a, b) => a.at - b.at)
    .slice(0, most)
    .map(({ name, ...rest }) => ({ ...rest, name: name() }));
  return { items, total: found.length };
}

function acceptedName(state: State, code: string, object: string): string {
  const key = state.key(object);
  const name = key === undefined ? (state.principal(object)?.name ?? object) : keyName(state, key);
  return `${code}, ${name}`;
}
