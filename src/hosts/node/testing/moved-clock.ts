/** A desk of which the test moves the wall clock: the real program, with `Date.now` set off by what a file says. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from './desk.ts';

export interface MovedClock {
  /** For `startTestDesk`. A later start with it goes on where the clock was left. */
  readonly env: Record<string, string>;
  /** Sets the clock of a running desk, and of later ones, this far ahead of the machine's. */
  ahead(ms: number): void;
  remove(): void;
}

export function movedClock(): MovedClock {
  const directory = temporaryDirectory();
  const file = join(directory, 'ahead');
  const ahead = (ms: number): void => writeFileSync(file, String(ms));
  ahead(0);
  return {
    env: {
      NODE_OPTIONS: `--import=${new URL('move-clock.ts', import.meta.url).href}`,
      CLOCK_AHEAD_FILE: file,
    },
    ahead,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
