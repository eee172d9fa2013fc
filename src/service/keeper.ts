/** What the host does with the desk's files: the copy of them, and what only it can see of the machine. A browser keeps none. */
import type { StoredCheckpoint } from '../domain/ports/store.ts';
import type { VerifyReport } from './verify-log.ts';

/** In their order. `database`: pages are copied; `check`: the copy is read as a database; `token`: its files; `digest`: of all files. */
export const BACKUP_STEPS = ['database', 'check', 'token', 'digest'] as const;

export interface BackupProgress {
  readonly step: (typeof BACKUP_STEPS)[number];
  /** Of `total`, in the step's own unit. */
  readonly done: number;
  readonly total: number;
}

export interface FinishedBackup {
  readonly directory: string;
  /** ms: the moment that it holds. */
  readonly at: number;
  /** Events of the log in it, and how many of them its checkpoint covers. */
  readonly events: number;
  readonly checkpointSize: number;
  readonly bytes: number;
  readonly files: number;
  /** False: the token is a device's, which its maker's own means back up. */
  readonly hasToken: boolean;
  /** False: the token was away, and its manifest has no signature. */
  readonly isSigned: boolean;
}

export interface BackupAsked {
  /** Absolute. */
  readonly directory: string;
  /** Given up: what was written is removed. */
  readonly signal: AbortSignal | undefined;
  /** Signs the log at a size that is committed; rejects while the token is lost. */
  readonly sign: (size: number, root: Uint8Array) => Promise<StoredCheckpoint>;
  /** Signs the SHA-256 of the manifest, by the log's key; rejects while the token is lost. */
  readonly signManifest: (digest: Uint8Array) => Promise<string>;
}

export interface DiskSpace {
  readonly free: number;
  readonly total: number;
}

/** What of the desk's own lies where it should, looked at now. */
export interface FilesThere {
  readonly dataDirectory: boolean;
  readonly database: boolean;
  /** The token's folder; null where the token is not SoftHSM's in the data directory. */
  readonly tokens: { readonly path: string; readonly isThere: boolean } | null;
  /** The PIN's file; null where it comes from the environment. */
  readonly pin: { readonly path: string; readonly isThere: boolean } | null;
}

export interface DeskKeeper {
  /** Copies the desk while it serves. Throws ServiceError; what it wrote is removed then. One at a time. */
  backUp(asked: BackupAsked): AsyncGenerator<BackupProgress, FinishedBackup>;
  /** The whole log and every row, as they are at one moment, read beside the desk. Yields how many events were read, of how many. */
  verifyLog(signal: AbortSignal | undefined): AsyncGenerator<{ done: number; total: number }, VerifyReport>;
  filesThere(): FilesThere;
  /** Of the data directory, bytes. */
  diskSpace(): Promise<DiskSpace>;
}
