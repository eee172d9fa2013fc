/**
 * What an operation is. One file an operation; its pure ends stand here as types. `dispatch` walks every one of them through the same
 * life: validate → resolve → rules → authorise → usage and state → plan → effect → look again → record → answer.
 */
import type * as z from 'zod';
import type { DecidedBy, EventClass, EventVia, Pairs } from '../domain/audit/event.ts';
import type { GrantScope } from '../domain/grants/grant-rules.ts';
import type { Lost, Recovery } from '../domain/health/ladder.ts';
import type { ProbeHistory } from '../domain/health/probe-history.ts';
import type { RunningTime } from '../domain/keys/deletion-guard.ts';
import type { KeyUsage } from '../domain/keys/key-specs.ts';
import type { Caller, PolicySource } from '../domain/policy/evaluate.ts';
import type { Clock, WallClock } from '../domain/ports/clock.ts';
import type { Random } from '../domain/ports/random.ts';
import type { DeskMeta, Store } from '../domain/ports/store.ts';
import type { MaybePromise, Vault } from '../domain/ports/vault.ts';
import type { Change, GrantEntity, KeyEntity } from '../domain/state/entities.ts';
import type { Mac } from '../domain/state/row-mac.ts';
import type { State } from '../domain/state/state.ts';
import type { Sha256 } from '../domain/log/hash.ts';
import type { ErrorCode, ServiceError } from './errors.ts';
import type { HostFacts } from './host-facts.ts';
import type { DeskKeeper } from './keeper.ts';

/** Passwords are a port: argon2id with a queue on the server, absent in the demo. */
export interface Passwords {
  /** PHC string. Rejects with ServiceError TooManyRequestsException when the queue is full. */
  hash(password: string): Promise<string>;
  /** `hash` null = no such account: the work is done all the same, the answer is false. Who is signed in does not wait behind strangers. */
  verify(
    password: string,
    hash: string | null,
    asker: Pick<Call, 'sessionId' | 'source' | 'device'>,
  ): Promise<boolean>;
  /** Null when acceptable, else the sentence that says what to change. */
  refuse(password: string, name: string): string | null;
}

/** When sessions were last used: the host keeps it in memory, since every use is in the log. */
export interface SessionUse {
  /** ms, or null when not since this desk started. By the session's id. */
  lastUse(id: string): number | null;
}

/** Everything outside the rules. */
export interface Ports {
  readonly vault: Vault;
  readonly store: Store;
  readonly passwords: Passwords;
  readonly policies: PolicyLibrary;
  readonly sessions: SessionUse;
  /** Under a key that the vault derives for grant tokens (`GRANT_TOKENS`) alone. */
  readonly tokenMac: Mac;
  /** Null where the host keeps no files. */
  readonly keeper: DeskKeeper | null;
}

/** Compiled policies, interned by the digest of their text. */
export interface PolicyLibrary {
  keyPolicy(state: State, keyId: string): PolicySource;
  /** The built-in ones and the desk's own, as they are now. One that is not there, or cannot be read, denies everything. */
  identityPolicies(state: State, names: readonly string[]): readonly PolicySource[];
}

/** Facts about the desk that do not change while it runs, and the tools that rules may use. */
export interface Desk {
  readonly meta: DeskMeta;
  readonly clock: Clock;
  readonly wallClock: WallClock;
  readonly random: Random;
  readonly sha256: Sha256;
  /** What the desk shows of itself; kept up to date by the host. */
  readonly status: DeskStatus;
  readonly welcome: Welcome;
  readonly version: string;
  /** The desk's running time over all its starts: what a scheduled deletion waits for besides its date. */
  readonly running: RunningTime;
  readonly host: HostFacts;
  /** What it says of itself in numbers: Prometheus text format 0.0.4. */
  readonly metrics: () => string;
  /** What the readiness probe found lately. */
  readonly probes: ProbeHistory;
  /** Class of the events of each operation, by name: what the sums by minutes do not have. */
  readonly classes: Readonly<Record<string, EventClass>>;
}

export interface DeskStatus {
  endpoint: string;
  vault: {
    state: 'ready' | 'lost';
    module: string;
    tokenLabel: string;
    latencyMs: number | null;
    reason: string | null;
    /** ms: since when it is lost. */
    since: number | null;
    /** While lost: where it stands on its way back. */
    ladder: Lost | null;
    /** ms: since when it answers slowly. */
    slowSince: number | null;
    /** The last time that it was lost and came back, since this start. */
    recovery: Recovery | null;
    /** Times that it was lost since this start. */
    losses: number;
  };
  log: {
    /** Events that are durable. */
    size: number;
    checkpointSize: number;
    checkpointTime: number | null;
    /** Merkle tree hash at that size, in base64 as its note has it. */
    checkpointRoot: string | null;
    uncoveredSince: number | null;
  };
  /** Requests of the last hour without a verified principal: events have them by network, code and minute only. */
  unverified: () => number;
  /** Whose passwords were guessed at in the last hour, by the person's id, and how often. */
  guesses: () => ReadonlyMap<string, number>;
  /** Bytes that are free where the data directory is, while that is little; null while there is room. */
  lowDisk: () => number | null;
}

/** The link that makes the first administrator: once, 15 minutes, new at each start, dead when an administrator exists. */
export interface Welcome {
  /** True, once: constant-time comparison of digests. */
  accepts(token: string): boolean;
  /** After the administrator exists. */
  close(): void;
}

/** Who asks. */
export interface Principal {
  readonly id: string;
  readonly caller: Caller;
  /** Names of identity policies. */
  readonly policies: readonly string[];
  readonly name: string;
  /** `aws:PrincipalTag/…`; none of the account itself. */
  readonly tags?: readonly (readonly [string, string])[];
}

/** One request, as authenticated. */
export interface Call {
  readonly principal: Principal;
  readonly via: EventVia;
  readonly credential: string | null;
  readonly sessionId: string | null;
  readonly source: string;
  readonly agent: string;
  readonly requestId: string;
  readonly secure: boolean;
  /** ms, integer. */
  readonly time: number;
  /** Does the credential (session, access key) still stand? Asked again after every wait. */
  readonly stillValid: (state: State) => boolean;
  /** Password given within the last five minutes on this session. */
  readonly passwordFresh: boolean;
  /** ms: when the session ends if it is not used again. Of sessions only. */
  readonly idleExpiresAt?: number;
  /** Of a sign-in from a device on which this person gave the right password before: what its guesses are counted by. */
  readonly device?: string;
  /** Aborted when the caller has gone: what only looks may stop looking. */
  readonly signal?: AbortSignal;
}

/** A permission that must be held: `key` null = decided by identity policies alone, on `resource`. */
export interface Permission {
  readonly action: string;
  readonly key: KeyEntity | null;
  readonly resource: string;
  /** Where one call has two sides (ReEncrypt): this side's own context and condition values, in place of the operation's. */
  readonly context?: ReadonlyMap<string, string> | undefined;
  readonly conditions?: ConditionValues;
  /** CreateGrant: what is to be created, as a grant that the caller holds may pass it on or not. */
  readonly passOn?: GrantScope;
  /** RetireGrant: the grant, which may let the caller do it. */
  readonly retires?: GrantEntity;
}

/** By lower-case condition key. */
export type ConditionValues = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What the event says beyond what dispatch knows. */
export interface EventExtras {
  readonly keyVersion?: number;
  /** Ciphertext blob, in or out: its digest is recorded. */
  readonly blob?: Uint8Array;
  readonly parameters?: Pairs;
  readonly reason?: string;
  /** The principal that came into being by this call (sign-in): recorded in place of the caller. */
  readonly as?: Principal;
  /** Resource created by this call. */
  readonly key?: string;
}

/** A ciphertext blob, and the key version that it claims. */
export interface OpenedEnvelope {
  readonly blob: Uint8Array;
  readonly keyVersion: number | null;
}

export type SessionAct =
  | { readonly kind: 'start'; readonly token: string; readonly expiresAt: number }
  | { readonly kind: 'end' }
  | { readonly kind: 'confirm' };

export interface Result<O> {
  readonly output: O;
  readonly changes?: readonly Change[];
  readonly event?: EventExtras;
  /** For the HTTP layer only: never in the body, never in the log. */
  readonly session?: SessionAct;
}

/** A result, or at most one effect and what follows from it on the state as it is then. */
export type Plan<O> = Result<O> | Effect<O, never>;

export interface Effect<O, R> {
  readonly effect: (ports: Ports) => MaybePromise<R>;
  readonly finish: (result: R, state: State) => Result<O>;
}

/** Ties the effect's result to `finish`. */
export const effect = <O, R>(run: Effect<O, R>['effect'], finish: Effect<O, R>['finish']): Plan<O> =>
  ({ effect: run, finish }) as unknown as Effect<O, never>; // R is existential: only `finish` of the same pair receives it

export interface Context<I> {
  readonly state: State;
  readonly desk: Desk;
  readonly ports: Ports;
  readonly call: Call;
  readonly input: I;
}
export interface KeyContext<I> extends Context<I> {
  readonly key: KeyEntity;
  /** Where the operation has one: see `resolveDestination`. */
  readonly destination?: KeyEntity;
  /** What allowed the permissions; from `plan` on. */
  readonly decidedBy?: readonly DecidedBy[];
}

interface Common<N extends string, I extends z.ZodType, O extends z.ZodType> {
  readonly name: N;
  readonly class: EventClass;
  readonly input: I;
  readonly output: O;
  /** Declared errors beyond those every operation may give. */
  readonly errors: readonly ErrorCode[];
  /** Rules between members, before authorisation. Throws ServiceError. */
  readonly check?: (input: z.output<I>) => void;
  /** Condition values of this operation, by lower-case key. */
  readonly conditions?: (input: z.output<I>) => ConditionValues;
  readonly context?: (input: z.output<I>) => ReadonlyMap<string, string> | undefined;
  /** Non-secret parameters for the event. */
  readonly parameters?: (input: z.output<I>) => Pairs;
  /** The envelope that is asked to be opened: named in the event of a refusal too (who *tried* to read this record?). */
  readonly opens?: (input: z.output<I>) => OpenedEnvelope | null;
  readonly dryRun?: (input: z.output<I>) => boolean;
  /** Asked again and again by an open page: does not keep a session from idling out. */
  readonly background?: true;
}

/** A parameter's name, and the id of the key it names; null when there is no such key. */
export type NamedKey = readonly [parameter: string, id: string | null];

/** Works on one key, authorised by its policy. */
export interface KeyOperation<
  N extends string = string,
  I extends z.ZodType = z.ZodType,
  O extends z.ZodType = z.ZodType,
> extends Common<N, I, O> {
  readonly on: 'key';
  readonly resolve: (context: Context<z.output<I>>) => KeyEntity;
  /** The key that seals, where another one opens (ReEncrypt): it must be usable too. */
  readonly resolveDestination?: (context: Context<z.output<I>>) => KeyEntity;
  /** Keys that the call names besides its own, each as a parameter of its event, of a refusal too. See `bookedKey`. */
  readonly names?: (context: KeyContext<z.output<I>>) => readonly NamedKey[];
  /** Default: `kms:<Operation>` on the key. */
  readonly permissions?: (context: KeyContext<z.output<I>>) => readonly Permission[];
  /** Which actions these are where the key's policy has a say: what an event of the log was decided by. Default: `kms:<Operation>`. */
  readonly actions?: readonly string[];
  readonly usage?: KeyUsage;
  readonly plan: (context: KeyContext<z.output<I>>) => Plan<z.output<O>>;
}

/** Actions that a call of the operation asks of its key's policy, in their order; of two keys for ReEncrypt. */
export const actionsOf = ({ name, actions }: Pick<KeyOperation, 'name' | 'actions'>): readonly string[] =>
  actions ?? [`kms:${name}`];

/** Decided by identity policies alone. */
export interface AccountOperation<
  N extends string = string,
  I extends z.ZodType = z.ZodType,
  O extends z.ZodType = z.ZodType,
> extends Common<N, I, O> {
  readonly on: 'account';
  readonly permissions: (context: Context<z.output<I>>) => readonly Permission[];
  readonly plan: (context: Context<z.output<I>>) => Plan<z.output<O>>;
}

/** About the caller's own session: being signed in is enough. */
export interface SelfOperation<
  N extends string = string,
  I extends z.ZodType = z.ZodType,
  O extends z.ZodType = z.ZodType,
> extends Common<N, I, O> {
  readonly on: 'self';
  readonly plan: (context: Context<z.output<I>>) => Plan<z.output<O>>;
}

/** Before anybody is known: what makes a session. The event names who it became. */
export interface PublicOperation<
  N extends string = string,
  I extends z.ZodType = z.ZodType,
  O extends z.ZodType = z.ZodType,
> extends Common<N, I, O> {
  readonly on: 'public';
  readonly plan: (context: Context<z.output<I>>) => Plan<z.output<O>>;
}

/** Where the messages of a stream come from. */
export interface MessageSource<O> {
  /** The next message, or null while there is none. `committed`: events that are durable. Asked again when there are more. */
  next(store: Store, committed: number): Promise<O | null>;
  /** What is said after a while of nothing: that the stream lives, and where it stands. */
  idle(): O;
  /** The message that `next` just answered is the last. Without it the stream goes on until somebody ends it. */
  ended?(): boolean;
  /** Called once at the end, however it came: what runs is stopped. */
  stop?(): Promise<void>;
  /** After that: what the event of the end says and changes. `refusal`: that it did not end well, where nothing else says so. */
  closing?(): {
    readonly refusal?: ServiceError;
    readonly parameters?: Pairs;
    readonly changes?: readonly Change[];
  };
}

/**
 * Message after message until somebody ends it, for as long as identity policies allow it: asked before each. `output` is one message.
 * Over `/api` by a session only.
 */
export interface StreamOperation<
  N extends string = string,
  I extends z.ZodType = z.ZodType,
  O extends z.ZodType = z.ZodType,
> extends Common<N, I, O> {
  readonly on: 'stream';
  readonly permissions: (context: Context<z.output<I>>) => readonly Permission[];
  readonly plan: (context: Context<z.output<I>>) => MessageSource<z.output<O>>;
}

/** What is asked and answered once. */
export type RequestOperation<
  N extends string = string,
  I extends z.ZodType = z.ZodType,
  O extends z.ZodType = z.ZodType,
> = KeyOperation<N, I, O> | AccountOperation<N, I, O> | SelfOperation<N, I, O> | PublicOperation<N, I, O>;

export type Operation<
  N extends string = string,
  I extends z.ZodType = z.ZodType,
  O extends z.ZodType = z.ZodType,
> = RequestOperation<N, I, O> | StreamOperation<N, I, O>;

/** Makes an operation; the kinds differ in what is resolved and who decides. */
export const operation = {
  onKey: <N extends string, I extends z.ZodType, O extends z.ZodType>(
    spec: Omit<KeyOperation<N, I, O>, 'on'>,
  ): KeyOperation<N, I, O> => ({ on: 'key', ...spec }),
  onAccount: <N extends string, I extends z.ZodType, O extends z.ZodType>(
    spec: Omit<AccountOperation<N, I, O>, 'on'>,
  ): AccountOperation<N, I, O> => ({ on: 'account', ...spec }),
  onSelf: <N extends string, I extends z.ZodType, O extends z.ZodType>(
    spec: Omit<SelfOperation<N, I, O>, 'on'>,
  ): SelfOperation<N, I, O> => ({ on: 'self', ...spec }),
  open: <N extends string, I extends z.ZodType, O extends z.ZodType>(
    spec: Omit<PublicOperation<N, I, O>, 'on'>,
  ): PublicOperation<N, I, O> => ({ on: 'public', ...spec }),
  stream: <N extends string, I extends z.ZodType, O extends z.ZodType>(
    spec: Omit<StreamOperation<N, I, O>, 'on'>,
  ): StreamOperation<N, I, O> => ({ on: 'stream', ...spec }),
};
