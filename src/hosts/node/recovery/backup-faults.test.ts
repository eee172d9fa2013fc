/**
 * Backup and restore on the real SoftHSM and file system, each of their steps (testing/backup-fault-table.ts) failing as "failed" and as
 * "failed but persisted", and by kill -9 before and after it. A half-made backup is never restored, a half-made restore never started, the
 * desk serves on, and the same command makes good.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCALE } from '../../../testing/runs.ts';
import { checkBackup } from '../backup/check-backup.ts';
import { BACKUP_DATABASE, digestFile, MANIFEST_FILE } from '../backup/manifest.ts';
import { readRestored } from '../backup/restored-mark.ts';
import { removeDirectory, runCli, startTestDesk, temporaryDirectory } from '../testing/desk.ts';
import { faults, type Faults } from '../testing/faults/faults.ts';
import type { FaultKind } from '../testing/faults/points.ts';
import {
  ASIDE_STEPS,
  BACKUP_STEPS,
  byTurns,
  everyWay,
  MARK_STEPS,
  RESTORE_STEPS,
  type FileCase,
  type FileStep,
} from './testing/backup-fault-table.ts';
import { canMount, fill, mountSmall, unmount } from './testing/small-disk.ts';
import { copyOf } from './testing/stored.ts';
import { Witness } from './testing/witness.ts';

const target = temporaryDirectory();
/** Outside of the target: no step of what reads it. */
const kept = temporaryDirectory();
const made = join(kept, 'made');
const FAILS: readonly FaultKind[] = ['failed', 'persisted'];
const KILLS: readonly FaultKind[] = ['killed', 'killed-after'];
/** All in the long run; in every run each step at least once, and `usual` of the others. */
const chosen = (all: readonly FileStep[], hows: readonly FaultKind[], usual?: readonly string[]) =>
  (SCALE > 1
    ? everyWay(all, hows)
    : usual === undefined
      ? byTurns(all, hows)
      : everyWay(all, hows).filter(({ point, skip, how }) => usual.includes(`${point} ${skip} ${how}`))
  ).map((each) => [`${each.point} (${each.skip}), ${each.how}`, each] as const);
let places = 0;
const newPlace = (): string => join(target, `place-${places++}`);

let hand: Faults;
let witness: Witness;
let keyId: string;

interface LastMessage {
  readonly Backup?: Record<string, unknown>;
  readonly __type?: string;
  readonly message?: string;
}
interface Told {
  /** The result; null when it was refused or the desk died. */
  readonly made: Record<string, unknown> | null;
  readonly error: string | null;
}

/** As `keydesk backup` asks the desk. */
function backUp(directory: string): Promise<Told> {
  const socketPath = readFileSync(join(witness.desk.dataDirectory, 'socket'), 'utf8').trim();
  return new Promise((done) => {
    const dead = (): void => done({ made: null, error: null });
    const sent = request(
      {
        socketPath,
        path: '/api/BackUpDesk',
        method: 'POST',
        headers: { 'content-type': 'application/json' },
      },
      (response) => {
        let text = '';
        response.on('data', (part: Buffer) => (text += part.toString()));
        response.on('error', dead);
        response.on('end', () => {
          const said = response.statusCode === 200 ? [...text.matchAll(/^data: (.*)$/gm)].at(-1)?.[1] : text;
          const { Backup, message, __type } = JSON.parse(said ?? '{}') as LastMessage; // the desk's own
          if (Backup !== undefined) done({ made: Backup, error: null });
          else if (__type === undefined) dead();
          else done({ made: null, error: `${__type}: ${message}` });
        });
      },
    );
    sent.on('error', dead);
    sent.end(JSON.stringify({ Directory: directory }));
  });
}
const isWhole = async (directory: string): Promise<boolean> => {
  await checkBackup(directory, false, () => undefined);
  return true;
};
/** Refused with a sentence that says what to do. */
const expectNoBackup = async (directory: string): Promise<void> => {
  await expect(checkBackup(directory, false, () => undefined)).rejects.toThrow(
    /cannot be restored: .*\. (Nothing was changed\. Take the backup before it|Nothing was changed\. Name the folder of a backup)/,
  );
};
const startAgain = async (): Promise<void> => {
  witness.desk = await startTestDesk({ dataDirectory: witness.desk.dataDirectory, env: hand.env });
};
const expectUnharmed = async (): Promise<void> => {
  expect(await witness.stored()).toEqual([]);
  expect(await witness.usable()).toEqual([]);
};

beforeAll(async () => {
  hand = faults(target);
  witness = await Witness.of(await startTestDesk({ env: hand.env }));
  keyId = await witness.makeKey();
  await witness.seal(keyId);
  expect((await backUp(made)).error).toBeNull();
});
afterAll(async () => {
  hand.clear();
  await witness.desk.kill().catch(() => undefined);
  for (const directory of [witness.desk.dataDirectory, target, kept]) removeDirectory(directory);
  hand.remove();
});

describe('a backup', () => {
  it('takes the steps of the table, and no other', async () => {
    hand.trace();
    expect((await backUp(newPlace())).error).toBeNull();
    expect(new Set(hand.trace())).toEqual(new Set(BACKUP_STEPS.map(({ point }) => point)));
  });

  it.each(chosen(BACKUP_STEPS, FAILS))(
    'that fails at %s is told, leaves nothing, and is made by the next',
    async (_, { point, skip, how }: FileCase) => {
      const directory = newPlace();
      hand.arm(point, how, { skip });
      const told = await backUp(directory);
      expect([hand.fired, told.made]).toEqual([true, null]);
      expect(told.error).toMatch(
        /^\w+: (.* cannot be made: its disk fails \(EIO\)\. Name another directory.*|The backup could not be written to .*: its disk fails \(EIO\)\. What was written of it was removed\.|The database could not be copied: the disk reported an error; look at the disk.*\. What was written of it was removed\.)$/,
      );
      expect(existsSync(directory)).toBe(false);
      if (SCALE === 1) return; // nothing of it is left, so the next is as any
      expect((await backUp(directory)).error).toBeNull();
      expect(await isWhole(directory)).toBe(true);
      await expectUnharmed();
    },
  );

  it.each(chosen(MARK_STEPS, FAILS))(
    'whose mark fails at %s is whole, is told as not recorded, and harms nothing',
    async (_, { point, skip, how }) => {
      const directory = newPlace();
      hand.arm(point, how, { skip });
      const told = await backUp(directory);
      expect([hand.fired, told.made]).toEqual([true, null]);
      expect(told.error).toMatch(/could not be written/);
      expect(await isWhole(directory)).toBe(true);
      await expectUnharmed();
      const known = (await witness.call('Keydesk.DescribeVault'))?.body['Backup'];
      expect(known).not.toMatchObject({ Directory: directory });
    },
  );

  it('that cannot be removed says what it is, is restored by nobody, and is made by the next', async () => {
    const directory = newPlace();
    const stranger = join(witness.desk.dataDirectory, 'hsm', 'tokens', 'stranger');
    symlinkSync('/dev/null', stranger);
    hand.arm('remove keydesk.db', 'failed');
    const told = await backUp(directory);
    rmSync(stranger);
    expect([hand.fired, told.error]).toEqual([
      true,
      `KMSInternalException: The token's folder holds stranger, which is no file. What was written of it in ${directory} could not be removed: it is no backup, and says so.`,
    ]);
    expect(readdirSync(directory)).toContain('UNFINISHED');
    await expectNoBackup(directory);
    expect((await backUp(directory)).error).toBeNull();
    expect(await isWhole(directory)).toBe(true);
  });

  it('that the HSM does not sign is whole, and is restored only by who vouches for it', async () => {
    const directory = newPlace();
    hand.arm('sign', 'failed', { stays: true });
    const told = await backUp(directory);
    hand.clear();
    expect(told.made).toMatchObject({ IsSigned: false });
    await expect(checkBackup(directory, false, () => undefined)).rejects.toThrow(/with --unsigned\.$/);
    expect((await checkBackup(directory, true, () => undefined)).manifest.keys).toBeGreaterThan(0);
  });

  it('that finds no room says so, leaves nothing, and the desk serves on', async () => {
    for (const point of ['copy keydesk.db', 'write tokens/*', 'sync manifest.json.partial'] as const) {
      const directory = newPlace();
      hand.arm(point, 'failed', { errcode: 13, code: 'ENOSPC' });
      const told = await backUp(directory);
      expect(told.error).toBe(
        `LimitExceededException: No space is left in ${directory}. Make room, or name a directory on another disk. What was written of it was removed.`,
      );
      expect(existsSync(directory)).toBe(false);
    }
    await expectUnharmed();
  });

  it('that is given up with Ctrl-C says so, leaves nothing, and is an event that failed', async () => {
    const directory = newPlace();
    hand.arm('copy keydesk.db', 'held');
    const command: ChildProcess[] = [];
    const told = runCli(witness.desk.dataDirectory, ['backup', directory], {}, (child) =>
      command.push(child),
    );
    await expect.poll(() => hand.held, { timeout: 10_000 }).toBe(true);
    expect(existsSync(directory)).toBe(true);
    command[0]?.kill('SIGINT');
    expect(await told).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /keydesk backup: Given up. What was written to .* is removed\.\n$/,
      ) as string,
    });
    hand.clear();
    await expect.poll(() => existsSync(directory), { timeout: 5_000 }).toBe(false);
    const { body } = await witness.desk.call('Keydesk.DescribeVault');
    expect(body['FailedBackups']).toMatchObject({
      Directory: directory,
      Reason: 'The backup was given up before it was whole, and was removed.',
    });
    await expectUnharmed();
  });

  // Only root may mount; elsewhere the test before this one stands for it.
  if (canMount)
    it('to a disk that fills up meanwhile says so, leaves nothing, and the desk serves on', async () => {
      const directory = newPlace();
      mountSmall(directory, '72m');
      try {
        // There is room when it begins.
        hand.arm('copy keydesk.db', 'held');
        const told = backUp(directory);
        await expect.poll(() => hand.held, { timeout: 5_000 }).toBe(true);
        fill(directory, 80 * 2 ** 20);
        hand.clear();
        expect((await told).error).toBe(
          `LimitExceededException: No space is left in ${directory}. Make room, or name a directory on another disk. What was written of it was removed.`,
        );
        expect(readdirSync(directory)).toEqual(['filler']);
        await expectUnharmed();
        // Too little when it begins is told before anything is written.
        const inside = join(directory, 'later');
        expect((await backUp(inside)).error).toMatch(
          /^LimitExceededException: .* has \d+ MiB free; the backup needs \d+ MiB\.$/,
        );
        expect(existsSync(inside)).toBe(false);
        rmSync(join(directory, 'filler'));
        expect((await backUp(inside)).error).toBeNull();
        expect(await isWhole(inside)).toBe(true);
      } finally {
        unmount(directory);
      }
    });

  it('leaves a desk that has everything', async () => {
    await expectUnharmed();
    expect((await backUp(newPlace())).error).toBeNull();
  });

  it.each(
    chosen([...BACKUP_STEPS, ...MARK_STEPS], KILLS, [
      'rename manifest.json.partial 0 killed',
      'remove UNFINISHED 0 killed',
    ]),
  )('that is killed at %s is no backup, or a whole one; the next makes it anew', async (_, each) => {
    const directory = newPlace();
    hand.arm(each.point, each.how, { skip: each.skip });
    expect(await backUp(directory)).toEqual({ made: null, error: null });
    const { process: child } = witness.desk;
    await expect.poll(() => child.signalCode, { timeout: 10_000 }).toBe('SIGKILL');
    const hasManifest = existsSync(join(directory, MANIFEST_FILE));
    if (hasManifest) expect(await isWhole(directory)).toBe(true);
    else await expectNoBackup(directory);
    expect(await witness.stored()).toEqual([]);
    await startAgain();
    const { error } = await backUp(directory);
    if (hasManifest) expect(error).toMatch(/is not empty\. Name a directory that is empty/);
    else expect(error).toBeNull();
    expect(await isWhole(directory)).toBe(true);
    await expectUnharmed();
  });

  it('of another desk that was cut short, or of which anything else lies there, is not cleared away', async () => {
    const directory = newPlace();
    mkdirSync(directory);
    const text = 'This backup of the desk 00000000-0000-4000-8000-000000000000 is not whole';
    writeFileSync(join(directory, 'UNFINISHED'), text);
    writeFileSync(join(directory, 'keydesk.db'), 'theirs');
    expect((await backUp(directory)).error).toMatch(/is not empty/);
    expect(readFileSync(join(directory, 'keydesk.db'), 'utf8')).toBe('theirs');
  });
});

/** What `restore-loop.ts` answers; null when it was killed. */
type Restored = { readonly movedTo?: string | null; readonly error?: string; readonly name?: string } | null;

/** One process for many restores, as each is a start of Node otherwise. */
class Restorer {
  readonly hand = faults(target);
  #child: ChildProcess | null = null;
  #lines: AsyncIterator<string> | null = null;

  async run(dataDirectory: string, force = false): Promise<Restored> {
    if (this.#child === null) {
      const path = fileURLToPath(new URL('testing/restore-loop.ts', import.meta.url));
      this.#child = spawn(process.execPath, [path], {
        env: { ...process.env, ...this.hand.env },
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      if (this.#child.stdout === null) throw new Error('it was asked for');
      this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
    }
    this.#child.stdin?.write(`${JSON.stringify({ directory: made, dataDirectory, force })}\n`);
    const line = await this.#lines?.next();
    if (line?.done === false) return JSON.parse(line.value) as Restored; // its own line
    this.#child = null;
    return null;
  }

  end(): void {
    this.#child?.kill();
    this.hand.clear();
    this.hand.remove();
  }
}

describe('a restore', () => {
  const restorer = new Restorer();
  let old: string;
  beforeAll(async () => {
    await witness.desk.stop();
    old = copyOf(witness.desk.dataDirectory);
  });
  afterAll(() => {
    restorer.end();
    removeDirectory(old);
  });

  /** By name below the directory: what a desk is made of, with its digest. */
  const filesIn = (directory: string): Map<string, string> => {
    const found = new Map<string, string>();
    if (!existsSync(directory)) return found;
    for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile() && entry.name !== 'keydesk.lock')
        found.set(path.slice(directory.length + 1), digestFile(path).sha256);
    }
    return found;
  };
  const isDesk = (directory: string): boolean => existsSync(join(directory, BACKUP_DATABASE));
  const startable = (directory: string): boolean => {
    try {
      readRestored(directory);
      return true;
    } catch (error) {
      expect(String(error)).toMatch(/was cut short\. Run "keydesk restore DIR" again/);
      return false;
    }
  };
  /** The whole desk of the backup, to be started as a restored one. */
  const expectRestored = (directory: string): void => {
    expect(readRestored(directory)).toMatchObject({ restore: expect.any(String) });
    expect(isDesk(directory)).toBe(true);
    const token = [...filesIn(join(directory, 'hsm', 'tokens'))];
    expect(token.length).toBeGreaterThan(5);
    expect(token).toEqual([...filesIn(join(made, 'tokens'))]);
  };
  const expectToldWell = (told: Restored, directory: string): void => {
    if (told === null) return;
    expect(told.name).toBe('RestoreError');
    expect(told.error).toMatch(
      new RegExp(
        `(${directory} cannot be made: its disk fails \\(EIO\\)\\.|Nothing is changed in ${directory}\\.|Nothing starts in ${directory} until it is: run "keydesk restore" with a backup again(, with --force)?\\.)$`,
      ),
    );
    expect(told.error?.includes('Nothing starts')).toBe(!startable(directory));
  };
  const opensEverything = async (directory: string): Promise<void> => {
    expectRestored(directory);
    cpSync(join(old, 'hsm', 'pin'), join(directory, 'hsm', 'pin'));
    const before = witness.desk;
    witness.desk = await startTestDesk({ dataDirectory: directory });
    try {
      expect(await witness.usable(true)).toEqual([]);
      expect(readdirSync(directory).filter((name) => name.startsWith('restor'))).toEqual([]);
    } finally {
      await witness.desk.kill();
      witness.desk = before;
    }
  };

  it('takes the steps of the tables, and no other', async () => {
    const files = (all: readonly FileStep[]): Set<string> =>
      new Set(all.map(({ point }) => point).filter((point) => point.includes(' ')));
    restorer.hand.trace();
    const into = newPlace();
    expect(await restorer.run(into)).toEqual({ movedTo: null });
    expectRestored(into);
    expect(new Set(restorer.hand.trace())).toEqual(files(RESTORE_STEPS));
    const over = newPlace();
    cpSync(old, over, { recursive: true });
    expect((await restorer.run(over, true))?.movedTo).toContain('before-restore-');
    const more = new Set(restorer.hand.trace().filter((name) => name !== 'rename socket'));
    // Removes what an earlier one left there, which is nothing.
    expect(more.difference(files([...RESTORE_STEPS, ...ASIDE_STEPS]))).toEqual(new Set());
    expect(files(ASIDE_STEPS).difference(more)).toEqual(new Set());
  });

  it.each([
    ...chosen(RESTORE_STEPS, FAILS),
    ...chosen(RESTORE_STEPS, KILLS, [
      'copy restoring/keydesk.db 0 killed-after',
      'commit 0 killed',
      'rename restoring/tokens 0 killed-after',
      'rename restoring/keydesk.db 0 killed-after',
      'rename restoring 0 killed',
      'rename restoring 0 killed-after',
    ]),
  ])(
    'that ends at %s leaves nothing, or what nothing starts on, or the whole desk; run again it is done',
    async (_, { point, skip, how }) => {
      const into = newPlace();
      restorer.hand.arm(point, how, { skip });
      const told = await restorer.run(into);
      expect(restorer.hand.fired).toBe(true);
      // Litter of a restore that was over is no failure of it.
      const isOver = told?.movedTo === null;
      if (isOver) expect(point).toBe('remove restoring.over');
      else expectToldWell(told, into);
      const starts = startable(into);
      if (isOver || (starts && isDesk(into))) expectRestored(into);
      else {
        if (starts) expect([...filesIn(into)]).toEqual([]);
        expect(await restorer.run(into)).toEqual({ movedTo: null });
        expectRestored(into);
      }
      if (SCALE > 1) await opensEverything(into);
    },
  );

  it.each([
    ...chosen(ASIDE_STEPS, FAILS),
    ...chosen(ASIDE_STEPS, KILLS, ['rename hsm 0 killed-after', 'sync aside 0 killed']),
  ])(
    'with --force that ends at %s loses nothing of what was there; run again it is done',
    async (_, { point, skip, how }) => {
      const into = newPlace();
      cpSync(old, into, { recursive: true });
      restorer.hand.arm(point, how, { skip });
      const told = await restorer.run(into, true);
      expect(restorer.hand.fired).toBe(true);
      if (told?.movedTo === undefined) {
        expectToldWell(told, into);
        const isLeft = [...filesIn(into).keys()].some((name) => /^(?!restoring|before-restore)/.test(name));
        const plain = await restorer.run(into);
        if (isLeft) expect(plain?.error).toMatch(/is not empty\. Nothing was changed\. With --force/);
        const again = isLeft ? await restorer.run(into, true) : plain;
        expect(again?.movedTo).toContain('before-restore-');
      }
      expectRestored(into);
      const aside = readdirSync(target)
        .filter((name) => name.startsWith(`${into.slice(target.length + 1)}.before`))
        .map((name) => join(target, name));
      const inside = readdirSync(into).filter((name) => name.startsWith('before-restore-'));
      const there = [...aside, ...inside.map((name) => join(into, name))].map(filesIn);
      for (const [name, digest] of filesIn(old))
        expect([name, there.map((files) => files.get(name)).includes(digest)]).toEqual([name, true]);
      if (SCALE > 1) await opensEverything(into);
    },
  );

  it('of a backup whose disk cannot be read changes nothing', async () => {
    const reading = join(target, 'unreadable');
    cpSync(made, reading, { recursive: true });
    const into = newPlace();
    restorer.hand.arm('read keydesk.db', 'failed');
    const told = await runCli(into, ['restore', reading], restorer.hand.env);
    expect(told).toMatchObject({
      code: 1,
      stderr: `keydesk restore: ${reading} cannot be read: its disk fails (EIO). Nothing was changed.\n`,
    });
    expect(existsSync(into)).toBe(false);
  });

  it('that was cut short and then made good has everything', async () => {
    const into = newPlace();
    restorer.hand.arm('rename restoring/restored.json', 'killed');
    expect(await restorer.run(into)).toBeNull();
    const refused = await runCli(into, ['serve']);
    expect(refused).toMatchObject({ code: 78, stderr: expect.stringContaining('was cut short') });
    expect(await restorer.run(into)).toEqual({ movedTo: null });
    await opensEverything(into);
  });
});
