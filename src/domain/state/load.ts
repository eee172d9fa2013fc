/**
 * From stored bytes to state, believing nothing: the seal says that the store is one whole, the chain of changes says that no change
 * is missing, each row must be the one that its newest change names, with a MAC of this desk's. What an attacker with the database
 * controls is every byte here; what they lack is the MAC key.
 */
import { compareBytes, equalBytes, fromUtf8, toHex } from '../bytes.ts';
import type { ChangeDigest } from '../audit/event.ts';
import { HASH_SIZE, type Sha256 } from '../log/hash.ts';
import { leafHash } from '../log/tree.ts';
import type { DeskMeta, Seal, Store } from '../ports/store.ts';
import { decodeBody } from './body.ts';
import { isKind, type Kind } from './entities.ts';
import { deskIdBytes, rowMac, sealMac, type Mac } from './row-mac.ts';
import { State } from './state.ts';

export type LoadErrorCode = 'SEAL_MISSING' | 'SEAL_FORGED' | 'CHANGE_CHAIN_BROKEN' | 'UNKNOWN_KIND';

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
  readonly sha256: Sha256;
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
  readonly sequence: number;
  readonly previousChange: string | null;
  readonly changes: readonly ChangeDigest[];
}

/**
 * Not the strict parser: these bytes are proved to be what this desk wrote by the chain of their hashes, whose head is sealed. Until the
 * head was compared nothing is done with them.
 */
function readLink(sequence: number, bytes: Uint8Array): Link {
  try {
    const link = JSON.parse(fromUtf8(bytes)) as Link; // believed only when the chain holds
    if (Array.isArray(link.changes)) return link;
  } catch {
    // Said below.
  }
  throw new LoadError('CHANGE_CHAIN_BROKEN', `Event ${sequence} cannot be read: the log was altered.`);
}

/** The newest change of every object, from the chain. Throws LoadError when a link is missing or its head is not the sealed one. */
function newestChanges(store: Store, head: Uint8Array, sha256: Sha256): Map<string, ChangeDigest> {
  const newest = new Map<string, ChangeDigest>();
  let previous: string | null = null;
  let last = NO_CHANGES;
  for (const { sequence, bytes } of store.changeLeaves()) {
    const event = readLink(sequence, bytes);
    if (event.previousChange !== previous || event.sequence !== sequence) {
      throw new LoadError(
        'CHANGE_CHAIN_BROKEN',
        `Event ${sequence} does not follow the change before it: the log was altered.`,
      );
    }
    last = leafHash(sha256, bytes);
    previous = toHex(last);
    for (const change of event.changes) newest.set(`${change.kind}/${change.id}`, change);
  }
  if (compareBytes(last, head) !== 0) {
    throw new LoadError(
      'CHANGE_CHAIN_BROKEN',
      'The newest change in the log is not the sealed one: an event that changed something was altered or removed.',
    );
  }
  return newest;
}

const describe = (kind: string, id: string): string => `${kind} ${id}`;

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
  const newest = newestChanges(store, seal.changeHead, tools.sha256);
  const total = store.rowCount();
  let done = 0;
  for (const row of store.rows()) {
    if (++done % 1000 === 0) tools.onProgress?.(done, total);
    const name = `${row.kind}/${row.id}`;
    const change = newest.get(name);
    newest.delete(name);
    const digest = toHex(tools.sha256(row.body));
    if (!isKind(row.kind))
      throw new LoadError(
        'UNKNOWN_KIND',
        `The database holds a ${row.kind}, which this version of Keydesk does not know.`,
      );
    if (!equalBytes(row.mac, rowMac(tools.mac, desk, row))) {
      state.quarantine.set(
        name,
        `${describe(row.kind, row.id)} was altered outside Keydesk: its authentication code does not match.`,
      );
    } else if (change === undefined) {
      state.quarantine.set(
        name,
        `${describe(row.kind, row.id)} is in the database, but no event in the log made it.`,
      );
    } else if (change.version !== row.version || change.digest !== digest) {
      state.quarantine.set(
        name,
        `${describe(row.kind, row.id)} is not the one that the log last recorded: version ${row.version} was put back over version ${change.version}.`,
      );
    } else {
      state.apply<Kind>(row.kind, row.id, row.version, digest, decodeBody(row.body));
    }
  }
  for (const change of newest.values()) {
    if (!isKind(change.kind)) continue;
    if (change.digest === null) state.bury(change.kind, change.id, change.version);
    else
      state.quarantine.set(
        `${change.kind}/${change.id}`,
        `${describe(change.kind, change.id)} is missing from the database, but the log recorded it.`,
      );
  }
  for (const row of store.usage()) state.usage.restore(row);
  tools.onProgress?.(total, total);
  return { state, seal };
}
