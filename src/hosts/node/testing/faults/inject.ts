/**
 * Loaded into a desk before it starts, in its main thread, in its store's and in its module's: the real program, whose calls of SQLite, of the PKCS#11
 * module and of the file system fail where a test says so (`faults.ts`). Nothing in the product knows of it.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { DatabaseSync, StatementSync, type SQLInputValue } from 'node:sqlite';
import { isMainThread } from 'node:worker_threads';
import { injectIntoModule } from '../../vault-pkcs11/testing/faulty-calls.ts';
import { injectIntoFiles } from './file-steps.ts';
import { STATEMENTS, type Armed, type FaultPoint } from './points.ts';

const directory = process.env['FAULTS_DIRECTORY'] ?? '';
const armedFile = `${directory}/armed`;
const heldFile = `${directory}/held`;
/** A file for each session object. */
const objects = `${directory}/objects`;
const spaceFile = `${directory}/space`;
const clockFile = `${directory}/clock`;

const sleep = (ms: number): unknown => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

/** What is armed for this point; takes it away unless it stays. */
function taken(point: FaultPoint): Armed | null {
  if (!existsSync(armedFile)) return null;
  let armed: Armed;
  try {
    armed = JSON.parse(readFileSync(armedFile, 'utf8')) as Armed; // written by faults.ts
  } catch {
    return null; // taken away between the two
  }
  if (armed.point !== point) return null;
  if (armed.skip > 0) {
    writeFileSync(armedFile, JSON.stringify({ ...armed, skip: armed.skip - 1 }));
    return null;
  }
  if (armed.stays !== true) renameSync(armedFile, `${directory}/fired`);
  return armed;
}

/** For a step that is not over when it returns. */
function happensFirst(point: FaultPoint): boolean {
  if (!existsSync(armedFile)) return false;
  const armed = JSON.parse(readFileSync(armedFile, 'utf8')) as Armed; // written by faults.ts
  const isAfter = armed.how === 'persisted' || armed.how === 'killed-after';
  return armed.point === point && armed.skip === 0 && isAfter;
}

function hold(point: FaultPoint): void {
  writeFileSync(heldFile, point);
  while (existsSync(heldFile)) sleep(2);
}

/** Passes a step of the product through what is armed for it. */
function step<T>(point: FaultPoint, work: () => T, failure: (armed: Armed) => Error): T {
  const armed = taken(point);
  switch (armed?.how) {
    case undefined:
      return work();
    case 'failed':
      throw failure(armed);
    case 'persisted':
      work();
      throw failure(armed);
    case 'killed':
      process.kill(process.pid, 'SIGKILL');
      return sleep(10_000) as T; // the signal comes first
    case 'killed-after':
      work();
      process.kill(process.pid, 'SIGKILL');
      return sleep(10_000) as T; // as above
    case 'held':
      hold(point);
      return work();
    case 'held-failed':
      hold(point);
      throw failure(armed);
  }
}

/** As node:sqlite throws it. */
const sqliteError = ({ errcode = 1034 }: Armed): Error =>
  Object.assign(new Error('an injected fault'), { code: 'ERR_SQLITE_ERROR', errcode, errstr: 'injected' });

const texts = new WeakMap<StatementSync, FaultPoint | null>();
/* oxlint-disable typescript/unbound-method -- each is called with the `this` that it was asked on */
const { prepare, exec } = DatabaseSync.prototype;
const { run } = StatementSync.prototype;
/* oxlint-enable typescript/unbound-method */
const pointOf = (sql: string): FaultPoint | null =>
  STATEMENTS.find(([, pattern]) => pattern.test(sql))?.[0] ?? null;
DatabaseSync.prototype.prepare = function (this: DatabaseSync, ...args: Parameters<typeof prepare>) {
  const statement = prepare.apply(this, args);
  texts.set(statement, pointOf(args[0]));
  return statement;
};
DatabaseSync.prototype.exec = function (this: DatabaseSync, sql: string) {
  const point = pointOf(sql);
  if (point === null) return exec.call(this, sql);
  step(point, () => exec.call(this, sql), sqliteError);
};
StatementSync.prototype.run = function (this: StatementSync, ...values: SQLInputValue[]) {
  const point = texts.get(this) ?? null;
  const work = () => (run as (...values: SQLInputValue[]) => ReturnType<typeof run>).apply(this, values);
  return point === null ? work() : step(point, work, sqliteError);
} as typeof run; // its overload for named parameters passes through as it is

/** The desk tries its module in a child first: nothing of that is a step of the desk's. */
const isTrial = process.argv[1]?.includes('module-trial') === true;

if (directory !== '' && !isTrial) {
  if (isMainThread) rmSync(objects, { recursive: true, force: true });
  mkdirSync(objects, { recursive: true });
  injectIntoModule(step, objects);
}

const target = process.env['FAULTS_TARGET'];
if (directory !== '' && target !== undefined && !isTrial)
  injectIntoFiles({ step, happensFirst, sqliteError, target, trace: `${directory}/trace` });

if (directory !== '' && isMainThread && !isTrial) {
  const { statfsSync } = fs;
  fs.statfsSync = ((...args: Parameters<typeof statfsSync>) => {
    const real = statfsSync(...args);
    if (!existsSync(spaceFile)) return real;
    const { free, total } = JSON.parse(readFileSync(spaceFile, 'utf8')) as { free: number; total: number }; // by faults.ts
    return Object.assign(real, { bsize: 1, bavail: free, bfree: free, blocks: total });
  }) as typeof statfsSync; // the form with numbers, which the desk uses
  syncBuiltinESMExports();
  rmSync(heldFile, { force: true });

  if (existsSync(clockFile)) {
    const { now } = Date;
    const elapsed = performance.now.bind(performance);
    const moved = (): { ahead: number; ran: number } =>
      JSON.parse(readFileSync(clockFile, 'utf8')) as { ahead: number; ran: number }; // by faults.ts
    Date.now = () => {
      const { ahead, ran } = moved();
      return now() + ahead + ran;
    };
    performance.now = () => elapsed() + moved().ran;
    // What the desk looks at every minute it looks at often, so that a test need not wait.
    const { setInterval: each } = globalThis;
    globalThis.setInterval = ((work: () => void, ms: number) =>
      each(work, ms === 60_000 ? 100 : ms)) as typeof setInterval; // the only form that the product uses
  }
}
