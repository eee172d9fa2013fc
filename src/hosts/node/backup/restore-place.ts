/**
 * The data directory while a backup is restored into it. As long as `restoring/` is there nothing starts on what stands beside it
 * (`restored-mark.ts`): the restore is over in the moment in which that folder gets another name.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DATABASE_FILE } from '../start/database-file.ts';
import { LOCK_FILE } from '../store-sqlite/lock.ts';
import { softHsmFiles } from '../vault-pkcs11/softhsm.ts';
import { diskError, syncDirectory, writeFile } from '../durable-file.ts';
import { BACKUP_DATABASE, BACKUP_TOKENS } from './manifest.ts';
import { RestoreError } from './restore-error.ts';
import { RESTORE_OVER, RESTORED_FILE, RESTORING_DIRECTORY } from './restored-mark.ts';

/** In `restoring/`: where what was in the directory goes. */
const ASIDE_FILE = 'aside';
/** In `restoring/`: what stands beside it from now on is the restore's own. */
const PLACING_FILE = 'placing';
/** Folder of the token, where it is SoftHSM's. */
const HSM = 'hsm';
const ASIDE = 'before-restore-';

export interface Place {
  readonly dataDirectory: string;
  /** Where the files are made ready. */
  readonly staging: string;
  /** What stands in the way, to be moved aside. */
  readonly inTheWay: readonly string[];
  /** A restore before this one was cut short: only one that ends well makes the directory startable. */
  readonly wasCutShort: boolean;
}

/** What a desk that never started leaves, and earlier restores. */
const isHarmless = (name: string): boolean =>
  name === LOCK_FILE || name === RESTORE_OVER || name.startsWith(ASIDE);

const namesIn = (dataDirectory: string): string[] =>
  readdirSync(dataDirectory).filter((name) => !isHarmless(name) && name !== RESTORING_DIRECTORY);

/** What an earlier restore put in place before it was cut short, in the order in which it is taken away. Nothing was ever started on it. */
const PLACED: readonly string[] = [DATABASE_FILE, RESTORED_FILE, HSM];

/** Looks whether a backup can be put there, and takes away what an earlier restore left that was cut short. Throws RestoreError. */
export function openPlace(dataDirectory: string, force: boolean): Place {
  const staging = join(dataDirectory, RESTORING_DIRECTORY);
  const wasCutShort = existsSync(staging);
  if (existsSync(join(staging, PLACING_FILE)) && !existsSync(softHsmFiles(dataDirectory).pin)) {
    if (namesIn(dataDirectory).every((name) => PLACED.includes(name)))
      for (const name of PLACED) rmSync(join(dataDirectory, name), { recursive: true, force: true });
  }
  const inTheWay = namesIn(dataDirectory);
  if (inTheWay.length > 0 && !force)
    throw new RestoreError(
      'place',
      `${dataDirectory} is not empty. Nothing was changed. With --force what is there is moved aside, not removed.`,
    );
  return { dataDirectory, staging, inTheWay, wasCutShort };
}

/** Makes an empty folder for the files, or empties that of a restore that was cut short; where that one moved things stays known. */
export function beginStaging({ dataDirectory, staging }: Place): void {
  if (!existsSync(staging)) mkdirSync(staging, { mode: 0o700 });
  for (const name of readdirSync(staging))
    if (name !== ASIDE_FILE) rmSync(join(staging, name), { recursive: true });
  syncDirectory(dataDirectory);
}

/** Nothing was changed, so nothing has to stand in the way of a start. Not after a restore that was cut short. */
export function giveUpStaging({ dataDirectory, staging, wasCutShort }: Place): boolean {
  if (wasCutShort) return false;
  try {
    rmSync(staging, { recursive: true, force: true });
    syncDirectory(dataDirectory);
    return true;
  } catch {
    return false; // the disk that failed the restore fails this too
  }
}

/** Answers where what was in the way is now; null when nothing was. */
export function makeRoom(place: Place, now: number): string | null {
  const { dataDirectory, staging, inTheWay } = place;
  const [first] = inTheWay;
  const earlier = readAside(staging);
  if (first === undefined) return earlier;
  const goesOn = earlier !== null && inTheWay.every((name) => !existsSync(join(earlier, name)));
  const aside = goesOn ? earlier : chooseAside(place, first, now);
  for (const name of namesIn(dataDirectory)) renameSync(join(dataDirectory, name), join(aside, name));
  syncDirectory(aside);
  syncDirectory(dataDirectory);
  return aside;
}

/** Beside the data directory where that can be; else inside it, which a mounted volume allows too. `first` is there then. */
function chooseAside({ dataDirectory, staging }: Place, first: string, now: number): string {
  const stamp = new Date(now).toISOString().replaceAll(/[:.]/g, '-');
  const beside = `${dataDirectory}.${ASIDE}${stamp}`;
  const inside = join(dataDirectory, `${ASIDE}${stamp}`);
  try {
    take(beside);
  } catch (error) {
    if (existsSync(beside) && readdirSync(beside).length > 0) throw error; // it was moved all the same
    if (existsSync(beside)) rmdirSync(beside);
    take(inside);
    return inside;
  }
  return beside;

  function take(aside: string): void {
    mkdirSync(aside, { mode: 0o700 });
    syncDirectory(dirname(aside));
    rmSync(join(staging, ASIDE_FILE), { force: true });
    writeFile(join(staging, ASIDE_FILE), aside);
    syncDirectory(staging);
    renameSync(join(dataDirectory, first), join(aside, first));
  }
}

/** Where the restore that was cut short moved things; null when it moved none. */
function readAside(staging: string): string | null {
  const file = join(staging, ASIDE_FILE);
  const aside = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return aside !== '' && existsSync(aside) && readdirSync(aside).length > 0 ? aside : null;
}

/** From the staging folder to where a start looks for them, the database last. */
export function putInPlace({ dataDirectory, staging }: Place, hasToken: boolean): void {
  writeFile(join(staging, PLACING_FILE), '');
  syncDirectory(staging);
  if (hasToken) {
    const { tokens } = softHsmFiles(dataDirectory);
    mkdirSync(dirname(tokens), { recursive: true, mode: 0o700 });
    renameSync(join(staging, BACKUP_TOKENS), tokens);
    syncDirectory(dirname(tokens));
  }
  renameSync(join(staging, RESTORED_FILE), join(dataDirectory, RESTORED_FILE));
  renameSync(join(staging, BACKUP_DATABASE), join(dataDirectory, DATABASE_FILE));
  syncDirectory(dataDirectory);
  endStaging(dataDirectory, staging);
}

/** One change of a name, so that no crash falls between "cut short" and "whole". */
function endStaging(dataDirectory: string, staging: string): void {
  const over = join(dataDirectory, RESTORE_OVER);
  rmSync(over, { recursive: true, force: true });
  try {
    renameSync(staging, over);
    syncDirectory(dataDirectory);
  } catch (error) {
    // Nobody knows whether it is on disk: it stays what the next restore makes anew.
    if (existsSync(over)) renameSync(over, staging);
    throw error;
  }
  try {
    rmSync(over, { recursive: true });
  } catch (error) {
    if (diskError(error) === null) throw error;
    // Litter: the first start takes it away.
  }
}
