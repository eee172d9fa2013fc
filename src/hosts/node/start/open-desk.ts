/**
 * A data directory → a desk that is believed: the directory locked, the token open, the log whole, signed by this token, and no shorter than
 * what was signed. What a desk that serves and one that is opened for a single command both stand on.
 */
import { join } from 'node:path';
import { toBase64 } from '../../../domain/bytes.ts';
import { GRANT_TOKENS } from '../../../domain/grants/grant-token.ts';
import { logOrigin } from '../../../domain/log/checkpoint.ts';
import { StoreError, type DeskMeta, type Store } from '../../../domain/ports/store.ts';
import type { Vault } from '../../../domain/ports/vault.ts';
import { ROW_AUTHENTICATION, type Mac } from '../../../domain/state/row-mac.ts';
import { uuid } from '../../../service/ids.ts';
import type { LedgerBase } from '../../../service/ledger/ledger.ts';
import type { Restored } from '../../../service/start/epoch.ts';
import { checkIdentity, checkSigned, currentOrigin, openLog } from '../../../service/start/open-log.ts';
import { readRestored } from '../backup/restored-mark.ts';
import { SettingError } from '../config/setting-error.ts';
import type { Environment, Settings } from '../config/settings.ts';
import { lockDirectory } from '../store-sqlite/lock.ts';
import { openSqliteStore } from '../store-sqlite/sqlite-store.ts';
import { createRandom, hmacSha256, primitives } from './bytes-node.ts';
import { DATABASE_FILE } from './database-file.ts';
import { checkKept, readKept } from './kept-checkpoint.ts';
import { openVault } from './open-vault.ts';

export interface OpenDeskOptions {
  readonly settings: Settings;
  readonly env: Environment;
  /** `serve` founds a desk where there is none, and goes on after a restore; `command` does neither. */
  readonly purpose: 'serve' | 'command';
  readonly onStoreFailed: (error: unknown) => void;
  readonly onProgress?: (text: string) => void;
  /** What closes each part, told as it is opened: to be called in reverse order. */
  readonly onOpened: (close: () => unknown) => void;
}

export interface OpenDesk {
  /** Of the database. */
  readonly path: string;
  readonly base: LedgerBase;
  readonly vault: Vault;
  /** As the database has it: the log's name is that of its first epoch. */
  readonly meta: DeskMeta;
  readonly macKey: Uint8Array;
  readonly mac: Mac;
  readonly tokenMac: Mac;
  /** What a restore left for this start. */
  readonly restored: Restored | null;
  /** The same database, opened anew. */
  readonly openStore: () => Promise<Store>;
  /** Lets the directory go: last of all. */
  readonly release: () => void;
}

/** Rejects with LoadError, StoreError, VaultStartError, PinRefusedError, SettingError: each a sentence for the operator. */
export async function openDesk(options: OpenDeskOptions): Promise<OpenDesk> {
  const { settings, env, purpose, onOpened } = options;
  const { dataDirectory } = settings;
  const say = options.onProgress ?? (() => undefined);
  const lock = lockDirectory(dataDirectory);
  onOpened(() => lock.release());
  const restored = readRestored(dataDirectory);
  if (restored !== null && purpose === 'command')
    throw new SettingError(
      'KEYDESK_DATA',
      'was just restored: start the desk first, so that its log goes on.',
    );
  const kept = readKept(dataDirectory);
  const path = join(dataDirectory, DATABASE_FILE);
  const openStore = (existing: boolean): Promise<Store> =>
    openSqliteStore({ path, lock, existing, onFatal: options.onStoreFailed });
  // A desk that has signed is not a new one, however empty its database is.
  const store = await openStore(purpose === 'command' || kept !== null || restored !== null);
  onOpened(() => store.close());
  const found = store.meta();
  if (found === null && purpose === 'command')
    throw new StoreError('NOT_FOUND', 'This desk was never started.');
  say(found === null ? 'Making the token and its resident keys' : 'Opening the token');
  const vault = await openVault({ settings, env, firstStart: found === null, now: Date.now });
  onOpened(() => vault.close());
  const meta = found ?? (await foundDesk(settings, store, vault));
  checkFixed(settings, meta);
  checkIdentity(meta, vault.logPublicKey());
  const macKey = await vault.deriveKey(ROW_AUTHENTICATION);
  const mac = hmacSha256(macKey);
  const tokenMac = hmacSha256(await vault.deriveKey(GRANT_TOKENS));
  const base = await openLog(primitives, store, meta, mac, (done, total) =>
    say(`Checking stored objects: ${done} of ${total}`),
  );
  await checkSigned(primitives, base, meta, vault.logPublicKey());
  if (kept !== null) {
    const named = { ...meta, logOrigin: currentOrigin(meta, base.state.epochs) };
    await checkKept(primitives, store, named, kept, dataDirectory);
  }
  return {
    path,
    base,
    vault,
    meta,
    macKey,
    mac,
    tokenMac,
    restored,
    openStore: () => openStore(true),
    release: () => lock.release(),
  };
}

async function foundDesk({ accountId, region }: Settings, store: Store, vault: Vault): Promise<DeskMeta> {
  const deskId = uuid(createRandom());
  const meta: DeskMeta = {
    deskId,
    accountId,
    region,
    createdAt: Date.now(),
    logOrigin: logOrigin(deskId),
    logPublicKey: toBase64(vault.logPublicKey()),
  };
  await store.initialise(meta);
  return meta;
}

/** Account and region are in every ARN: fixed at first start. */
function checkFixed(settings: Settings, meta: DeskMeta): void {
  if (settings.accountId !== meta.accountId)
    throw new SettingError(
      'KEYDESK_ACCOUNT_ID',
      `is fixed at first start: this desk's is ${meta.accountId}.`,
    );
  if (settings.region !== meta.region)
    throw new SettingError('KEYDESK_REGION', `is fixed at first start: this desk's is ${meta.region}.`);
}
