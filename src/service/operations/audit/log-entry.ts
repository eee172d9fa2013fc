/** An event as the operations of the log tell it. */
import * as z from 'zod';
import type { AuditEvent } from '../../../domain/audit/event.ts';
import { storedEvent } from '../../../domain/audit/stored-event.ts';
import type { Sha256 } from '../../../domain/log/hash.ts';
import type { StoredLeaf } from '../../../domain/ports/store.ts';
import { timestamp } from '../../schema.ts';

const pairs = z.array(z.tuple([z.string(), z.string()]));
export const eventClass = z.enum(['management', 'data', 'read']);

export const outcome = z.enum(['allowed', 'denied', 'failed']);

export const auditEvent = z.object({
  Sequence: z.int(),
  Time: timestamp,
  Operation: z.string(),
  Class: eventClass,
  Via: z.enum(['console', 'sdk', 'cli', 'scheduler', 'desk']),
  Principal: z.string(),
  PrincipalId: z.string(),
  Credential: z.string().optional(),
  Source: z.string(),
  UserAgent: z.string(),
  RequestId: z.string(),
  KeyId: z.string().optional(),
  KeyVersion: z.int().optional(),
  Context: pairs.optional(),
  Outcome: outcome,
  Error: z.string().optional(),
  DecidedBy: z.array(
    z.object({
      Source: z.enum(['KEY_POLICY', 'IDENTITY_POLICY', 'GRANT', 'ROOT']),
      Policy: z.string(),
      Version: z.int(),
      Digest: z.string().optional(),
      Statement: z.int(),
      Sid: z.string().optional(),
      Effect: z.enum(['Allow', 'Deny']),
    }),
  ),
  Reason: z.string().optional(),
  Envelope: z.string().optional(),
  /** Microseconds. */
  Duration: z.int(),
  Parameters: pairs,
  /** `coalesced`: how many further identical reads this event stands for. */
  Extensions: pairs,
  Changes: z.array(
    z.object({ Kind: z.string(), Id: z.string(), Version: z.int(), Digest: z.string().optional() }),
  ),
});

/** An event that was altered outside Keydesk. Nothing that its bytes say is believed, so only its place is known. */
const alteredEvent = z.object({ Sequence: z.int(), Altered: z.literal(true) });

/** What the log has at one place. */
export const logEntry = z.union([auditEvent, alteredEvent]);
export type LogEntry = z.output<typeof logEntry>;

/** Drops members that are null. */
type Optional<T> = { [K in keyof T]: Exclude<T[K], null> };
const present = <T extends object>(members: T): Partial<Optional<T>> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null)) as Partial<Optional<T>>; // filtered just here

function publicEvent(event: AuditEvent): z.output<typeof auditEvent> {
  return {
    Sequence: event.sequence,
    Time: new Date(event.time),
    Operation: event.operation,
    Class: event.class,
    Via: event.via,
    Principal: event.principal,
    PrincipalId: event.principalId,
    Source: event.source,
    UserAgent: event.agent,
    RequestId: event.request,
    Outcome: event.outcome,
    DecidedBy: event.decidedBy.map((by) => ({
      Source: by.source,
      Policy: by.policy,
      Version: by.version,
      Statement: by.statement,
      Effect: by.effect,
      ...present({ Digest: by.digest, Sid: by.sid }),
    })),
    Duration: event.duration,
    Parameters: event.parameters.map(([name, value]) => [name, value]),
    Extensions: event.extensions.map(([name, value]) => [name, value]),
    Changes: event.changes.map((change) => ({
      Kind: change.kind,
      Id: change.id,
      Version: change.version,
      ...present({ Digest: change.digest }),
    })),
    ...present({
      Credential: event.credential,
      KeyId: event.key,
      KeyVersion: event.keyVersion,
      Context:
        event.context === null ? null : event.context.map(([name, value]): [string, string] => [name, value]),
      Error: event.error,
      Reason: event.reason,
      Envelope: event.envelope,
    }),
  };
}

/** What a stored leaf tells: its event, or that it was altered. */
export function entryOf(sha256: Sha256, leaf: StoredLeaf): LogEntry {
  const event = storedEvent(sha256, leaf);
  return event === null ? { Sequence: leaf.sequence, Altered: true } : publicEvent(event);
}
