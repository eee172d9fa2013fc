/**
 * The bytes of an audit event: what is hashed into the log, stored, and handed out as evidence. Permanent (golden vectors).
 *
 * UTF-8 of JSON without white space; members in the order of `AuditEvent`, all of them always there (null when absent); pairs as
 * `["name","value"]`, sorted by the UTF-8 bytes of name, then value; numbers are integers in decimal; strings as ECMA-262
 * QuoteJSONString writes them (`\" \\ \b \f \n \r \t`, other controls as `\u001f`, everything else as itself). A second language
 * needs no more than this paragraph to make the same bytes.
 */
import { equalBytes, fromUtf8, utf8After } from '../bytes.ts';
import { compareUtf8, sortPairs } from '../keys/encryption-context.ts';
import type { AuditEvent, ChangeDigest, DecidedBy, Pairs } from './event.ts';

/**
 * An escape that JSON.stringify writes only for a lone surrogate: `\ud83d` behind an even number of backslashes. Such a string has no
 * UTF-8, and an encoder would give different events the same bytes.
 */
const LONE_SURROGATE = /(?<!\\)(?:\\\\)*\\ud/;

function integer(value: number): number {
  if (!Number.isSafeInteger(value)) throw new RangeError('A number of the audit event is not an integer.');
  return value;
}

function isSorted(pairs: Pairs): boolean {
  for (let i = 1; i < pairs.length; i++) {
    const [name, value] = pairs[i - 1]!;
    const [nextName, nextValue] = pairs[i]!;
    if ((compareUtf8(name, nextName) || compareUtf8(value, nextValue)) > 0) return false;
  }
  return true;
}

const sorted = (pairs: Pairs): Pairs => (isSorted(pairs) ? pairs : sortPairs(pairs));

/** Members in the order in which they are written; JSON.stringify keeps it, and is ECMA-262's QuoteJSONString. */
const ordered = (event: AuditEvent): AuditEvent => ({
  v: event.v,
  sequence: integer(event.sequence),
  time: integer(event.time),
  salt: event.salt,
  operation: event.operation,
  class: event.class,
  via: event.via,
  principal: event.principal,
  principalId: event.principalId,
  credential: event.credential,
  source: event.source,
  agent: event.agent,
  request: event.request,
  key: event.key,
  keyVersion: event.keyVersion === null ? null : integer(event.keyVersion),
  context: event.context === null ? null : sorted(event.context),
  outcome: event.outcome,
  error: event.error,
  decidedBy: event.decidedBy.map(({ source, policy, version, digest, statement, sid, effect }) => ({
    source,
    policy,
    version: integer(version),
    digest,
    statement: integer(statement),
    sid,
    effect,
  })),
  reason: event.reason,
  envelope: event.envelope,
  duration: integer(event.duration),
  approval: event.approval,
  parameters: sorted(event.parameters),
  changes: event.changes.map(({ kind, id, version, digest }) => ({
    kind,
    id,
    version: integer(version),
    digest,
  })),
  previousChange: event.previousChange,
  extensions: sorted(event.extensions),
});

/**
 * The bytes of `event`. Sorts pairs itself; keeps the order of `decidedBy` and `changes`, which means something. Throws RangeError for
 * a number that is not a safe integer and for a string with a lone surrogate; the message quotes nothing.
 */
export const canonicalEvent = (event: AuditEvent): Uint8Array => leafInput(event).subarray(1);

/** 0x00 ‖ the bytes of `event`: what a leaf's hash is made of (RFC 6962 §2.1), in one buffer. Throws as `canonicalEvent`. */
export function leafInput(event: AuditEvent): Uint8Array {
  const json = JSON.stringify(ordered(event));
  if (json.includes('\\ud') && LONE_SURROGATE.test(json))
    throw new RangeError('A string of the audit event is not well-formed Unicode.');
  return utf8After(1, json);
}

/** Bytes that `canonicalEvent` never made. `message` names the member, never its value. */
export class EventFormatError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'EventFormatError';
  }
}

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isInteger: Check = (value) => Number.isSafeInteger(value);
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const oneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const isPairs = listOf((pair) => Array.isArray(pair) && pair.length === 2 && pair.every(isText));
const membersOf =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value) =>
    wrongMember(value, checks) === null;

const DECIDED_BY = {
  source: oneOf('KEY_POLICY', 'IDENTITY_POLICY', 'GRANT', 'ROOT'),
  policy: isText,
  version: isInteger,
  digest: orNull(isText),
  statement: isInteger,
  sid: orNull(isText),
  effect: oneOf('Allow', 'Deny'),
} as const satisfies Record<keyof DecidedBy, Check>;

const CHANGE = {
  kind: isText,
  id: isText,
  version: isInteger,
  digest: orNull(isText),
} as const satisfies Record<keyof ChangeDigest, Check>;

const EVENT = {
  v: oneOf(1),
  sequence: isInteger,
  time: isInteger,
  salt: isText,
  operation: isText,
  class: oneOf('management', 'data', 'read'),
  via: oneOf('console', 'sdk', 'cli', 'scheduler', 'desk'),
  principal: isText,
  principalId: isText,
  credential: orNull(isText),
  source: isText,
  agent: isText,
  request: isText,
  key: orNull(isText),
  keyVersion: orNull(isInteger),
  context: orNull(isPairs),
  outcome: oneOf('allowed', 'denied', 'failed'),
  error: orNull(isText),
  decidedBy: listOf(membersOf(DECIDED_BY)),
  reason: orNull(isText),
  envelope: orNull(isText),
  duration: isInteger,
  approval: orNull(isText),
  parameters: isPairs,
  changes: listOf(membersOf(CHANGE)),
  previousChange: orNull(isText),
  extensions: isPairs,
} as const satisfies Record<keyof AuditEvent, Check>;

/** Name of the first member that is missing or of the wrong type; null when all fit. Surplus members show when it is encoded again. */
function wrongMember(value: unknown, checks: Readonly<Record<string, Check>>): string | null {
  if (typeof value !== 'object' || value === null) return 'event';
  for (const [name, check] of Object.entries(checks)) {
    if (!Object.hasOwn(value, name) || !check((value as Record<string, unknown>)[name])) return name; // an own member of any type
  }
  return null;
}

/**
 * The event of leaf bytes (attacker-controlled until their hash is found in the tree). Strict: encodes it again and compares, so that
 * `canonicalEvent(parseEvent(bytes))` is `bytes` for all that it accepts; duplicate, surplus and reordered members, other spellings of
 * numbers and strings, and unsorted pairs are refused. Throws EventFormatError.
 */
export function parseEvent(bytes: Uint8Array): AuditEvent {
  let value: unknown;
  try {
    value = JSON.parse(fromUtf8(bytes));
  } catch {
    throw new EventFormatError('The audit event is not JSON in UTF-8.');
  }
  const wrong = wrongMember(value, EVENT);
  if (wrong !== null) throw new EventFormatError(`The audit event is malformed at "${wrong}".`);
  const event = value as AuditEvent; // every member was checked
  let again: Uint8Array;
  try {
    again = canonicalEvent(event);
  } catch {
    throw new EventFormatError('The audit event holds a string that is not well-formed Unicode.');
  }
  if (!equalBytes(again, bytes)) throw new EventFormatError('The audit event is not in its canonical form.');
  return event;
}
