/**
 * What is true at a step of a walk: the keys, the record on its way, the call that was made and the line that it left. A moment is never
 * changed, with one exception that is the point of it all: `dataKey.bytes` are overwritten when the walk wipes them, so that a person
 * who looks back finds zeros there, as memory would.
 */
import type { AuditEvent } from '../../../query/contract.ts';
import type { Measured } from '../direct.ts';

export interface SandboxKey {
  readonly name: string;
  readonly keyId: string;
  readonly arn: string;
  readonly alias: string;
  readonly version: number;
  readonly state: string;
}

export interface Payload {
  /** Of the file it came from; null for text. */
  readonly name: string | null;
  readonly bytes: Uint8Array;
  /** Null when the bytes are no text. */
  readonly text: string | null;
}

/** A record as it is stored: wrapped key and ciphertext together. */
export interface Sealed {
  readonly keyArn: string;
  readonly context: ReadonlyMap<string, string>;
  readonly wrapped: Uint8Array;
  /** Of the master key that wrapped it, as its header says. */
  readonly version: number;
  readonly nonce: Uint8Array;
  readonly ciphertext: Uint8Array;
  readonly tag: Uint8Array;
}

/** The data key's answer, before anything is locked with it. */
export interface Minted {
  readonly keyArn: string;
  readonly context: ReadonlyMap<string, string>;
  readonly wrapped: Uint8Array;
  readonly version: number;
}

export interface DataKey {
  readonly bytes: Uint8Array;
}

/** A call as it went: members as the client has them. `Plaintext` is live, and masked until it is asked for. */
export interface CallMade {
  readonly operation: string;
  readonly request: Readonly<Record<string, unknown>>;
  readonly response: Readonly<Record<string, unknown>> | null;
  readonly refusal: Refusal | null;
  /** From the page and back. */
  readonly milliseconds: number;
  readonly requestId: string | null;
  /** The line in the log; null when there is none (nobody was known) or it may not be read. */
  readonly event: AuditEvent | null;
}

export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly status: number;
}

/** What one of ten services could open when another one was taken over. */
export interface Fleet {
  readonly envelopes: readonly Minted[];
  /** By service, first to tenth; null before it was tried. */
  readonly opened: readonly boolean[] | null;
}

export interface Moment {
  readonly keys: readonly SandboxKey[];
  readonly payload: Payload;
  readonly context: ReadonlyMap<string, string>;
  readonly dataKey: DataKey | null;
  readonly minted: Minted | null;
  /** The record that the walk is about. */
  readonly record: Sealed | null;
  /** Another record, of a later day. */
  readonly second: Sealed | null;
  /** The record's data key as ReEncrypt gave it back, wrapped by the newest version. */
  readonly rewrapped: Minted | null;
  /** What came out of the record when it was opened. */
  readonly opened: Uint8Array | null;
  /** Whether the browser keeps the record over a reload; null before it is stored. */
  readonly kept: boolean | null;
  readonly call: CallMade | null;
  /** Calls that this step made beside the one that it shows, in order. */
  readonly beside: readonly CallMade[];
  readonly fleet: Fleet | null;
  readonly measured: Measured | null;
  /** A key that was never in a KMS, for what a thief finds in code or environment. */
  readonly bare: {
    readonly bytes: Uint8Array;
    readonly nonce: Uint8Array;
    readonly ciphertext: Uint8Array;
  } | null;
}

/** The walks' own key. Throws when the sandbox has none: the desk answered something else than it promised. */
export function keyNamed(moment: Moment, name: string): SandboxKey {
  const key = moment.keys.find((each) => each.name === name);
  if (key === undefined) throw new Error(`The sandbox has no key ${name}.`);
  return key;
}

export const MAIN = 'guest-records';
export const CLOSED = 'night-exports';
export const SERVICES = 10;
export const serviceKey = (place: number): string => `service-${place}`;

/** The first record of a walk is about a guest of ours. */
export const DEFAULT_PAYLOAD = 'guest 4471, room 212, passport C01X00T47, late checkout';
export const DEFAULT_CONTEXT: ReadonlyMap<string, string> = new Map([['record', 'guest-4471']]);

export const firstMoment = (
  keys: readonly SandboxKey[],
  payload: Payload,
  context: ReadonlyMap<string, string>,
): Moment => ({
  keys,
  payload,
  context,
  dataKey: null,
  minted: null,
  record: null,
  second: null,
  rewrapped: null,
  opened: null,
  kept: null,
  call: null,
  beside: [],
  fleet: null,
  measured: null,
  bare: null,
});
