/**
 * The life of a request, host-neutral: a verified call and its parsed body in; output or ServiceError out, with exactly one event in
 * the log for every operation by a verified principal. See docs/life-of-a-request.md.
 */
import type { DecidedBy, Pairs } from '../../domain/audit/event.ts';
import { toHex, utf8 } from '../../domain/bytes.ts';
import { VaultError } from '../../domain/ports/vault.ts';
import type { Change, KeyEntity } from '../../domain/state/entities.ts';
import { encodeWire } from '../../domain/wire.ts';
import { HSM_UNREACHABLE, ServiceError, outcomeOf } from '../errors.ts';
import { NotRecordedError, type EventFacts, type Ledger } from '../ledger/ledger.ts';
import type {
  Call,
  Context,
  Desk,
  EventExtras,
  KeyContext,
  OpenedEnvelope,
  Operation,
  Permission,
  Plan,
  Ports,
  Result,
  SessionAct,
} from '../operation.ts';
import { arnOfKey } from '../resolve.ts';
import { requireUsable } from '../usable.ts';
import { validateInput } from '../validate.ts';
import { authorise, Denied } from './authorise.ts';
import { CoalescedReads } from './coalesced-reads.ts';
import { nextStep } from './step.ts';

const CREDENTIAL_ENDED =
  'The session or access key of this request was ended while it ran; nothing was done.';

export interface DispatchTools {
  readonly desk: Desk;
  readonly ledger: Ledger;
  readonly ports: Omit<Ports, 'store'>;
  /** 128 random bits in hex. */
  readonly salt: () => string;
  /** Monotonic microseconds. */
  readonly micros: () => number;
  readonly onInternalError: (error: unknown, requestId: string) => void;
}

export interface Answer {
  readonly output: unknown;
  readonly session?: SessionAct;
}

/** What is known of a request so far; the event is made of it, however the request ends. */
interface Progress {
  key: KeyEntity | null;
  decidedBy: readonly DecidedBy[];
  context: ReadonlyMap<string, string> | undefined;
  parameters: Pairs;
  extras: EventExtras;
  opens: () => OpenedEnvelope | null;
  /** Digest of a read's validated input, to tell identical ones. */
  input: string;
}

interface Recorded {
  readonly result: Result<unknown>;
  readonly durable: Promise<void>;
}

export class Dispatch {
  readonly #tools: DispatchTools;
  readonly #reads = new CoalescedReads((facts, count) => this.#closeMinute(facts, count));

  constructor(tools: DispatchTools) {
    this.#tools = tools;
  }

  /**
   * Runs `operation` for a verified call. `read` parses the body (a body that cannot be read is a failed operation, and recorded like
   * one). Rejects with ServiceError only; an answer leaves only when its event is durable.
   */
  async run(
    operation: Operation,
    call: Call,
    read: () => Readonly<Record<string, unknown>>,
  ): Promise<Answer> {
    const started = this.#tools.micros();
    const progress: Progress = {
      key: null,
      decidedBy: [],
      context: undefined,
      parameters: [],
      extras: {},
      opens: () => null,
      input: '',
    };
    const book = (refusal: ServiceError | null, changes: readonly Change[]): Promise<void> =>
      this.#append(this.#factsOf(operation, call, progress, started, refusal), changes, progress.input);
    let recorded: Recorded;
    try {
      await nextStep();
      const members = read();
      const input = validateInput(operation.input, members);
      if (operation.class === 'read' && call.via === 'console')
        progress.input = toHex(this.#tools.desk.sha256(utf8(JSON.stringify(encodeWire(input)))));
      await nextStep();
      recorded = await this.#decide(operation, call, input, progress, book);
    } catch (error) {
      const refusal = this.#toServiceError(error, operation, call.requestId);
      // Before anybody is known there is no principal to book it on: the host counts it.
      if (operation.on !== 'public') await this.#durable(book(refusal, []), operation, call);
      throw refusal;
    }
    await this.#durable(recorded.durable, operation, call);
    const { output, session } = recorded.result;
    return session === undefined ? { output: encodeWire(output) } : { output: encodeWire(output), session };
  }

  /**
   * Resolve, rules, authorise, state, plan, effect; after an await, look again; then finish and append in ONE step, so that nothing
   * comes between what was decided and what is booked.
   */
  async #decide(
    operation: Operation,
    call: Call,
    input: unknown,
    progress: Progress,
    book: (refusal: null, changes: readonly Change[]) => Promise<void>,
  ): Promise<Recorded> {
    const ports: Ports = { ...this.#tools.ports, store: this.#tools.ledger.store };
    const state = this.#tools.ledger.state;
    if (!call.stillValid(state)) throw new ServiceError('AccessDeniedException', CREDENTIAL_ENDED);
    progress.context = operation.context?.(input);
    progress.parameters = operation.parameters?.(input) ?? [];
    progress.opens = () => operation.opens?.(input) ?? null;
    const authority = state.authority;
    const record = (result: Result<unknown>): Recorded => {
      progress.extras = result.event ?? {};
      return { result, durable: book(null, result.changes ?? []) };
    };
    const plan = this.#plan(operation, call, input, progress, ports);
    if (!('effect' in plan)) return record(plan);
    await nextStep();
    const value = await plan.effect(ports);
    const now = this.#tools.ledger.state;
    // Something that decides has changed meanwhile: decide again on the state as it is. A refusal drops the effect's result.
    if (now !== state || now.authority !== authority) {
      if (!call.stillValid(now)) throw new ServiceError('AccessDeniedException', CREDENTIAL_ENDED);
      this.#allow(operation, call, input, progress, ports);
    }
    return record(plan.finish(value, now));
  }

  /** Everything before the plan. Throws the refusal. */
  #allow(
    operation: Operation,
    call: Call,
    input: unknown,
    progress: Progress,
    ports: Ports,
  ): Context<unknown> | KeyContext<unknown> {
    const { desk, ledger } = this.#tools;
    const context: Context<unknown> = { state: ledger.state, desk, ports, call, input };
    const request = { call, state: ledger.state, ports, operation, input, region: desk.meta.region };
    switch (operation.on) {
      case 'public':
      case 'self':
        operation.check?.(input);
        return context;
      case 'account':
        operation.check?.(input);
        progress.decidedBy = authorise(request, operation.permissions(context));
        return context;
      case 'key': {
        const key = operation.resolve(context);
        progress.key = key;
        operation.check?.(input);
        const onKey: KeyContext<unknown> = { ...context, key };
        const permissions: readonly Permission[] = operation.permissions?.(onKey) ?? [
          { action: `kms:${operation.name}`, key, resource: arnOfKey(desk, key.id) },
        ];
        progress.decidedBy = authorise(request, permissions);
        requireUsable(this.#tools.desk, operation.name, operation.usage, key);
        return onKey;
      }
    }
  }

  #plan(operation: Operation, call: Call, input: unknown, progress: Progress, ports: Ports): Plan<unknown> {
    const context = this.#allow(operation, call, input, progress, ports);
    const plan = operation.plan(context as KeyContext<unknown>); // a key operation's context has its key: #allow made it so
    if (operation.dryRun?.(input) !== true) return plan;
    const dry = new ServiceError(
      'DryRunOperationException',
      'The request would have succeeded, but the DryRun option is set.',
    );
    if (!('effect' in plan)) throw dry;
    // A dry run makes every check, the ciphertext's too, and leaves nothing.
    return {
      effect: plan.effect,
      finish: () => {
        throw dry;
      },
    };
  }

  #factsOf(
    operation: Operation,
    call: Call,
    progress: Progress,
    started: number,
    refusal: ServiceError | null,
  ): EventFacts {
    const { sha256 } = this.#tools.desk;
    const { extras } = progress;
    const principal = extras.as ?? call.principal;
    // A refusal has no result that would name the envelope.
    const opened = refusal === null ? null : progress.opens();
    const blob = extras.blob ?? opened?.blob;
    const key = extras.key ?? progress.key?.id ?? null;
    return {
      time: call.time,
      salt: this.#tools.salt(),
      operation: operation.name,
      class: operation.class,
      via: call.via,
      principal: principal.caller.arn,
      principalId: principal.id,
      credential: call.credential,
      source: call.source,
      agent: call.agent,
      request: call.requestId,
      key,
      keyVersion: extras.keyVersion ?? this.#knownVersion(key, opened?.keyVersion ?? null),
      context: progress.context === undefined ? null : [...progress.context],
      outcome: refusal === null ? 'allowed' : outcomeOf(refusal.code),
      error: refusal?.code ?? null,
      decidedBy: refusal instanceof Denied ? refusal.decidedBy : progress.decidedBy,
      reason:
        refusal === null
          ? (extras.reason ?? null)
          : refusal instanceof Denied
            ? refusal.reason
            : refusal.message === ''
              ? null
              : refusal.message.slice(0, 1000).toWellFormed(),
      envelope: blob === undefined ? null : toHex(sha256(blob)),
      duration: this.#tools.micros() - started,
      approval: null,
      parameters: extras.parameters ?? progress.parameters,
      extensions: [],
    };
  }

  /** A claimed version only when the key has it: usage is counted by it. */
  #knownVersion(key: string | null, version: number | null): number | null {
    if (key === null || version === null) return null;
    return this.#tools.ledger.state.keyVersion(key, version) === undefined ? null : version;
  }

  /** Synchronous up to the queue (an async function runs at once until it waits); resolves when durable. A repeated read of the console waits for what it saw instead. */
  async #append(facts: EventFacts, changes: readonly Change[], input: string): Promise<void> {
    const { ledger } = this.#tools;
    if (changes.length === 0 && this.#reads.counts(facts, input)) return ledger.settled();
    return ledger.append(facts, changes).durable;
  }

  async #durable(durable: Promise<void>, operation: Operation, call: Call): Promise<void> {
    try {
      await durable;
    } catch (error) {
      if (error instanceof NotRecordedError) this.#reads.clear();
      throw this.#toServiceError(error, operation, call.requestId);
    }
  }

  /** Closes the minutes of coalesced reads that ended before `time` (ms). Called once a minute, and with Infinity at stop. */
  closeMinutes(time: number): void {
    this.#reads.sweep(time);
  }

  #closeMinute(facts: EventFacts, count: number): void {
    const { desk, ledger, salt, onInternalError } = this.#tools;
    try {
      const closing = { ...facts, time: desk.wallClock.now(), salt: salt(), duration: 0 };
      ledger
        .append({ ...closing, extensions: [['coalesced', String(count)]] }, [])
        .durable.catch((error: unknown) => onInternalError(error, facts.request));
    } catch (error) {
      onInternalError(error, facts.request);
    }
  }

  #toServiceError(error: unknown, operation: Operation, requestId: string): ServiceError {
    if (error instanceof ServiceError) return error;
    if (error instanceof VaultError) {
      if (error.code === 'INVALID_CIPHERTEXT') return new ServiceError('InvalidCiphertextException');
      if (error.code === 'UNSUPPORTED')
        return new ServiceError('UnsupportedOperationException', error.message);
      if (error.code === 'UNAVAILABLE') {
        this.#tools.onInternalError(error, requestId);
        const declared = operation.errors.includes('KeyUnavailableException');
        return new ServiceError(
          declared ? 'KeyUnavailableException' : 'KMSInternalException',
          HSM_UNREACHABLE,
          { status: 503 },
        );
      }
    }
    this.#tools.onInternalError(error, requestId);
    if (error instanceof NotRecordedError)
      return new ServiceError('KMSInternalException', error.message, { status: 503 });
    return new ServiceError(
      'KMSInternalException',
      'Something failed inside Keydesk. The operational log has it under this request id.',
    );
  }
}
