/** What the doctor says of one thing that is wrong: one finding, with what mends it. */
import type { BackupEvent } from '../../domain/state/failed-backups.ts';
import { describe, expect, it } from 'vitest';
import { StoreError } from '../../domain/ports/store.ts';
import type { Vault } from '../../domain/ports/vault.ts';
import { put, type Change } from '../../domain/state/entities.ts';
import { State } from '../../domain/state/state.ts';
import type { DeskKeeper, FilesThere } from '../keeper.ts';
import { examine } from './doctor.ts';
import type { DoctorCheck, DoctorFinding } from './finding.ts';
import type { Patient } from './patient.ts';

const NOW = Date.UTC(2026, 11, 1);
const MINUTE = 60_000;

const THERE: FilesThere = {
  dataDirectory: true,
  database: true,
  tokens: { path: '/desk/hsm/tokens', isThere: true },
  pin: { path: '/desk/hsm/pin', isThere: true },
};

function keeper(files: Partial<FilesThere> = {}, verifyLog?: DeskKeeper['verifyLog']): DeskKeeper {
  return {
    filesThere: () => ({ ...THERE, ...files }),
    diskSpace: () => Promise.resolve({ free: 50 * 2 ** 30, total: 100 * 2 ** 30 }),
    backUp: () => {
      throw new Error('the doctor makes no backup');
    },
    verifyLog:
      verifyLog ??
      // oxlint-disable-next-line require-yield -- it is quick
      async function* () {
        return {
          events: 3,
          objects: 2,
          root: 'r',
          checkpointSize: 3,
          keptSize: null,
          findings: [],
          notes: [],
        };
      },
  };
}

/** What the checks ask of a token that answers. */
const READY = {
  describe: () => ({ leakProbe: 'refused' }),
  probe: () => Promise.resolve({ state: 'ready' }),
  objects: () => Promise.resolve([]),
} as unknown as Vault; // nothing else is asked for where no key was made

const stateOf = (...changes: readonly Change[]): State => {
  const state = new State();
  for (const { kind, id, body } of changes) if (body !== null) state.apply(kind, id, 1, '', body);
  return state;
};

const patient = (over: Partial<Patient> = {}): Patient => ({
  state: stateOf(),
  vault: READY,
  keeper: keeper(),
  host: { pinPlace: 'data-directory', tokenInDataDirectory: true, dataDirectory: '/desk' },
  now: NOW,
  span: null,
  drift: null,
  uncoveredSince: null,
  restoredFrom: null,
  signal: undefined,
  ...over,
});

async function examined(over: Partial<Patient>): Promise<ReadonlyMap<DoctorCheck, readonly DoctorFinding[]>> {
  const found = new Map<DoctorCheck, readonly DoctorFinding[]>();
  for await (const { check, findings } of examine(patient(over)))
    if (findings !== null) found.set(check, findings);
  return found;
}
const badOnes = (found: ReadonlyMap<DoctorCheck, readonly DoctorFinding[]>) =>
  [...found].flatMap(([check, findings]) =>
    findings.filter(({ tone }) => tone === 'bad').map(({ says, remedy }) => [check, says, remedy]),
  );

describe('one cause is one finding', () => {
  it('a PIN that is missing: nobody is sent to a backup, which never holds it', async () => {
    const found = await examined({
      vault: { why: 'The token has no PIN.', lacks: 'pin' },
      state: 'It is authenticated with a key of the token.',
      keeper: keeper({ pin: { path: '/desk/hsm/pin', isThere: false } }),
    });
    expect(badOnes(found)).toEqual([
      [
        'pin',
        'The file of the PIN is gone: there is no /desk/hsm/pin. Nothing opens the token without it.',
        'Put your copy of the PIN back there, for this user alone (mode 0600). No backup holds it.',
      ],
    ]);
    for (const check of ['leak', 'token', 'versions', 'log'] as const)
      expect(found.get(check)).toMatchObject([{ tone: 'note', says: expect.stringContaining('PIN') }]);
  });

  it('a PIN file that is empty', async () => {
    const found = await examined({ vault: { why: 'The PIN file is empty.', lacks: 'pin' }, state: '' });
    expect(badOnes(found)).toEqual([
      ['pin', 'The PIN file is empty.', expect.stringContaining('Put your copy')],
    ]);
  });

  it('a folder of the token that is gone, of a desk that is stopped and of one that runs', async () => {
    const gone = keeper({ tokens: { path: '/desk/hsm/tokens', isThere: false } });
    const stopped = await examined({
      vault: { why: 'The SoftHSM token of this desk is not in /desk/hsm/tokens.', lacks: 'token' },
      state: '',
      keeper: gone,
    });
    const running = await examined({ keeper: gone });
    for (const found of [stopped, running])
      expect(badOnes(found)).toEqual([
        ['token', expect.stringContaining('/desk/hsm/tokens'), expect.stringContaining('The token is gone')],
      ]);
  });

  it('a data directory that is gone under a desk that runs', async () => {
    const found = await examined({
      keeper: keeper({
        dataDirectory: false,
        database: false,
        tokens: { path: '/desk/hsm/tokens', isThere: false },
        pin: { path: '/desk/hsm/pin', isThere: false },
      }),
    });
    expect(badOnes(found).map(([check]) => check)).toEqual(['disk', 'pin', 'token']);
    expect(found.get('disk')?.[0]?.remedy).toContain('The data directory is gone');
    expect(found.get('pin')?.[0]?.says).toMatch(/goes on while it runs, and cannot open the token again/);
    expect(found.get('log')).toMatchObject([{ tone: 'note' }]);
  });

  it('a log that cannot be read says where to look', async () => {
    const found = await examined({
      // oxlint-disable-next-line require-yield -- it never gets that far
      keeper: keeper({}, async function* () {
        throw new StoreError('IO', 'The log could not be read.');
      }),
    });
    expect(found.get('log')).toMatchObject([
      {
        tone: 'bad',
        says: 'This could not be checked. The log could not be read.',
        remedy: expect.stringMatching(/what “Disk” says\. .* run "keydesk verify-log"/),
      },
    ]);
  });
});

describe('the age of the last backup', () => {
  const epoch = put('epoch', '1', {
    number: 1,
    firstEvent: 10,
    beganAt: NOW - MINUTE,
    restore: 'one',
    backupAt: NOW - 5 * MINUTE,
    checkpoint: null,
    jump: 0,
    versionsBefore: 0,
    ranAt: 0,
  });
  const made = (ago: number, directory: string) =>
    put('backup', 'desk', { directory, at: NOW - ago, events: 10, bytes: 1 });
  const failedBackup = (ago: number): BackupEvent => ({
    operation: 'BackUpDesk',
    outcome: 'failed',
    time: NOW - ago,
    reason: 'It is full.',
    parameters: [['Directory', '/backups/c']],
    extensions: [],
  });
  const said = async (over: Partial<Patient>): Promise<DoctorFinding | undefined> =>
    (await examined(over)).get('backup')?.at(-1);

  it('is that of the backup that the desk was restored from, until another is made', async () => {
    expect(await said({ state: stateOf(epoch, made(5 * MINUTE, '/backups/b')) })).toMatchObject({
      tone: 'good',
      says: 'The newest backup is the one that the desk was restored from, made 5 minutes ago, in /backups/b. It covers the log up to event 10.',
    });
    expect((await said({ state: stateOf(epoch, made(0, '/backups/c')) }))?.says).toMatch(/^The last backup/);
  });

  it('is that of one that was put in place and not started, which the copy does not know of', async () => {
    const restoredFrom = { at: NOW - 3 * MINUTE, directory: '/backups/b' };
    for (const state of [stateOf(), stateOf(made(9 * MINUTE, '/backups/a')), 'It cannot be read.'])
      expect(await said({ state, restoredFrom })).toMatchObject({
        tone: 'good',
        says: 'The newest backup is the one that the desk was restored from, made 3 minutes ago, in /backups/b.',
      });
    expect(await said({})).toMatchObject({ tone: 'warn', says: expect.stringContaining('No backup') });
  });

  it('says which tries failed since', async () => {
    const state = stateOf(made(5 * MINUTE, '/backups/b'));
    state.failedBackups.readBack([failedBackup(MINUTE), failedBackup(2 * MINUTE)]);
    const [first, last] = (await examined({ state })).get('backup') ?? [];
    expect(first).toMatchObject({
      tone: 'warn',
      says: 'Each of the last 2 tries to make a backup failed, the last one a minute ago. To /backups/c: It is full.',
    });
    expect(last).toMatchObject({ tone: 'good', says: expect.stringMatching(/^The last backup was made/) });
  });
});
