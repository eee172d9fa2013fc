/** A file system of its own that is soon full. Only root may mount one. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeDirectory, temporaryDirectory } from '../../testing/desk.ts';

/** `size` as mount(8) takes it: `6m`. Makes the directory. */
export function mountSmall(place: string, size: string): void {
  mkdirSync(place, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', place], { stdio: 'ignore' });
}

/** Takes all that there is, up to `bytes`, in the file `filler`. */
export function fill(place: string, bytes: number): void {
  try {
    writeFileSync(join(place, 'filler'), Buffer.alloc(bytes));
  } catch {
    // That is what is wanted: it has taken all that there was.
  }
}

export const unmount = (place: string): unknown => execFileSync('umount', ['-l', place]);

export const canMount = ((): boolean => {
  const place = temporaryDirectory();
  try {
    mountSmall(place, '64k');
    unmount(place);
    return true;
  } catch {
    return false;
  } finally {
    removeDirectory(place);
  }
})();
