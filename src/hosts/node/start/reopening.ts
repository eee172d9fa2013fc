/** After a commit that failed, the database is opened anew until it is this desk's again, each time after a longer wait. */
import type { DeskMeta, Store } from '../../../domain/ports/store.ts';
import type { Mac } from '../../../domain/state/row-mac.ts';
import type { LedgerBase } from '../../../service/ledger/ledger.ts';
import { checkContinues, openLog, type KnownLog } from '../../../service/start/open-log.ts';
import type { Log } from '../log/operational-log.ts';
import { primitives } from './bytes-node.ts';

const WAITS_MS = [0, 100, 500, 1_000, 2_000, 5_000];

export interface ReopeningOptions {
  readonly openStore: () => Promise<Store>;
  readonly meta: DeskMeta;
  readonly mac: Mac;
  readonly log: Log;
  readonly isStopping: () => boolean;
}

export class Reopening {
  readonly #options: ReopeningOptions;
  /** Attempts since something could be written: each waits longer, also when opening succeeds and writing does not. */
  #attempt = 0;
  /** Events that were on disk when it was last opened. */
  #openedAt = 0;

  constructor(options: ReopeningOptions) {
    this.#options = options;
  }

  /** `known`: what must be in it. Rejects once the desk stops. */
  async reopen(failed: Store, known: KnownLog): Promise<LedgerBase> {
    const { openStore, meta, mac, log, isStopping } = this.#options;
    await failed.close().catch(() => undefined);
    for (;;) {
      const wait = WAITS_MS[Math.min(this.#attempt++, WAITS_MS.length - 1)];
      await new Promise((done) => setTimeout(done, wait));
      if (isStopping()) throw new Error('The desk stops before its database could be opened anew.');
      let found: Store | null = null;
      try {
        found = await openStore();
        await checkContinues(primitives, found, meta, known);
        const base = await openLog(primitives, found, meta, mac);
        this.#openedAt = base.tiles.size;
        return base;
      } catch (error) {
        await found?.close().catch(() => undefined);
        log.error({ error }, 'the database could not be opened anew; trying again');
      }
    }
  }

  /** So many events are on disk. */
  committed(size: number): void {
    if (size > this.#openedAt) this.#attempt = 0;
  }
}
