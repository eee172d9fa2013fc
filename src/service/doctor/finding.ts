/** What the doctor says: sentences for a person, and what to do. */
import type { Patient } from './patient.ts';

/** In the order in which they are made: what is quick first. */
export const DOCTOR_CHECKS = ['clock', 'disk', 'backup', 'pin', 'leak', 'token', 'versions', 'log'] as const;
export type DoctorCheck = (typeof DOCTOR_CHECKS)[number];

/**
 * - `good`: as it should be.
 * - `note`: to know; nothing to do.
 * - `warn`: works, and should be mended.
 * - `bad`: something is broken, lost or about to be. The command ends with 1.
 */
export const TONES = ['good', 'note', 'warn', 'bad'] as const;
export type Tone = (typeof TONES)[number];

export interface DoctorFinding {
  readonly tone: Tone;
  readonly says: string;
  /** What to do; null where there is nothing. */
  readonly remedy: string | null;
}

export interface Progress {
  readonly done: number;
  readonly total: number;
}
/** Yields how far it is, and answers what it found. */
export type Check = (patient: Patient) => AsyncGenerator<Progress, readonly DoctorFinding[]>;

export const good = (says: string): DoctorFinding => ({ tone: 'good', says, remedy: null });
export const note = (says: string): DoctorFinding => ({ tone: 'note', says, remedy: null });
export const warn = (says: string, remedy: string): DoctorFinding => ({ tone: 'warn', says, remedy });
export const bad = (says: string, remedy: string): DoctorFinding => ({ tone: 'bad', says, remedy });

const number = new Intl.NumberFormat('en');
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${number.format(count)} ${count === 1 ? one : many}`;
export const whole = (count: number): string => number.format(count);
/** `2026-11-30 20:46 UTC`. */
export const momentWords = (ms: number): string =>
  `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const HOUR_MS = 3_600_000;
/** `3 hours`, `2 days`. */
export function ageWords(ms: number): string {
  if (ms < 2 * 60_000) return 'a minute';
  if (ms < 2 * HOUR_MS) return `${Math.round(ms / 60_000)} minutes`;
  if (ms < 48 * HOUR_MS) return `${Math.round(ms / HOUR_MS)} hours`;
  return `${Math.round(ms / 24 / HOUR_MS)} days`;
}
