/** The messages of an open stream: one after the other as the reader takes them, woken by the ledger's commits. */
import { encodeWire } from '../../domain/wire.ts';
import { ServiceError } from '../errors.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { MessageSource } from '../operation.ts';

/** After so long without a message the stream says that it lives; it also looks whether it still may. */
export const HEARTBEAT_MS = 15_000;
/** What is committed within this time goes into one message. */
const GATHER_MS = 100;

export interface Stream {
  readonly ledger: Ledger;
  readonly source: MessageSource<unknown>;
  /** Throws when credential or permission are gone. */
  readonly look: () => unknown;
  /** Ends the stream; a ServiceError as its reason is told to the reader. */
  readonly signal: AbortSignal;
  readonly refuse: (error: unknown) => ServiceError;
  /** Called once, with why it ended (null: by the reader's or the desk's own wish) and how many messages there were. */
  readonly closed: (refusal: ServiceError | null, messages: number) => Promise<void>;
}

/** Nothing is read ahead: who takes no message costs nothing but the place where they stand. Throws ServiceError. */
export async function* messagesOf(stream: Stream): AsyncGenerator<unknown, void> {
  const { ledger, source, look, signal, refuse, closed } = stream;
  const bell = new Bell(signal);
  const unwatch = ledger.watch(() => bell.ring());
  let count = 0;
  let refusal: ServiceError | null = null;
  let recorded = false;
  try {
    while (!signal.aborted) {
      const message = await nextOf(ledger, source);
      look();
      if (message !== null) {
        count++;
        if (source.ended?.() === true) {
          // The last message is the answer: it leaves when its event is durable, like every answer.
          recorded = true;
          await closed(null, count);
        }
        yield encodeWire(message);
        if (recorded) return;
        continue;
      }
      if (await bell.rung(HEARTBEAT_MS)) {
        await pause(GATHER_MS, signal);
        continue;
      }
      look();
      yield encodeWire(source.idle());
    }
    if (signal.reason instanceof ServiceError) throw signal.reason;
  } catch (error) {
    refusal = refuse(error);
    throw refusal;
  } finally {
    unwatch();
    await source.stop?.().catch(() => undefined);
    // What cannot be recorded now does not keep the stream open: the ledger's failure is reported where it happened.
    if (!recorded) await closed(refusal, count).catch(() => undefined);
  }
}

/** The store may be opened anew while it is read: then nothing is there yet. */
async function nextOf(ledger: Ledger, source: MessageSource<unknown>): Promise<unknown> {
  const { store } = ledger;
  try {
    return await source.next(store, ledger.committed.size);
  } catch (error) {
    if (ledger.writable && ledger.store === store) throw error;
    await ledger.whenWritable();
    return null;
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> => {
  const bell = new Bell(signal);
  return bell.rung(ms).then(() => undefined);
};

/** Remembers a ring until somebody waits for it. An aborted signal rings for ever. */
class Bell {
  readonly #signal: AbortSignal;
  #rang = false;
  #wake: (() => void) | null = null;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  ring(): void {
    this.#rang = true;
    this.#wake?.();
  }

  /** Resolves true at a ring (or at once, after one), false after `ms` without. */
  async rung(ms: number): Promise<boolean> {
    if (!this.#rang && !this.#signal.aborted) {
      await new Promise<void>((done) => {
        const timer = setTimeout(done, ms);
        this.#wake = () => {
          clearTimeout(timer);
          done();
        };
        this.#signal.addEventListener('abort', this.#wake, { once: true });
      });
      if (this.#wake !== null) this.#signal.removeEventListener('abort', this.#wake);
      this.#wake = null;
    }
    const rang = this.#rang || this.#signal.aborted;
    this.#rang = false;
    return rang;
  }
}
