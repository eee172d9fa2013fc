/**
 * From stored bytes to state, believing nothing: the seal says that the store is one whole, the chain of changes says that no change
 * is missing, each row must be the one that its newest change names, by the digest of its bytes. What an attacker with the database
 * controls is every byte here; what they lack is the key of the seal's MAC. (A row's own MAC says nothing more here, and costs a third
 * of the start; `verifyLog` checks it, and it is what says of one row alone, in a backup or an export, that this desk wrote it.)
 */
import { equalBytes, toHex } from '../bytes.ts';
import type { ChangeDigest } from '../audit/event.ts';
import { HASH_SIZE } from '../log/hash.ts';
import type { DeskMeta, Seal, Store, UsageDelta } from '../ports/store.ts';
import { isKind, type Kind } from './entities.ts';
import { deskIdBytes, sealMac, type Mac } from './row-mac.ts';
import { State } from './state.ts';
import { DAY_MS } from './usage-view.ts';

export type LoadErrorCode =
  'IDENTITY_ALTERED' | 'OTHER_LOG' | 'SEAL_MISSING' | 'SEAL_FORGED' | 'CHANGE_CHAIN_BROKEN' | 'UNKNOWN_KIND';

/** The store as a whole cannot be believed. `message` is for the operator. */
export class LoadError extends Error {
  readonly code: LoadErrorCode;
  constructor(code: LoadErrorCode, message: string) {
    super(message);
    this.name = 'LoadError';
    this.code = code;
  }
}

export interface LoadTools {
  /** SHA-256 (hex) of a text's UTF-8. */
  readonly digest: (text: string) => string;
  readonly mac: Mac;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface Loaded {
  readonly state: State;
  /** Null for an empty log. */
  readonly seal: Seal | null;
}

export const NO_CHANGES: Uint8Array = new Uint8Array(HASH_SIZE);

/** The members of an event that say what it changed. */
interface Link {
  readonly previousChange: string | null;
  readonly changes: readonly ChangeDigest[];
}

/** Where `canonicalEvent` begins the members that a link is read from. No string of the event can hold it: its quotes would be escaped. */
const CHANGES = ',"changes":[';

/**
 * Not the strict parser: these bytes are proved to be what this desk wrote by the chain of their hashes, whose head is sealed. Until the
 * head was compared nothing is done with them.
 */
function readLink(sequence: number, text: string): Link {
  const at = text.lastIndexOf(CHANGES);
  try {
    if (at > 0 && text.startsWith(`{"v":1,"sequence":${sequence},`))
      return JSON.parse(`{${text.slice(at + 1)}`) as Link; // believed only when the chain holds
  } catch {
    // Said below.
  }
  throw new LoadError('CHANGE_CHAIN_BROKEN', `Event ${sequence} cannot be read: the log was altered.`);
}

/** The newest change of each object by kind and id. */
type Newest = Map<string, Map<string, ChangeDigest>>;

/** The newest change of every object, from the chain. Throws LoadError when a link is missing or its head is not the sealed one. */
function newestChanges(store: Store, head: Uint8Array, digest: LoadTools['digest']): Newest {
  const newest: Newest = new Map();
  let previous: string | null = null;
  for (const { sequence, text } of store.changeLeaves()) {
    const link = readLink(sequence, text);
    if (link.previousChange !== previous) {
      throw new LoadError(
        'CHANGE_CHAIN_BROKEN',
        `Event ${sequence} does not follow the change before it: the log was altered.`,
      );
    }
    previous = digest(`\0${text}`); // the leaf's hash (RFC 6962 §2.1)
    for (const change of link.changes) {
      let ofKind = newest.get(change.kind);
      if (ofKind === undefined) newest.set(change.kind, (ofKind = new Map()));
      ofKind.set(change.id, change);
    }
  }
  if ((previous ?? toHex(NO_CHANGES)) !== toHex(head)) {
    throw new LoadError(
      'CHANGE_CHAIN_BROKEN',
      'The newest change in the log is not the sealed one: an event that changed something was altered or removed.',
    );
  }
  return newest;
}

/** Whether some log of `size` events could have this counter. What this one has, `verifyLog` counts. */
const canBeCounted = ({ count, lastSequence, lastTime, day }: UsageDelta, size: number): boolean =>
  Number.isSafeInteger(count + 1) &&
  count > 0 &&
  lastSequence >= 0 &&
  lastSequence < size &&
  Math.floor(lastTime / DAY_MS) === day;

/** A counter below the truth would let a key version encrypt more often than its nonces bear, so its key is refused. */
function refuseCounter(state: State, row: UsageDelta): void {
  const { key, operation, principal, count, lastSequence, day } = row;
  const [name, what] =
    key === '' ? [`usage/${operation} ${principal}`, 'the desk'] : [`key/${key}`, `key ${key}`];
  state.quarantine.set(
    name,
    `${what} has a counter that no log can have (${operation} by ${principal}: count ${count}, last event ${lastSequence}, day ${day}): it was altered outside Keydesk. Stop the desk and run "keydesk verify-log": it says what the log has.`,
  );
}

/** Reads the whole state. Rows that do not authenticate land in `state.quarantine`; throws LoadError when the whole does not. */
export function loadState(store: Store, meta: DeskMeta, tools: LoadTools): Loaded {
  const state = new State();
  const desk = deskIdBytes(meta.deskId);
  const seal = store.seal();
  if (seal === null) {
    if (store.rowCount() > 0)
      throw new LoadError('SEAL_MISSING', 'The database has rows but no seal: it was altered.');
    return { state, seal };
  }
  if (!equalBytes(seal.mac, sealMac(tools.mac, desk, seal))) {
    throw new LoadError(
      'SEAL_FORGED',
      "The database's seal is not this desk's: the database was altered, or belongs to another token.",
    );
  }
  const newest = newestChanges(store, seal.changeHead, tools.digest);
  const refuse = (kind: Kind, id: string, version: number, why: string): void => {
    state.quarantine.set(`${kind}/${id}`, `${kind} ${id} ${why}`);
    state.bury(kind, id, version);
  };
  const total = store.rowCount();
  let done = 0;
  for (const { kind, id, version, text } of store.bodies()) {
    if (text === null) {
      if (isKind(kind)) state.bury(kind, id, version);
      continue;
    }
    if (++done % 1000 === 0) tools.onProgress?.(done, total);
    if (!isKind(kind))
      throw new LoadError(
        'UNKNOWN_KIND',
        `The database holds a ${kind}, which this version of Keydesk does not know.`,
      );
    const change = newest.get(kind)?.get(id);
    newest.get(kind)?.delete(id);
    if (change === undefined) {
      refuse(kind, id, version, 'is in the database, but no event in the log made it.');
      continue;
    }
    if (change.version !== version) {
      refuse(
        kind,
        id,
        Math.max(version, change.version),
        `is not the one that the log last recorded: version ${version} was put back over version ${change.version}.`,
      );
      continue;
    }
    const digest = tools.digest(text);
    if (change.digest === digest) state.restore(kind, id, version, digest, text);
    else refuse(kind, id, version, 'was altered outside Keydesk: it is not what the log recorded.');
  }
  for (const [kind, changes] of newest) {
    if (!isKind(kind)) continue;
    for (const { id, version, digest } of changes.values()) {
      if (digest === null) state.bury(kind, id, version);
      else refuse(kind, id, version, 'is missing from the database, but the log recorded it.');
    }
  }
  for (const row of store.usage()) {
    if (canBeCounted(row, seal.size)) state.usage.restore(row);
    else refuseCounter(state, row);
  }
  tools.onProgress?.(total, total);
  return { state, seal };
}
