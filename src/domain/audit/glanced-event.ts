/**
 * An event of the log at a glance: for going through hundreds of thousands of them, where encoding each again to compare it with its
 * bytes (`storedEvent`) would take half of the time. Its bytes have the leaf's hash, and the members that are read are of their types.
 * Nothing of it is handed out as evidence.
 */
import { equalBytes, fromUtf8 } from '../bytes.ts';
import type { Sha256 } from '../log/hash.ts';
import { leafHash } from '../log/tree.ts';
import type { StoredLeaf } from '../ports/store.ts';
import type { AuditEvent } from './event.ts';

export type GlancedEvent = Pick<
  AuditEvent,
  | 'sequence'
  | 'time'
  | 'operation'
  | 'principal'
  | 'source'
  | 'agent'
  | 'key'
  | 'context'
  | 'outcome'
  | 'decidedBy'
  | 'reason'
  | 'parameters'
  | 'extensions'
>;

const isPairs = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.every(
    (pair: unknown) =>
      Array.isArray(pair) && pair.length === 2 && typeof pair[0] === 'string' && typeof pair[1] === 'string',
  );

const isDecision = (value: unknown): boolean => {
  const { source, policy, statement, sid, effect, version } = (value ?? {}) as Record<string, unknown>; // of anything
  return (
    (source === 'KEY_POLICY' || source === 'IDENTITY_POLICY' || source === 'GRANT' || source === 'ROOT') &&
    typeof policy === 'string' &&
    Number.isSafeInteger(statement) &&
    Number.isSafeInteger(version) &&
    (sid === null || typeof sid === 'string') &&
    (effect === 'Allow' || effect === 'Deny')
  );
};

const isText = (value: unknown): value is string => typeof value === 'string';
const isTextOrNull = (value: unknown): boolean => value === null || isText(value);

function isGlanced(value: unknown, sequence: number): value is GlancedEvent {
  if (typeof value !== 'object' || value === null) return false;
  const event = value as Readonly<Record<string, unknown>>; // an object of any members
  const { outcome, context, decidedBy } = event;
  return (
    event['sequence'] === sequence &&
    Number.isSafeInteger(event['time']) &&
    isText(event['operation']) &&
    isText(event['principal']) &&
    isText(event['source']) &&
    isText(event['agent']) &&
    isTextOrNull(event['key']) &&
    isTextOrNull(event['reason']) &&
    (outcome === 'allowed' || outcome === 'denied' || outcome === 'failed') &&
    (context === null || isPairs(context)) &&
    isPairs(event['parameters']) &&
    isPairs(event['extensions']) &&
    Array.isArray(decidedBy) &&
    decidedBy.every(isDecision)
  );
}

/** The event of a stored leaf, or null when its bytes do not have the leaf's hash, are no event, or are another place's. */
export function glancedEvent(sha256: Sha256, { sequence, hash, bytes }: StoredLeaf): GlancedEvent | null {
  if (!equalBytes(leafHash(sha256, bytes), hash)) return null;
  let value: unknown;
  try {
    value = JSON.parse(fromUtf8(bytes));
  } catch {
    return null;
  }
  return isGlanced(value, sequence) ? value : null;
}
