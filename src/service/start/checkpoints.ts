/**
 * Signed checkpoints: at most a second after an event that none covers, over committed leaves only, stored before published. While the
 * token is lost events go on uncovered, and the first act after it is back is a checkpoint.
 */
import type { Sha256 } from '../../domain/log/hash.ts';
import type { WallClock } from '../../domain/ports/clock.ts';
import type { DeskMeta } from '../../domain/ports/store.ts';
import { VaultError, type Vault } from '../../domain/ports/vault.ts';
import { toBase64 } from '../../domain/bytes.ts';
import { formatCheckpoint, parseCheckpoint } from '../../domain/log/checkpoint.ts';
import { NoteError, parseNote, signNote } from '../../domain/log/note.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { DeskStatus } from '../operation.ts';
import type { OperationalLog } from '../log.ts';
import { later, type Timer } from './background.ts';

const DELAY_MS = 900;
const RETRY_MS = 5_000;
const HOUR_MS = 3_600_000;

export interface CheckpointTools {
  readonly ledger: Ledger;
  readonly vault: Vault;
  readonly meta: DeskMeta;
  readonly sha256: Sha256;
  readonly wallClock: WallClock;
  readonly status: DeskStatus;
  readonly log: OperationalLog;
  /** Keeps a note that is stored also outside of the store, before it is published. */
  readonly keep?: (note: string) => Promise<void>;
}

/** The root that a stored note names, in base64; null when somebody made another text of it. To be shown, not to be believed. */
export function rootOfNote(note: string): string | null {
  try {
    return toBase64(parseCheckpoint(parseNote(note).text).root);
  } catch (error) {
    if (error instanceof NoteError) return null;
    throw error;
  }
}

/** The signed note over the log's first `size` events. Only of what is committed. Rejects while the token is lost. */
export function signedCheckpoint({
  vault,
  desk: { meta, sha256 },
  size,
  root,
}: {
  readonly vault: Vault;
  readonly desk: { readonly meta: DeskMeta; readonly sha256: Sha256 };
  readonly size: number;
  readonly root: Uint8Array;
}): Promise<string> {
  const text = formatCheckpoint({ origin: meta.logOrigin, size, root });
  const signer = { name: meta.logOrigin, publicKey: vault.logPublicKey() };
  return signNote(sha256, text, signer, (message) => vault.signLog(message));
}

export class Checkpoints {
  readonly #tools: CheckpointTools;
  #timer: Timer | null = null;
  #running: Promise<void> | null = null;
  #note: string | null;
  #hour = 0;
  #stopped = false;

  constructor(tools: CheckpointTools, latest: string | null) {
    this.#tools = tools;
    this.#note = latest;
  }

  /** The newest published note. */
  get note(): string | null {
    return this.#note;
  }

  /** After each committed batch. */
  committed(size: number): void {
    const { status, wallClock } = this.#tools;
    status.log.size = size;
    if (size <= status.log.checkpointSize) return;
    status.log.uncoveredSince ??= wallClock.now();
    this.#schedule(DELAY_MS);
  }

  #schedule(delay: number): void {
    if (this.#timer !== null || this.#stopped) return;
    this.#timer = later(() => {
      this.#timer = null;
      void this.sign();
    }, delay);
  }

  /** The store was opened anew: what could not be stored is due again, without the pause that a failure else takes. */
  again(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#schedule(DELAY_MS);
  }

  /**
   * Before the desk serves: covers what the runs before left unsigned, so that whoever was served left a checkpoint behind, and events
   * without one are of one run (what verify-log relies on). Rejects when the log cannot be signed.
   */
  async begin(): Promise<void> {
    await this.#running;
    await this.#sign();
  }

  /**
   * Signs what is committed, unless it is covered. Never rejects: a failure is logged and tried again. While the token is lost nothing
   * is tried nor said: its loss is told once, and its return begins with this.
   */
  sign(): Promise<void> {
    if (this.#tools.status.vault.state === 'lost' && !this.#stopped) return Promise.resolve();
    this.#running ??= this.#sign()
      .catch((error: unknown) => {
        const lost = error instanceof VaultError && error.code === 'UNAVAILABLE';
        if (!lost || this.#stopped)
          this.#tools.log.error({ error }, 'the log could not be signed; events go on uncovered');
        this.#schedule(lost ? DELAY_MS : RETRY_MS);
      })
      .finally(() => {
        this.#running = null;
      });
    return this.#running;
  }

  async #sign(): Promise<void> {
    const { ledger, vault, meta, sha256, wallClock, status, log, keep } = this.#tools;
    const { size, root } = ledger.committed;
    // Nothing can be stored now; once it can, `again` is called.
    if (!ledger.writable) return;
    if (size <= status.log.checkpointSize && this.#note !== null) return;
    const note = await signedCheckpoint({ vault, desk: { meta, sha256 }, size, root });
    const time = wallClock.now();
    await ledger.store.saveCheckpoint({ size, time, note });
    await keep?.(note).catch((error: unknown) =>
      log.warn({ error }, 'the newest checkpoint could not be kept beside the database'),
    );
    this.#note = note;
    status.log.checkpointSize = size;
    status.log.checkpointTime = time;
    status.log.checkpointRoot = toBase64(root);
    status.log.uncoveredSince = ledger.committed.size > size ? time : null;
    const hour = Math.floor(time / HOUR_MS);
    // Whoever holds token and PIN could sign history anew: this line, kept elsewhere, is what would tell.
    if (hour !== this.#hour) log.info({ checkpoint: note }, 'checkpoint of the hour');
    this.#hour = hour;
    if (ledger.committed.size > size) this.#schedule(DELAY_MS);
  }

  /** The last checkpoint at stop. Answers how many events it could not cover. */
  async stop(): Promise<number> {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#running;
    await this.sign();
    const { ledger, status } = this.#tools;
    return Math.max(0, ledger.committed.size - status.log.checkpointSize);
  }
}
