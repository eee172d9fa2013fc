import type { Vault } from '../../domain/ports/vault.ts';
import type { State } from '../../domain/state/state.ts';
import type { HostFacts } from '../host-facts.ts';
import type { DeskKeeper } from '../keeper.ts';

/** A token that could not be opened. */
export interface ClosedVault {
  /** A sentence. */
  readonly why: string;
  /** `pin`: the token may be whole. */
  readonly lacks: 'pin' | 'token';
}

/** The desk that is looked at: one that runs, or the files of one that does not. */
export interface Patient {
  /** What it keeps; a sentence where that could not be loaded. */
  readonly state: State | string;
  readonly vault: Vault | ClosedVault;
  /** Null when neither log nor rows can be read. */
  readonly keeper: DeskKeeper;
  readonly host: Pick<HostFacts, 'pinPlace' | 'tokenInDataDirectory' | 'dataDirectory'>;
  /** ms */
  readonly now: number;
  /** The whole minutes that hold every event of the log, ms; null for an empty log. */
  readonly span: { readonly since: number; readonly until: number } | null;
  /** How far the clock went apart from the running time since the scheduler last looked, ms; null for a desk that does not run. */
  readonly drift: number | null;
  /** ms: since when no checkpoint covers the newest events; null when all are covered, or nobody can tell. */
  readonly uncoveredSince: number | null;
  /** The backup that was put in place and not started yet: its moment in ms, and where it lies. */
  readonly restoredFrom: { readonly at: number; readonly directory: string } | null;
  readonly signal: AbortSignal | undefined;
}
