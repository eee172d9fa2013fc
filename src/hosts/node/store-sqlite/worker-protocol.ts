/** What the calling thread and the store's two threads say to each other. Answers come in the order of requests. */
import type { EventQuery } from '../../../domain/audit/event-query.ts';
import type {
  DeskMeta,
  EventSearch,
  MinuteDelta,
  Store,
  StoreErrorCode,
  StoredCheckpoint,
} from '../../../domain/ports/store.ts';
import { StoreError } from '../../../domain/ports/store.ts';
import type { BatchMessage } from './batch-message.ts';
import type { LeafMessage } from './leaf-message.ts';

export interface WorkerStart {
  readonly path: string;
  /** The writer makes a file that is not there. */
  readonly create: boolean;
}

export type WriterRequest =
  | { readonly do: 'commit'; readonly batch: BatchMessage }
  | { readonly do: 'checkpoint'; readonly checkpoint: StoredCheckpoint }
  | { readonly do: 'initialise'; readonly meta: DeskMeta }
  | { readonly do: 'close' };

export type ReaderRequest =
  | { readonly do: 'search'; readonly asked: EventSearch }
  | { readonly do: 'follow'; readonly query: EventQuery; readonly page: Parameters<Store['follow']>[1] }
  | { readonly do: 'summarise'; readonly asked: Parameters<Store['summarise']>[0] }
  | { readonly do: 'rollup'; readonly asked: Parameters<Store['rollup']>[0] }
  | { readonly do: 'span' }
  | { readonly do: 'leaf'; readonly sequence: number }
  | { readonly do: 'leafHashes'; readonly from: number; readonly to: number }
  | { readonly do: 'tile'; readonly level: number; readonly number: number }
  | { readonly do: 'minutes'; readonly from: number; readonly to: number }
  | { readonly do: 'close' };

type Packed<P> = Omit<P, 'leaves'> & { readonly leaves: LeafMessage };

export interface ReaderAnswers {
  search: Packed<Awaited<ReturnType<Store['search']>>>;
  follow: Packed<Awaited<ReturnType<Store['follow']>>>;
  summarise: Awaited<ReturnType<Store['summarise']>>;
  rollup: Awaited<ReturnType<Store['rollup']>>;
  span: Awaited<ReturnType<Store['span']>>;
  leaf: Uint8Array | null;
  leafHashes: Uint8Array;
  tile: Uint8Array | null;
  minutes: readonly MinuteDelta[];
}

/** Errors lose their class in a structured clone, so they travel as what they are made of. */
export type Failure =
  | { readonly kind: 'store'; readonly code: StoreErrorCode; readonly message: string }
  | { readonly kind: 'range'; readonly message: string };

export type Answer = { readonly ok: unknown } | { readonly failure: Failure };

export function toFailure(error: unknown): Failure {
  if (error instanceof RangeError) return { kind: 'range', message: error.message };
  if (error instanceof StoreError) return { kind: 'store', code: error.code, message: error.message };
  return { kind: 'store', code: 'IO', message: error instanceof Error ? error.message : String(error) };
}

export const fromFailure = (failure: Failure): Error =>
  failure.kind === 'range' ? new RangeError(failure.message) : new StoreError(failure.code, failure.message);
