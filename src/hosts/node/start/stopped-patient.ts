/** The files of a desk that does not run, opened for the doctor: nothing of them is changed, and what cannot be opened is said. */
import { join } from 'node:path';
import { StoreError } from '../../../domain/ports/store.ts';
import { LoadError, loadState } from '../../../domain/state/load.ts';
import { ROW_AUTHENTICATION } from '../../../domain/state/row-mac.ts';
import type { ClosedVault, Patient } from '../../../service/doctor/patient.ts';
import type { Restored } from '../../../service/start/epoch.ts';
import { readFailedBackups } from '../../../service/start/failed-backups.ts';
import { deskKeeper } from '../backup/keeper.ts';
import { readRestored } from '../backup/restored-mark.ts';
import type { Environment, Settings } from '../config/settings.ts';
import { openSqliteStoreReadOnly, type ReadOnlyStore } from '../store-sqlite/read-only-store.ts';
import { VaultStartError } from '../vault-pkcs11/errors.ts';
import { hmacSha256, sha256, sha256Hex } from './bytes-node.ts';
import { DATABASE_FILE } from './database-file.ts';
import { hostFacts } from './host-facts.ts';
import { openVault } from './open-vault.ts';

export interface StoppedPatient {
  readonly patient: Patient;
  close(): Promise<void>;
}

interface Options {
  readonly settings: Settings;
  readonly env: Environment;
  readonly version: string;
  readonly signal: AbortSignal;
}

/** Rejects with StoreError (LOCKED while a desk runs), SettingError or PinRefusedError. */
export async function openStoppedPatient(options: Options): Promise<StoppedPatient> {
  const { settings, env } = options;
  const restored = readRestored(settings.dataDirectory);
  const path = join(settings.dataDirectory, DATABASE_FILE);
  const store = await openSqliteStoreReadOnly(path);
  try {
    const opened = await openVault({ settings, env, firstStart: false, now: Date.now }).catch(
      (error: unknown) => {
        if (error instanceof VaultStartError) return closed(error);
        throw error;
      },
    );
    const patient = await patientOf(options, store, opened, restored);
    return {
      patient,
      close: async () => {
        if (!('why' in opened)) await opened.close();
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function patientOf(
  { settings, env, version, signal }: Options,
  store: ReadOnlyStore,
  vault: Patient['vault'],
  restored: Restored | null,
): Promise<Patient> {
  const meta = store.meta();
  if (meta === null) throw new StoreError('NOT_FOUND', 'This desk was never started.');
  const now = Date.now();
  const macKey = 'why' in vault ? new Uint8Array() : await vault.deriveKey(ROW_AUTHENTICATION);
  const loaded = (): Patient['state'] => {
    if ('why' in vault) return 'What the desk keeps is authenticated with a key of the token.';
    try {
      return loadState(store, meta, { digest: sha256Hex, mac: hmacSha256(macKey) }).state;
    } catch (error) {
      if (error instanceof LoadError || error instanceof StoreError) return error.message;
      throw error;
    }
  };
  const state = loaded();
  if (typeof state !== 'string') await readFailedBackups(sha256, store, state, Number.MAX_SAFE_INTEGER);
  return {
    state,
    vault,
    keeper: deskKeeper({
      settings,
      path: join(settings.dataDirectory, DATABASE_FILE),
      meta,
      vault: 'why' in vault ? NO_VAULT : vault,
      macKey,
      version,
      alone: true,
    }),
    host: hostFacts({ settings, env, fromEnvFile: new Set(), now }),
    now,
    span: await store.span(),
    drift: null,
    uncoveredSince: null,
    restoredFrom: restored === null ? null : { at: restored.backupAt, directory: restored.backup.directory },
    signal,
  };
}

const closed = ({ code, message }: VaultStartError): ClosedVault => ({
  why: message,
  lacks: code === 'PIN' ? 'pin' : 'token',
});

/** Stands where there is none: the checks that would ask it are not made then. */
const NO_VAULT = {
  describe: (): never => {
    throw new VaultStartError('TOKEN', 'The token could not be opened.');
  },
  logPublicKey: () => new Uint8Array(32),
};
