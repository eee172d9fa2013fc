/** How much room the data directory's file system has. Below 1 GiB and 5 % what strangers cause is not written any more, and it is said. */
import { statfsSync } from 'node:fs';
import { every } from '../../../service/start/background.ts';
import type { Log } from '../log/operational-log.ts';

const LOOK_MS = 10_000;
export const LEAST_BYTES = 2 ** 30;
export const LEAST_SHARE = 0.05;

export interface Space {
  /** Bytes that this process may still write. */
  readonly free: number;
  readonly total: number;
}

export interface SpaceWatch {
  /** As of now; null when the file system does not say. */
  look(): Space | null;
  /** As of the last look, some seconds ago. */
  isLow(): boolean;
  stop(): void;
}

/** Little room in both senses: 5 % of a large disk is plenty, and a small one may have less than 1 GiB in all. */
export const isLittle = ({ free, total }: Space): boolean => free < LEAST_BYTES && free < total * LEAST_SHARE;

export function watchSpace(directory: string, log: Pick<Log, 'error' | 'info'>): SpaceWatch {
  let low = false;
  const look = (): Space | null => {
    let space: Space;
    try {
      const { bavail, blocks, bsize } = statfsSync(directory);
      space = { free: bavail * bsize, total: blocks * bsize };
    } catch {
      return null;
    }
    const now = isLittle(space);
    if (now && !low)
      log.error(
        { ...space },
        'the disk of the data directory is nearly full: requests without a verified principal are no longer recorded; make room or move KEYDESK_DATA',
      );
    if (!now && low) log.info({ ...space }, 'the disk of the data directory has room again');
    low = now;
    return space;
  };
  look();
  const timer = every(look, LOOK_MS);
  return { look, isLow: () => low, stop: () => clearInterval(timer) };
}
