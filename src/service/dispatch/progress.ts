/** What becomes known of a request on its way, and the event that is made of it. */
import type { DecidedBy, Pairs } from '../../domain/audit/event.ts';
import { toHex } from '../../domain/bytes.ts';
import type { KeyEntity } from '../../domain/state/entities.ts';
import type { State } from '../../domain/state/state.ts';
import { outcomeOf, type ServiceError } from '../errors.ts';
import type { EventFacts } from '../ledger/ledger.ts';
import type { Call, Desk, EventExtras, NamedKey, OpenedEnvelope, Operation } from '../operation.ts';
import { PRACTICE_KEY } from '../../domain/state/uses.ts';
import { Denied } from './authorise.ts';
import { boundedParameters } from './bounded-parameters.ts';

/** What is known of a request so far; the event is made of it, however the request ends. */
export interface Progress {
  /** The key that is worked on. */
  key: KeyEntity | null;
  /** Id of the key that the event is of: see `bookedKey`. */
  booked: string | null;
  decidedBy: readonly DecidedBy[];
  context: ReadonlyMap<string, string> | undefined;
  parameters: Pairs;
  extras: EventExtras;
  opens: () => OpenedEnvelope | null;
  /** Digest of a read's validated input, to tell identical ones. */
  input: string;
}

/**
 * How the log names a request that came to nothing because the password was to be given again: the console sends it once more when it was.
 * It is no failed change, so it is of class `read` and does not count among what was refused; a parameter says what was asked for.
 */
export const PASSWORD_REQUIRED = 'PasswordRequired';

export const emptyProgress = (): Progress => ({
  key: null,
  booked: null,
  decidedBy: [],
  context: undefined,
  parameters: [],
  extras: {},
  opens: () => null,
  input: '',
});

/**
 * The key that an event is of: the one that is worked on. But the log leaves out practice at first sight, so a call on a practice key
 * that names anything else is never practice: its event is of that other key, or of none when there is no such key.
 */
export function bookedKey(state: State, key: KeyEntity, named: readonly NamedKey[]): string | null {
  if (key.sandbox === undefined) return key.id;
  const other = named.find(([, id]) => id === null || !state.sandboxed.has(id));
  return other === undefined ? key.id : other[1];
}

/** Once: which key is worked on, and which others were named. */
export function noteKey(progress: Progress, state: State, key: KeyEntity, named: readonly NamedKey[]): void {
  progress.booked = bookedKey(state, key, named);
  const pairs: [string, string][] = [];
  if (progress.booked !== key.id) pairs.push([PRACTICE_KEY, key.id]);
  for (const [parameter, id] of named) if (id !== null) pairs.push([parameter, id]);
  // First: of too many parameters the first are kept.
  progress.parameters = [...pairs, ...progress.parameters];
}

export interface Ending {
  readonly desk: Desk;
  readonly state: State;
  readonly salt: string;
  /** Microseconds. */
  readonly duration: number;
  readonly operation: Operation;
  readonly call: Call;
  readonly progress: Progress;
  /** Null: it was allowed. */
  readonly refusal: ServiceError | null;
}

export function factsOf(ending: Ending): EventFacts {
  const { desk, state, operation, call, progress, refusal } = ending;
  const { extras } = progress;
  const principal = extras.as ?? call.principal;
  // A refusal has no result that would name the envelope.
  const opened = refusal === null ? null : progress.opens();
  const blob = extras.blob ?? opened?.blob;
  const key = extras.key ?? progress.booked;
  const asksPassword = refusal?.code === 'PasswordRequiredException';
  const parameters = extras.parameters ?? progress.parameters;
  const worked = key === (progress.key?.id ?? null);
  return {
    time: call.time,
    salt: ending.salt,
    operation: asksPassword ? PASSWORD_REQUIRED : operation.name,
    class: asksPassword ? 'read' : operation.class,
    via: call.via,
    principal: principal.caller.arn,
    principalId: principal.id,
    credential: call.credential,
    source: call.source,
    agent: call.agent,
    request: call.requestId,
    key,
    keyVersion: extras.keyVersion ?? knownVersion(state, key, worked ? (opened?.keyVersion ?? null) : null),
    context: progress.context === undefined ? null : [...progress.context],
    outcome: refusal === null ? 'allowed' : outcomeOf(refusal.code),
    error: refusal?.code ?? null,
    decidedBy: refusal instanceof Denied ? refusal.decidedBy : progress.decidedBy,
    reason: refusal === null ? (extras.reason ?? null) : reasonOf(refusal),
    envelope: blob === undefined ? null : toHex(desk.sha256(blob)),
    duration: ending.duration,
    approval: null,
    parameters: boundedParameters(asksPassword ? [['Operation', operation.name], ...parameters] : parameters),
    extensions: refusal instanceof Denied ? refusal.notes : [],
  };
}

function reasonOf(refusal: ServiceError): string | null {
  if (refusal instanceof Denied) return refusal.reason;
  return refusal.message === '' ? null : refusal.message.slice(0, 1000).toWellFormed();
}

/** A claimed version only when the key has it: usage is counted by it. */
function knownVersion(state: State, key: string | null, version: number | null): number | null {
  if (key === null || version === null) return null;
  return state.keyVersion(key, version) === undefined ? null : version;
}
