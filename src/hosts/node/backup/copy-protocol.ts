/** What the thread that copies the database is told, and says. */
import type { BackupProgress } from '../../../service/keeper.ts';
import type { Moment } from '../store-sqlite/copy.ts';
import type { Failure } from '../store-sqlite/worker-protocol.ts';
import type { ManifestFile } from './manifest.ts';

export interface CopyStart {
  readonly source: string;
  readonly directory: string;
  /** Shared: not 0 gives it up. */
  readonly stop: Int32Array;
}

export type CopyMessage =
  | ({ readonly kind: 'moment' } & Moment)
  | ({ readonly kind: 'progress' } & BackupProgress)
  | { readonly kind: 'copied' }
  | { readonly kind: 'digests'; readonly files: readonly ManifestFile[] }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly failure: Failure };
