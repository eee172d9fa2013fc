/** A test's hand on the steps of a desk: the real program, with `inject.ts` loaded before it. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../desk.ts';
import type { Armed, FaultKind, FaultPoint } from './points.ts';

export interface Faults {
  /** For `startTestDesk`. */
  readonly env: Record<string, string>;
  /** Calls of the file system in the folders of the target, in their order, since this was last asked. None before it was asked. */
  trace(): readonly string[];
  /** The next time that the desk comes to this step it happens so. Another one is forgotten. */
  arm(point: FaultPoint, how: FaultKind, more?: Partial<Omit<Armed, 'point' | 'how'>>): void;
  /** Nothing is armed any more, and what is held goes on. */
  clear(): void;
  /** What is held goes on; what is armed stays. */
  clearHeld(): void;
  /** Whether what was armed once has happened. */
  readonly fired: boolean;
  /** Whether a step waits. */
  readonly held: boolean;
  /** Session objects that live in the desk's HSM session: made, and not destroyed. */
  readonly objects: number;
  /** What the desk finds when it asks how much disk is free, in bytes; null: the truth. */
  space(found: { readonly free: number; readonly total: number } | null): void;
  /**
   * Moves the clocks of a desk that was started after the first call. `ahead`: the wall clock only, as somebody who sets it does; `ran`:
   * wall clock and running time together, as time that has passed. Both in ms. What happens every minute happens ten times a second.
   */
  clock(moved: { readonly ahead?: number; readonly ran?: number }): void;
  remove(): void;
}

/** `target`: a folder in whose folders calls of the file system are steps, too. */
export function faults(target?: string): Faults {
  const directory = temporaryDirectory();
  mkdirSync(directory, { recursive: true });
  const file = (name: string): string => join(directory, name);
  const write = (name: string, value: object): void => {
    writeFileSync(file(`${name}.partial`), JSON.stringify(value));
    renameSync(file(`${name}.partial`), file(name));
  };
  return {
    env: {
      NODE_OPTIONS: `--import=${new URL('inject.ts', import.meta.url).href}`,
      FAULTS_DIRECTORY: directory,
      ...(target === undefined ? {} : { FAULTS_TARGET: target }),
    },
    trace: () => {
      const found = existsSync(file('trace')) ? readFileSync(file('trace'), 'utf8') : '';
      writeFileSync(file('trace'), '');
      return found.split('\n').slice(0, -1);
    },
    arm: (point, how, more = {}) => {
      rmSync(file('fired'), { force: true });
      write('armed', { point, how, skip: 0, ...more });
    },
    clear: () => {
      rmSync(file('armed'), { force: true });
      rmSync(file('held'), { force: true });
    },
    clearHeld: () => rmSync(file('held'), { force: true }),
    get fired() {
      return existsSync(file('fired'));
    },
    get held() {
      return existsSync(file('held'));
    },
    get objects() {
      return readdirSync(file('objects')).length;
    },
    space: (found) => {
      if (found === null) rmSync(file('space'), { force: true });
      else write('space', found);
    },
    clock: (moved) => write('clock', { ahead: 0, ran: 0, ...moved }),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
