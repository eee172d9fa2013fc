/**
 * Every step of a backup and of a restore, in order: calls of the file system in the folder that is written, SQL, and SQLite's copying.
 * backup-faults.test.ts holds these tables against what the program really does, and makes each step fail in every way.
 */
import type { FaultKind, FaultPoint } from '../../testing/faults/points.ts';

/** `skip`: how often the step passes before. */
export interface FileStep {
  readonly point: FaultPoint;
  readonly skip: number;
}

/** A point that comes several times is there as often as it means another thing. */
const steps = (...points: readonly (FaultPoint | readonly [FaultPoint, number])[]): readonly FileStep[] =>
  points.map((each) =>
    typeof each === 'string' ? { point: each, skip: 0 } : { point: each[0], skip: each[1] },
  );

export const BACKUP_STEPS = steps(
  'make .',
  'write UNFINISHED',
  'sync UNFINISHED',
  'sync .',
  'copy keydesk.db',
  'sync keydesk.db',
  'write checkpoint',
  'sync checkpoint',
  'make tokens',
  'make tokens/*',
  'write tokens/*',
  ['write tokens/*', 7],
  'sync tokens/*',
  'sync tokens',
  'read keydesk.db',
  'read checkpoint',
  'read tokens/*',
  'write manifest.sig',
  'sync manifest.sig',
  'write manifest.json.partial',
  'sync manifest.json.partial',
  ['sync .', 1],
  'rename manifest.json.partial',
  ['sync .', 2],
  'remove UNFINISHED',
  ['sync .', 3],
);

/** The event that marks it: the desk has the backup's row from then on. The first `seal` is that of the event of its beginning. */
export const MARK_STEPS = steps('row', ['seal', 1]);

const STAGING = steps(
  'make restoring',
  'sync .',
  'copy restoring/keydesk.db',
  'read restoring/keydesk.db',
  'sync restoring/keydesk.db',
  'sync restoring/keydesk.db-wal',
  'copy restoring/checkpoint',
  'read restoring/checkpoint',
  'sync restoring/checkpoint',
  'make restoring/tokens/*',
  'copy restoring/tokens/*',
  ['copy restoring/tokens/*', 7],
  'read restoring/tokens/*',
  'sync restoring/tokens/*',
  'schema',
  'begin',
  'checkpoint',
  'commit',
  'write restoring/restored.json',
  'sync restoring/restored.json',
  'make restoring/tokens',
  'sync restoring',
  'sync restoring/tokens',
);

/** From here on something else than `restoring/` changes. */
const PLACING = steps(
  'write restoring/placing',
  'sync restoring/placing',
  'make hsm',
  'rename restoring/tokens',
  'sync hsm',
  'rename restoring/restored.json',
  'rename restoring/keydesk.db',
);

const OVER = steps('remove restoring.over', 'rename restoring', ['remove restoring.over', 1]);

/** Into a directory that is not there yet. */
export const RESTORE_STEPS: readonly FileStep[] = [
  ...steps('make .'),
  ...STAGING,
  ...PLACING,
  ...steps(['sync restoring', 1], ['sync .', 1], ['sync .', 2]),
  ...OVER,
];

/** What `--force` does more, over a desk that stopped. */
export const ASIDE_STEPS = steps(
  'make aside',
  'remove restoring/aside',
  'write restoring/aside',
  'sync restoring/aside',
  ['sync restoring', 1],
  'rename checkpoint',
  'rename hsm',
  'rename keydesk.db',
  'sync aside',
  ['sync .', 1],
);

export interface FileCase extends FileStep {
  readonly how: FaultKind;
}

/** Each step in each of these ways. */
export const everyWay = (all: readonly FileStep[], hows: readonly FaultKind[]): readonly FileCase[] =>
  all.flatMap((step) => hows.map((how) => ({ ...step, how })));

/** Each step in one of these ways, the ways by turns: every run touches all of them. */
export const byTurns = (all: readonly FileStep[], hows: readonly FaultKind[]): readonly FileCase[] =>
  all.map((step, i) => ({ ...step, how: hows[i % hows.length] ?? 'failed' }));
