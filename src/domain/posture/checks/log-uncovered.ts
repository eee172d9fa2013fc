import type { Check } from '../check.ts';

/** A checkpoint is due within a second: after a minute, signing fails. */
export const SIGNING_LATE_MS = 60_000;

export const logUncovered: Check = {
  code: 'log-uncovered',
  group: 'audit',
  title: 'The log is signed up to now',
  found: () => 'The log is not signed up to now',
  severity: 'high',
  why: 'Events that no checkpoint covers can be taken out without a trace by whoever holds the database.',
  fix: 'Bring the HSM back: its first act is a checkpoint over everything that waits.',
  looksAt: () => 1,
  find: ({ log: { uncoveredSince }, now }) =>
    uncoveredSince === null || now - uncoveredSince <= SIGNING_LATE_MS
      ? []
      : [
          {
            kind: 'desk',
            id: 'log',
            name: 'Audit log',
            reason: `Nothing since ${new Date(uncoveredSince).toISOString()} is signed.`,
          },
        ],
};
