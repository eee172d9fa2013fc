/**
 * The bytes of an audit event: what is hashed into the log, stored, and handed out as evidence. Permanent (golden vectors).
 *
 * UTF-8 of JSON without white space; members in the order of `AuditEvent`, all of them always there (null when absent); pairs as
 * `["name","value"]`, sorted by the UTF-8 bytes of name, then value; numbers are integers in decimal; strings as ECMA-262
 * QuoteJSONString writes them (`\" \\ \b \f \n \r \t`, other controls as `\u001f`, everything else as itself). A second language
 * needs no more than this paragraph to make the same bytes.
 */
import { equalBytes, fromUtf8, utf8 } from '../bytes.ts';
import { compareUtf8, sortPairs } from '../keys/encryption-context.ts';
import type { AuditEvent, ChangeDigest, DecidedBy, Pairs } from './event.ts';

// Anything that JSON escapes, and surrogates: a string without them stands between quotes as it is.
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const NOT_PLAIN = /["\\\u0000-\u001f\ud800-\udfff]/;

function text(value: string): string {
  if (!NOT_PLAIN.test(value)) return `"${value}"`;
  // A lone surrogate has no UTF-8: an encoder would give different events the same bytes.
  if (!value.isWellFormed()) throw new RangeError('A string of the audit event is not well-formed Unicode.');
  return JSON.stringify(value);
}

const textOrNull = (value: string | null): string => (value === null ? 'null' : text(value));

function integer(value: number): string {
  if (!Number.isSafeInteger(value)) throw new RangeError('A number of the audit event is not an integer.');
  return String(value);
}

const integerOrNull = (value: number | null): string => (value === null ? 'null' : integer(value));

function isSorted(pairs: Pairs): boolean {
  for (let i = 1; i < pairs.length; i++) {
    const [name, value] = pairs[i - 1]!;
    const [nextName, nextValue] = pairs[i]!;
    if ((compareUtf8(name, nextName) || compareUtf8(value, nextValue)) > 0) return false;
  }
  return true;
}

function pairs(value: Pairs): string {
  let out = '';
  for (const [name, item] of isSorted(value) ? value : sortPairs(value)) {
    out += `${out === '' ? '' : ','}[${text(name)},${text(item)}]`;
  }
  return `[${out}]`;
}

function decidedBy(items: readonly DecidedBy[]): string {
  let out = '';
  for (const item of items) {
    out +=
      `${out === '' ? '' : ','}{"source":${text(item.source)},"policy":${text(item.policy)},"version":${integer(item.version)}` +
      `,"digest":${textOrNull(item.digest)},"statement":${integer(item.statement)},"sid":${textOrNull(item.sid)},"effect":${text(item.effect)}}`;
  }
  return `[${out}]`;
}

function changes(items: readonly ChangeDigest[]): string {
  let out = '';
  for (const item of items) {
    out +=
      `${out === '' ? '' : ','}{"kind":${text(item.kind)},"id":${text(item.id)},"version":${integer(item.version)}` +
      `,"digest":${textOrNull(item.digest)}}`;
  }
  return `[${out}]`;
}

/**
 * The bytes of `event`. Sorts pairs itself; keeps the order of `decidedBy` and `changes`, which means something. Throws RangeError for
 * a number that is not a safe integer and for a string with a lone surrogate; the message quotes nothing.
 */
export function canonicalEvent(event: AuditEvent): Uint8Array {
  return utf8(
    `{"v":${integer(event.v)},"sequence":${integer(event.sequence)},"time":${integer(event.time)},"salt":${text(event.salt)}` +
      `,"operation":${text(event.operation)},"class":${text(event.class)},"via":${text(event.via)}` +
      `,"principal":${text(event.principal)},"principalId":${text(event.principalId)},"credential":${textOrNull(event.credential)}` +
      `,"source":${text(event.source)},"agent":${text(event.agent)},"request":${text(event.request)}` +
      `,"key":${textOrNull(event.key)},"keyVersion":${integerOrNull(event.keyVersion)}` +
      `,"context":${event.context === null ? 'null' : pairs(event.context)}` +
      `,"outcome":${text(event.outcome)},"error":${textOrNull(event.error)},"decidedBy":${decidedBy(event.decidedBy)}` +
      `,"reason":${textOrNull(event.reason)},"envelope":${textOrNull(event.envelope)},"duration":${integer(event.duration)}` +
      `,"approval":${textOrNull(event.approval)},"parameters":${pairs(event.parameters)},"changes":${changes(event.changes)}` +
      `,"previousChange":${textOrNull(event.previousChange)},"extensions":${pairs(event.extensions)}}`,
  );
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
