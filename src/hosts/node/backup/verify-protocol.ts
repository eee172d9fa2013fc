/** What the thread that reads the whole log is told, and says. */
import type { DeskMeta } from '../../../domain/ports/store.ts';
import type { VerifyReport } from '../../../service/verify-log.ts';
import type { Failure } from '../store-sqlite/worker-protocol.ts';

export interface VerifyStart {
  readonly path: string;
  /** Nobody can be writing. */
  readonly alone: boolean;
  readonly meta: DeskMeta;
  /** Of row authentication: this process's own, for a thread of it. */
  readonly macKey: Uint8Array;
  readonly publicKey: Uint8Array;
  /** Shared: not 0 gives it up. */
  readonly stop: Int32Array;
}

export type VerifyMessage =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'report'; readonly report: VerifyReport }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly failure: Failure };
