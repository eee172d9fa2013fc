/**
 * An audit event: one leaf of the log. Its bytes are made once, by `canonicalEvent`, and are permanent (golden vectors).
 * Nothing secret is ever a member: no plaintext, no key bytes, no password, no token.
 */
export type EventClass = 'management' | 'data' | 'read';
export type EventVia = 'console' | 'sdk' | 'cli' | 'scheduler' | 'desk';
export type Outcome = 'allowed' | 'denied' | 'failed';

export type Pairs = readonly (readonly [string, string])[];

/** A statement that took part in the decision. `statement` counts from 0; `sid` is the author's own name for it. */
export interface DecidedBy {
  readonly source: 'KEY_POLICY' | 'IDENTITY_POLICY' | 'GRANT' | 'ROOT';
  /** Key id for a key policy, name for an identity policy, id for a grant, `root` for the account itself. */
  readonly policy: string;
  /** Row version of the policy that decided, and SHA-256 (hex) of its text as stored. */
  readonly version: number;
  readonly digest: string | null;
  readonly statement: number;
  readonly sid: string | null;
  readonly effect: 'Allow' | 'Deny';
}

/** A row that this event changed: SHA-256 (hex) of its new stored bytes, or null when it was deleted. */
export interface ChangeDigest {
  readonly kind: string;
  readonly id: string;
  readonly version: number;
  readonly digest: string | null;
}

export interface AuditEvent {
  readonly v: 1;
  /** 0-based index of the leaf. Order of effect. */
  readonly sequence: number;
  /** Integer milliseconds since the epoch: when authorisation ran. */
  readonly time: number;
  /** 128 random bits in hex, so that a leaf hash reveals nothing of a guessable event. */
  readonly salt: string;
  readonly operation: string;
  readonly class: EventClass;
  readonly via: EventVia;
  /** ARN of the principal, and its immutable id; `anonymous` for both in an event that stands for requests nobody was verified for. */
  readonly principal: string;
  readonly principalId: string;
  /** Access key id, or the first 16 hex digits of the session's digest; null for the scheduler and the socket. */
  readonly credential: string | null;
  /**
   * Peer address, `unix:` for the socket, `desk:` for the desk itself; of requests nobody was verified for the network (an IPv4 address, an
   * IPv6 /64) or `many:`.
   */
  readonly source: string;
  readonly agent: string;
  readonly request: string;
  /** Key uuid when the key was resolved. */
  readonly key: string | null;
  readonly keyVersion: number | null;
  /** Sorted by the UTF-8 bytes of the name. Null when the operation has none. */
  readonly context: Pairs | null;
  readonly outcome: Outcome;
  readonly error: string | null;
  /** Empty when no statement decided (default deny). */
  readonly decidedBy: readonly DecidedBy[];
  /** Why in one sentence, for a refusal or failure; e.g. `because no resource-based policy allows the kms:Decrypt action`. */
  readonly reason: string | null;
  /** SHA-256 (hex) of the ciphertext blob that went in or came out. */
  readonly envelope: string | null;
  /** Integer microseconds from receipt to decision made. */
  readonly duration: number;
  /** Approval or campaign this act belongs to. */
  readonly approval: string | null;
  /** Non-secret parameters, sorted by name. */
  readonly parameters: Pairs;
  readonly changes: readonly ChangeDigest[];
  /**
   * When `changes` is not empty: the leaf hash (hex) of the last event before this one that had changes, or null for the first.
   * A chain over everything that changed a row, so that load can be sure to have seen every change without reading the whole log.
   */
  readonly previousChange: string | null;
  /** For later versions' fields, sorted by name. */
  readonly extensions: Pairs;
}
