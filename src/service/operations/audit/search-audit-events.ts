import * as z from 'zod';
import type { AuditEvent } from '../../../domain/audit/event.ts';
import { storedEvent } from '../../../domain/audit/stored-event.ts';
import type { EventQuery } from '../../../domain/ports/store.ts';
import { ServiceError } from '../../errors.ts';
import { effect, operation, type Context } from '../../operation.ts';
import { requestedId, resolveKey } from '../../resolve.ts';
import { keyId, timestamp } from '../../schema.ts';

const pairs = z.array(z.tuple([z.string(), z.string()]));
const eventClass = z.enum(['management', 'data', 'read']);

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
  Outcome: z.enum(['allowed', 'denied', 'failed']),
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

const input = z.object({
  KeyId: keyId.optional(),
  Principal: z.string().min(1).max(256).optional(),
  Operation: z.string().min(1).max(128).optional(),
  Outcome: z.enum(['allowed', 'denied', 'failed']).optional(),
  /** Any of these. */
  Classes: z.array(eventClass).min(1).max(3).optional(),
  RequestId: z.string().min(1).max(64).optional(),
  Since: timestamp.optional(),
  Until: timestamp.optional(),
  /** Only events older than this sequence: the cursor. */
  Before: z.int().min(0).optional(),
  Limit: z.int().min(1).max(500).optional(),
});
type Input = z.output<typeof input>;

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

function check(given: Input): void {
  if (given.Since !== undefined && given.Until !== undefined && given.Since >= given.Until) {
    throw new ServiceError('ValidationException', 'Since must be before Until.');
  }
}

/** The key whose events are searched: one that was destroyed too, for its log stays. */
function searchedKey(context: Context<Input>, text: string): string {
  const id = requestedId(text);
  return id !== undefined && context.state.key(id)?.state === 'Destroyed'
    ? id
    : resolveKey({ ...context, action: 'keydesk:SearchAuditEvents' }, text, 'any').id;
}

/**
 * Events newest first, from the whole log; says how many match and how many were searched. What matches is found by the columns beside
 * the events; what is told of one is what its bytes say, and only when they have the leaf's hash.
 */
export const searchAuditEvents = operation.onAccount({
  name: 'SearchAuditEvents',
  class: 'read',
  input,
  output: z.object({
    Events: z.array(z.union([auditEvent, alteredEvent])),
    /** How many match the whole query; absent when there are more than could be counted in good time. */
    Matching: z.int().optional(),
    /** Events in the log when it was searched: all of them. */
    Searched: z.int(),
    NextBefore: z.int().optional(),
  }),
  errors: ['InvalidArnException', 'NotFoundException'],
  check,
  permissions: () => [{ action: 'keydesk:SearchAuditEvents', key: null, resource: '*' }],
  parameters: (given) => [
    ...(['KeyId', 'Principal', 'Operation', 'Outcome', 'RequestId'] as const).flatMap((name) =>
      given[name] === undefined ? [] : [[name, given[name]] as const],
    ),
    ...(given.Classes === undefined ? [] : [['Classes', given.Classes.join(', ')] as const]),
  ],
  plan: (context) => {
    const { input: given, desk } = context;
    const limit = given.Limit ?? 100;
    const key = given.KeyId === undefined ? undefined : searchedKey(context, given.KeyId);
    const query: EventQuery = {
      limit: limit + 1,
      ...(key === undefined ? {} : { key }),
      ...(given.Principal === undefined ? {} : { principal: given.Principal }),
      ...(given.Operation === undefined ? {} : { operation: given.Operation }),
      ...(given.Outcome === undefined ? {} : { outcome: given.Outcome }),
      ...(given.Classes === undefined ? {} : { classes: given.Classes }),
      ...(given.RequestId === undefined ? {} : { request: given.RequestId }),
      ...(given.Since === undefined ? {} : { since: given.Since.getTime() }),
      ...(given.Until === undefined ? {} : { until: given.Until.getTime() }),
      ...(given.Before === undefined ? {} : { before: given.Before }),
    };
    return effect(
      ({ store }) => store.search(query),
      (page) => {
        const events = page.leaves.slice(0, limit).map((leaf) => {
          const event = storedEvent(desk.sha256, leaf);
          return event === null ? { Sequence: leaf.sequence, Altered: true as const } : publicEvent(event);
        });
        const last = events.at(-1);
        return {
          output: {
            Events: events,
            ...(page.total === null ? {} : { Matching: page.total }),
            Searched: page.size,
            ...(page.leaves.length > limit && last !== undefined ? { NextBefore: last.Sequence } : {}),
          },
        };
      },
    );
  },
});
