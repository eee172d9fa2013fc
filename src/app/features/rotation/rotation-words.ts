/** What the Rotation page says, and for which keys its acts are. Pure. */
import { specRow } from '../../../domain/keys/key-specs.ts';
import { keyCan } from '../../../domain/keys/key-state.ts';
import { LEAST_PERIOD_DAYS, MOST_PERIOD_DAYS } from '../../../domain/rotation/schedule.ts';
import type { Skip } from '../../ui/bulk-split.ts';
import { shortAlias, shortArn, shortId } from '../../ui/shorten.ts';
import type { RotatedKey, Schedule, Status } from './rotation-search.ts';

const number = new Intl.NumberFormat('en');

export const countKeys = (count: number): string => `${number.format(count)} ${count === 1 ? 'key' : 'keys'}`;

export const nameOf = ({ Aliases: [alias], KeyId }: Pick<RotatedKey, 'Aliases' | 'KeyId'>): string =>
  alias === undefined ? shortId(KeyId) : shortAlias(alias);

const monthName = new Intl.DateTimeFormat('en', { month: 'short', timeZone: 'UTC' });
const DAY_MS = 86_400_000;

/**
 * What stands above the weeks of a year: a month above the week that it begins in, with its year where that is new. The first
 * week has the month that it stands in, unless the next one begins before there is room.
 */
export function monthLabels(weeks: readonly { readonly StartDate: Date }[]): readonly (string | null)[] {
  const ends = weeks.map(({ StartDate }) => new Date(StartDate.getTime() + 6 * DAY_MS));
  const begins = ends.map((end) => end.getUTCDate() <= 7);
  let told: number | null = null; // the year, once it was
  return ends.map((end, at) => {
    const starts = begins[at] === true;
    if (!starts && (at > 0 || begins.slice(1, 3).includes(true))) return null;
    const year = end.getUTCFullYear();
    const label = year === told ? monthName.format(end) : `${monthName.format(end)} ${year}`;
    told = year;
    return label;
  });
}

export const STATUS_WORDS: Readonly<Record<Status, string>> = {
  Overdue: 'Overdue',
  Scheduled: 'Scheduled',
  Resting: 'Resting',
  Off: 'Not scheduled',
  CannotRotate: 'Cannot rotate',
};

/** Why a key stands as it does, for its row. */
export function statusNote(key: RotatedKey): string {
  switch (key.Status) {
    case 'Overdue':
      return 'Its date has passed: the desk rotates it within a minute, as soon as the HSM answers';
    case 'Scheduled':
      return 'It rotates by itself';
    case 'Resting':
      return 'It is not enabled, so its schedule rests; if its date has passed, it rotates when it is enabled';
    case 'Off':
      return 'It rotates only when somebody rotates it';
    case 'CannotRotate':
      return `${specRow(key.KeySpec).label} keys do not rotate: a new key takes over`;
  }
}

/** Who or what made the current version: a person, the schedule, the count of encryptions, or nobody since creation. */
export function madeBy({ RotationType, RotatedBy, RotatedByCount }: RotatedKey): string {
  if (RotationType === undefined) return 'at creation';
  if (RotationType === 'AUTOMATIC') return RotatedByCount ? 'by its count' : 'by schedule';
  return RotatedBy === undefined ? 'by somebody' : `by ${shortArn(RotatedBy)}`;
}

/** Share of the encryptions after which the desk rotates by itself, as text: `none`, `< 0.1 %`, `42 %`. */
export function budgetText(encryptions: number, rotateAt: number): string {
  if (encryptions === 0) return 'none';
  const share = (encryptions / rotateAt) * 100;
  return share < 0.1
    ? '< 0.1 %'
    : `${number.format(share < 10 ? Math.round(share * 10) / 10 : Math.round(share))} %`;
}

export type ActName = 'period' | 'rotate' | 'off';

export interface Act {
  readonly name: ActName;
  readonly label: string;
  /** "Rotate 40 keys now". */
  readonly title: (keys: string) => string;
  /** Something is worse afterwards. */
  readonly armed: boolean;
  /** Null when it is for the key; else why not, in words that follow a number of keys. */
  readonly skip: Skip<RotatedKey>;
}

function skipRotating(key: RotatedKey): string | null {
  if (key.Quarantine !== undefined) return 'refused as a whole until an administrator has looked';
  if (key.Status === 'CannotRotate') return 'of a spec that does not rotate';
  if (keyCan.rotate(key.KeyState)) return null;
  if (key.KeyState === 'Disabled') return 'disabled: enabling comes first';
  return key.KeyState === 'PendingDeletion'
    ? 'waiting for deletion: cancel that first'
    : 'without material yet';
}

export const ACTS: readonly Act[] = [
  {
    name: 'period',
    label: 'Set the period',
    title: (keys) => `Set the period of ${keys}`,
    armed: false,
    skip: skipRotating,
  },
  {
    name: 'rotate',
    label: 'Rotate now',
    title: (keys) => `Rotate ${keys} now`,
    armed: false,
    skip: (key) =>
      skipRotating(key) ??
      (key.OnDemandLeft === 0 ? 'at the end of on-demand rotations: a period still works' : null),
  },
  {
    name: 'off',
    label: 'Turn off',
    title: (keys) => `Turn rotation off for ${keys}`,
    armed: true,
    skip: (key) =>
      skipRotating(key) ?? (key.RotationPeriodInDays === undefined ? 'without a schedule already' : null),
  },
];

/** What is wrong with a period as typed; null when it will do. */
export const daysProblem = (text: string): string | null =>
  /^\d{1,6}$/.test(text.trim()) && Number(text) >= LEAST_PERIOD_DAYS && Number(text) <= MOST_PERIOD_DAYS
    ? null
    : `Give a whole number of days from ${LEAST_PERIOD_DAYS} to ${MOST_PERIOD_DAYS}.`;

export interface Outlook {
  readonly byThemselves: number;
  readonly overdue: number;
  readonly off: number;
  /** Rotations in this week and the three after it. */
  readonly soon: number;
  readonly year: number;
}

export function outlookOf({ ByStatus, Weeks }: Pick<Schedule, 'ByStatus' | 'Weeks'>): Outlook {
  const count = (status: Status): number => ByStatus.find((each) => each.Status === status)?.Count ?? 0;
  const sum = (weeks: Schedule['Weeks']): number => weeks.reduce((all, week) => all + week.Count, 0);
  return {
    byThemselves: count('Scheduled') + count('Overdue'),
    overdue: count('Overdue'),
    off: count('Off'),
    soon: sum(Weeks.slice(0, 4)),
    year: sum(Weeks),
  };
}
