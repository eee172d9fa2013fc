/** What a restore leaves in the data directory: for the next start, which begins a new epoch of the log and takes the mark away. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Restored } from '../../../service/start/epoch.ts';
import { SettingError } from '../config/setting-error.ts';
import { syncDirectory } from '../durable-file.ts';

/** Stands until a start has begun the new epoch. */
export const RESTORED_FILE = 'restored.json';
/** Files of a restore that is not whole yet: nothing is started on what stands beside it. */
export const RESTORING_DIRECTORY = 'restoring';
/** Its name once the restore is over, until it is removed. */
export const RESTORE_OVER = 'restoring.over';

const restored = z.object({
  restore: z.string().min(1).max(64),
  restoredAt: z.int(),
  backupAt: z.int(),
  backup: z.object({ directory: z.string(), bytes: z.int().min(0) }),
});

/** Null where nothing was restored since the last start. Throws SettingError for a restore that was cut short, or a mark that is none. */
export function readRestored(dataDirectory: string): Restored | null {
  if (existsSync(join(dataDirectory, RESTORING_DIRECTORY)))
    throw new SettingError(
      'KEYDESK_DATA',
      `a restore into ${dataDirectory} was cut short. Run "keydesk restore DIR" again (with --force when it was run with it).`,
    );
  const path = join(dataDirectory, RESTORED_FILE);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  try {
    return restored.parse(JSON.parse(text));
  } catch {
    throw new SettingError(
      'KEYDESK_DATA',
      `${path} is not what "keydesk restore" wrote. Run "keydesk restore DIR --force" again.`,
    );
  }
}

/** After the epoch is durable. */
export function forgetRestored(dataDirectory: string): void {
  rmSync(join(dataDirectory, RESTORED_FILE), { force: true });
  rmSync(join(dataDirectory, RESTORE_OVER), { recursive: true, force: true });
  syncDirectory(dataDirectory);
}
