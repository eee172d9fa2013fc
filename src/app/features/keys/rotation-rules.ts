import {
  enabledSchedule,
  LEAST_PERIOD_DAYS,
  MOST_ON_DEMAND,
  MOST_PERIOD_DAYS,
} from '../../../domain/rotation/schedule.ts';
import { keyCan } from '../../../domain/keys/key-state.ts';
import type { KeyOverview, KeySummary } from '../../query/contract.ts';

export const PRESETS = ['90', '180', '365'] as const;
/** What a person chooses: no schedule, a preset period in days, or days of their own. */
export type Choice = 'off' | 'own' | (typeof PRESETS)[number];

export interface ScheduleForm {
  readonly choice: Choice;
  /** As typed; counts with `own` only. */
  readonly days: string;
}

/** The form as the key's schedule is now. */
export function formOf({
  RotationPeriodInDays: days,
}: Pick<KeySummary, 'RotationPeriodInDays'>): ScheduleForm {
  if (days === undefined) return { choice: 'off', days: '' };
  const preset = PRESETS.find((each) => each === String(days));
  return preset === undefined ? { choice: 'own', days: String(days) } : { choice: preset, days: '' };
}

export const choiceNamed = (name: string): Choice =>
  name === 'own' ? 'own' : (PRESETS.find((preset) => preset === name) ?? 'off');

const isWholeNumber = (text: string): boolean => /^\d{1,6}$/.test(text.trim());

/** What is wrong with the days that were typed; null when they will do. */
export function daysProblem({ choice, days }: ScheduleForm): string | null {
  if (choice !== 'own') return null;
  const count = Number(days);
  return isWholeNumber(days) && count >= LEAST_PERIOD_DAYS && count <= MOST_PERIOD_DAYS
    ? null
    : `Give a whole number of days from ${LEAST_PERIOD_DAYS} to ${MOST_PERIOD_DAYS}.`;
}

/** The period that the form asks for; null for none, undefined while it is not a good one. */
export function periodOf(form: ScheduleForm): number | null | undefined {
  if (form.choice === 'off') return null;
  if (daysProblem(form) !== null) return undefined;
  return Number(form.choice === 'own' ? form.days : form.choice);
}

/** When the key would rotate next if the period were saved at `now`; as the service reckons it. */
export function nextRotation(
  key: Pick<KeySummary, 'RotationPeriodInDays' | 'NextRotationDate'>,
  periodDays: number,
  now: number,
): Date {
  const { RotationPeriodInDays, NextRotationDate } = key;
  const before =
    RotationPeriodInDays === undefined || NextRotationDate === undefined
      ? null
      : { periodDays: RotationPeriodInDays, next: NextRotationDate.getTime() };
  return new Date(enabledSchedule(before, periodDays, now).next);
}

/** On-demand rotations that the key has left, of 25 for its life. */
export const onDemandLeft = (versions: KeyOverview['Versions']): number =>
  Math.max(0, MOST_ON_DEMAND - versions.filter(({ RotationType }) => RotationType === 'ON_DEMAND').length);

/** Why the schedule cannot change, or the key not rotate, now; null when it can. */
export function rotationBlock(key: Pick<KeySummary, 'CanRotate' | 'KeyState'>): string | null {
  if (!key.CanRotate) return 'Keys of this spec do not rotate: make a new key and move its alias';
  if (keyCan.rotate(key.KeyState)) return null;
  if (key.KeyState === 'Disabled') return 'Enable the key first: a disabled key does not rotate';
  return key.KeyState === 'PendingDeletion'
    ? 'The key waits for its deletion: cancel that first'
    : 'The key has no material yet';
}

/** Why it cannot be rotated on demand now; null when it can. */
export const rotateBlock = (key: KeySummary, versions: KeyOverview['Versions']): string | null =>
  rotationBlock(key) ??
  (onDemandLeft(versions) === 0
    ? `All ${MOST_ON_DEMAND} rotations on demand are used; the schedule goes on rotating`
    : null);

/** What made a version. */
export const madeBy = ({ RotationType }: Pick<KeyOverview['Versions'][number], 'RotationType'>): string =>
  RotationType === undefined ? 'First' : RotationType === 'AUTOMATIC' ? 'Automatic' : 'On demand';
