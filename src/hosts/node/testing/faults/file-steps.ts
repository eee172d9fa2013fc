/** Faults in calls of the file system, and in SQLite's copying of a file: for `inject.ts`, which is loaded into a program before it starts. */
import fs from 'node:fs';
import { registerHooks, syncBuiltinESMExports } from 'node:module';
import { relative } from 'node:path';
import type { Armed, FaultPoint, FileCall, FilePoint } from './points.ts';

/** Passes a step through what is armed for it; `failure` makes the error of one that fails. */
type Step = <T>(point: FaultPoint, work: () => T, failure: (armed: Armed) => Error) => T;

const { appendFileSync, existsSync, readlinkSync } = fs;
/** As it is told apart in points: what a restore moves aside stands beside the folder. */
const ASIDE = /^[^/]*\.before-restore-[^/]*/;

/** Which file a call is on, as points name it; null outside of the folders in `target`. */
function nameIn(target: string, path: unknown): string | null {
  if (typeof path !== 'string') return null;
  const inner = relative(target, path);
  if (inner === '' || inner.startsWith('..') || inner.startsWith('/')) return null;
  const name = ASIDE.test(inner) ? inner.replace(ASIDE, 'aside') : inner.split('/').slice(1).join('/');
  return name.replace(/(^|\/)tokens\/.*$/, '$1tokens/*') || '.';
}

/** SQLite's copying of a database to `to`, which takes its time: `faulty-sqlite.ts` calls it. */
export let copying: (to: unknown, work: () => Promise<number>) => Promise<number> = (_, work) => work();

export interface FileFaults {
  readonly step: Step;
  /** Whether what is armed for the next time of this point has it happen before it fails. */
  readonly happensFirst: (point: FaultPoint) => boolean;
  readonly sqliteError: (armed: Armed) => Error;
  /** Of the folders in which calls are steps. */
  readonly target: string;
  /** Gets a line for each of them, when it is there. */
  readonly trace: string;
}

export function injectIntoFiles({ step, happensFirst, sqliteError, target, trace }: FileFaults): void {
  const through = <T>(call: FileCall, path: unknown, work: () => T): T => {
    const name = nameIn(target, path);
    if (name === null) return work();
    const point: FilePoint = `${call} ${name}`;
    if (existsSync(trace)) appendFileSync(trace, `${point}\n`);
    return step(point, work, ({ code = 'EIO' }) =>
      Object.assign(new Error(`${code}: injected, ${point}`), { code, syscall: call, path: String(path) }),
    );
  };
  // Each is called by the product with a path or a descriptor as its first argument (`copyFileSync`: what counts is where to).
  const methods = fs as unknown as Record<string, (...args: unknown[]) => unknown>;
  const around = (method: string, call: FileCall, pathOf: (args: readonly unknown[]) => unknown): void => {
    const original = methods[method]!; // Node's own
    methods[method] = (...args) => through(call, pathOf(args), () => original.apply(fs, args));
  };
  const first = ([path]: readonly unknown[]): unknown => path;
  const opened = ([descriptor]: readonly unknown[]): unknown =>
    readlinkSync(`/proc/self/fd/${String(descriptor)}`);
  around('mkdirSync', 'make', first);
  around('writeFileSync', 'write', first);
  around('fsyncSync', 'sync', opened);
  around('fdatasyncSync', 'sync', opened);
  around('renameSync', 'rename', first);
  around('rmSync', 'remove', first);
  around('copyFileSync', 'copy', ([, to]) => to);
  around('readSync', 'read', opened);
  copying = async (to, work) => {
    const name = nameIn(target, to);
    if (name === null) return work();
    const point: FilePoint = `copy ${name}`;
    if (existsSync(trace)) appendFileSync(trace, `${point}\n`);
    const failure = ({ errcode = 778, ...armed }: Armed): Error => sqliteError({ ...armed, errcode });
    if (!happensFirst(point)) {
      step(point, () => undefined, failure);
      return work();
    }
    const pages = await work();
    return step(point, () => pages, failure);
  };
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'node:sqlite' && context.parentURL?.endsWith('/store-sqlite/copy.ts') === true
        ? next(new URL('faulty-sqlite.ts', import.meta.url).href, context)
        : next(specifier, context),
  });
  syncBuiltinESMExports();
}
