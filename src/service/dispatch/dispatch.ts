/**
 * The life of a request, host-neutral: a verified call and its parsed body in; output or ServiceError out, with exactly one event in
 * the log for every operation by a verified principal. See docs/life-of-a-request.md.
 */
import { toHex, utf8 } from '../../domain/bytes.ts';
import type { Change, KeyEntity } from '../../domain/state/entities.ts';
import { encodeWire } from '../../domain/wire.ts';
import { outcomeOf, ServiceError } from '../errors.ts';
import { NotRecordedError, OutcomeUnknownError, type EventFacts, type Ledger } from '../ledger/ledger.ts';
import type {
  Call,
  Context,
  Desk,
  KeyContext,
  MessageSource,
  Operation,
  Permission,
  Plan,
  Ports,
  RequestOperation,
  Result,
  SessionAct,
  StreamOperation,
} from '../operation.ts';
import type { OperationMetrics } from '../metrics/operation-metrics.ts';
import { requireGrantTokens } from '../grants.ts';
import { arnOfKey, keyById } from '../resolve.ts';
import { requireUsable } from '../usable.ts';
import { validateInput } from '../validate.ts';
import { asServiceError } from './as-service-error.ts';
import { authorise } from './authorise.ts';
import { CoalescedReads } from './coalesced-reads.ts';
import { RefusalRate, THROTTLE_REFUSED, Throttled, type ThrottledMinute } from './refusal-rate.ts';
import { emptyProgress, factsOf, noteKey, type Progress } from './progress.ts';
import { nextStep } from './step.ts';
import { messagesOf } from './stream.ts';

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
  /** Hears how each run ended, and after how long. */
  readonly observe?: OperationMetrics['observe'];
  /** Hears how many calls of a principal were counted only, in a minute. */
  readonly onThrottled?: (principal: string, count: number) => void;
}

export interface Answer {
  readonly output: unknown;
  readonly session?: SessionAct;
}

interface Recorded {
  readonly result: Result<unknown>;
  readonly durable: Promise<void>;
}

const ONLY_STREAMS = 'This operation is a stream: only the console can open it.';

export class Dispatch {
  readonly #tools: DispatchTools;
  readonly #reads = new CoalescedReads((facts, count) => this.#closeMinute(facts, count));

  readonly #refusals: RefusalRate;

  constructor(tools: DispatchTools) {
    this.#tools = tools;
    const now = (): number => tools.micros() / 1000;
    this.#refusals = new RefusalRate({ now, close: (minute) => this.#closeThrottled(minute) });
  }

  /** Calls since the start that nothing had allowed, and that are in the log by number only. */
  get throttled(): number {
    return this.#refusals.total;
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
    try {
      const answer = await this.#run(operation, call, read, started);
      this.#observe(operation, null, started);
      return answer;
    } catch (error) {
      this.#observe(operation, error, started);
      throw error;
    }
  }

  #observe({ name }: Operation, refusal: unknown, started: number): void {
    const { observe, micros } = this.#tools;
    if (observe === undefined) return;
    const isFault = refusal !== null && !(refusal instanceof ServiceError && refusal.status < 500);
    const outcome = isFault ? 'fault' : refusal === null ? 'allowed' : outcomeOf(refusal.code);
    observe(name, outcome, (micros() - started) / 1e6);
  }

  async #run(
    operation: Operation,
    call: Call,
    read: () => Readonly<Record<string, unknown>>,
    started: number,
  ): Promise<Answer> {
    const progress = emptyProgress();
    const book = (refusal: ServiceError | null, changes: readonly Change[]): Promise<void> =>
      this.#append(this.#factsOf(operation, call, progress, started, refusal), changes, progress.input);
    let recorded: Recorded;
    try {
      await nextStep();
      const members = read();
      if (operation.on === 'stream') throw new ServiceError('UnsupportedOperationException', ONLY_STREAMS);
      const input = validateInput(operation.input, members);
      if (operation.class === 'read' && call.via === 'console')
        progress.input = toHex(this.#tools.desk.sha256(utf8(JSON.stringify(encodeWire(input)))));
      await nextStep();
      recorded = await this.#decide(operation, call, input, progress, book);
    } catch (error) {
      const refusal = this.#toServiceError(error, operation, call.requestId);
      // Before anybody is known there is no principal to book it on: the host counts it.
      if (operation.on === 'public') throw refusal;
      const facts = this.#factsOf(operation, call, progress, started, refusal);
      if (this.#isOneOfTooMany(call, refusal, facts)) throw new Throttled(call.principal.caller.arn);
      await this.#durable(this.#append(facts, [], progress.input), operation, call);
      throw refusal;
    }
    await this.#durable(recorded.durable, operation, call);
    const { output, session } = recorded.result;
    return session === undefined ? { output: encodeWire(output) } : { output: encodeWire(output), session };
  }

  /**
   * Opens a stream for a verified call, whose `signal` ends it. An event says that it was opened, durable before the first message, and
   * one how it ended; permission and credential are asked for again before each message. Rejects, and the messages throw, with
   * ServiceError only. The caller must ask for the first message at once.
   */
  async open(
    operation: StreamOperation,
    call: Call & { readonly signal: AbortSignal },
    read: () => Readonly<Record<string, unknown>>,
  ): Promise<AsyncGenerator<unknown, void>> {
    const started = this.#tools.micros();
    const progress = emptyProgress();
    const { ledger, desk, salt } = this.#tools;
    const ports: Ports = { ...this.#tools.ports, store: ledger.store };
    const book = (
      refusal: ServiceError | null,
      now: Partial<EventFacts>,
      changes: readonly Change[] = [],
    ): Promise<void> => {
      const facts = this.#factsOf(operation, call, progress, started, refusal);
      return this.#durable(ledger.append({ ...facts, ...now }, changes).durable, operation, call);
    };
    const refuse = (error: unknown): ServiceError => this.#toServiceError(error, operation, call.requestId);
    const tooMany = (refusal: ServiceError): boolean =>
      this.#isOneOfTooMany(call, refusal, this.#factsOf(operation, call, progress, started, refusal));
    let input: unknown;
    const look = (): Context<unknown> => {
      if (!call.stillValid(ledger.state)) throw new ServiceError('AccessDeniedException', CREDENTIAL_ENDED);
      return this.#allow(operation, call, input, progress, ports);
    };
    let source: MessageSource<unknown>;
    try {
      input = validateInput(operation.input, read());
      progress.parameters = operation.parameters?.(input) ?? [];
      source = operation.plan(look());
      await book(null, { extensions: [['stream', 'opened']] });
    } catch (error) {
      const refusal = refuse(error);
      if (tooMany(refusal)) throw new Throttled(call.principal.caller.arn);
      await book(refusal, {});
      throw refusal;
    }
    return messagesOf({
      ledger,
      source,
      look,
      signal: call.signal,
      refuse,
      closed: (refusal, count) => {
        const extensions = [
          ['messages', String(count)],
          ['stream', 'closed'],
        ] as const;
        const now = { time: desk.wallClock.now(), salt: salt(), extensions };
        const closing = refusal === null ? source.closing?.() : undefined;
        progress.parameters = [...progress.parameters, ...(closing?.parameters ?? [])];
        return book(closing?.refusal ?? refusal, now, closing?.changes ?? []);
      },
    });
  }

  /**
   * Resolve, rules, authorise, state, plan, effect; after an await, look again; then finish and append in ONE step, so that nothing
   * comes between what was decided and what is booked.
   */
  async #decide(
    operation: RequestOperation,
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
    const planned = this.#allow(operation, call, input, progress, ports);
    const plan = this.#plan(operation, planned);
    this.#mayAsk(operation, call, progress, plan);
    if (!('effect' in plan)) return record(plan);
    await nextStep();
    const value = await plan.effect(ports);
    const now = this.#tools.ledger.state;
    // Something that decides has changed meanwhile: decide again on the state as it is, about the keys that the effect used, for an
    // alias may name another one by now. A refusal drops the effect's result.
    if (now !== state || now.authority !== authority) {
      if (!call.stillValid(now)) throw new ServiceError('AccessDeniedException', CREDENTIAL_ENDED);
      this.#allow(operation, call, input, progress, ports, planned);
    }
    return record(plan.finish(value, now));
  }

  /**
   * What nobody had to allow costs what a refused call costs, or whoever may nothing could fill the log with that. Not the end of one's own
   * session, which comes once. Throws Throttled.
   */
  #mayAsk(operation: RequestOperation, call: Call, progress: Progress, plan: Plan<unknown>): void {
    if (operation.on === 'public' || progress.decidedBy.length > 0 || call.via === 'cli') return;
    if (call.sessionId !== null && !('effect' in plan) && plan.session?.kind === 'end') return;
    const { parameters, context } = progress;
    if (!this.#refusals.spend(call, { parameters, context: context === undefined ? null : [...context] }))
      throw new Throttled(call.principal.caller.arn);
  }

  /** Whether a refused call is one of too many, and not the first of its kind in its minute: it is counted then, and no event. */
  #isOneOfTooMany(call: Call, refusal: ServiceError, facts: EventFacts): boolean {
    // What failed inside the desk is nobody's fault; what a policy or a grant allowed and then failed is none to be slowed (a dry run, too):
    // each is told as what it is, and is an event.
    const isTheirs = refusal.status < 500;
    const wasAllowed =
      refusal.code !== 'AccessDeniedException' && facts.decidedBy.some(({ effect }) => effect === 'Allow');
    if (call.via === 'cli' || !isTheirs || wasAllowed) return false;
    const isPaid = !(refusal instanceof Throttled) && this.#refusals.spend(call, facts);
    return !isPaid && this.#refusals.counts(call, facts);
  }

  /** Everything before the plan; once it was made, `planned` says with which keys. Throws the refusal. */
  #allow(
    operation: Operation,
    call: Call,
    input: unknown,
    progress: Progress,
    ports: Ports,
    planned?: Context<unknown> | KeyContext<unknown>,
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
      case 'stream':
        operation.check?.(input);
        progress.decidedBy = authorise(request, operation.permissions(context));
        return context;
      case 'key': {
        const used = planned !== undefined && 'key' in planned ? planned : null;
        const asItIs = ({ id }: KeyEntity): KeyEntity =>
          keyById({ ...context, action: `kms:${operation.name}` }, id);
        const key = used === null ? operation.resolve(context) : asItIs(used.key);
        progress.key = key;
        if (used === null)
          noteKey(progress, context.state, key, operation.names?.({ ...context, key }) ?? []);
        operation.check?.(input);
        requireGrantTokens(ports, desk, input);
        const destination =
          used?.destination === undefined
            ? operation.resolveDestination?.(context)
            : asItIs(used.destination);
        const onKey: KeyContext<unknown> = {
          ...context,
          key,
          ...(destination === undefined ? {} : { destination }),
        };
        const permissions: readonly Permission[] = operation.permissions?.(onKey) ?? [
          { action: `kms:${operation.name}`, key, resource: arnOfKey(desk, key.id) },
        ];
        progress.decidedBy = authorise(request, permissions);
        for (const each of destination === undefined ? [key] : [key, destination])
          requireUsable(desk, operation.name, operation.usage, each);
        return { ...onKey, decidedBy: progress.decidedBy };
      }
    }
  }

  #plan(operation: RequestOperation, context: Context<unknown> | KeyContext<unknown>): Plan<unknown> {
    const plan = operation.plan(context as KeyContext<unknown>); // a key operation's context has its key: #allow made it so
    if (operation.dryRun?.(context.input) !== true) return plan;
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
    const { desk, ledger, salt, micros } = this.#tools;
    const duration = micros() - started;
    return factsOf({ desk, state: ledger.state, salt: salt(), duration, operation, call, progress, refusal });
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
      if (error instanceof NotRecordedError || error instanceof OutcomeUnknownError) this.#reads.clear();
      throw this.#toServiceError(error, operation, call.requestId);
    }
  }

  /** Closes the minutes of what is counted that ended before `time` (ms). Called once a minute, and with Infinity at stop. */
  closeMinutes(time: number): void {
    this.#reads.sweep(time);
    this.#refusals.sweep(time);
  }

  #closeThrottled({ last, from, to, count, kinds }: ThrottledMinute): void {
    this.#tools.onThrottled?.(last.principal, count);
    this.#appendClosing({
      ...last,
      operation: THROTTLE_REFUSED,
      class: 'management',
      key: null,
      keyVersion: null,
      context: null,
      outcome: 'failed',
      error: 'ThrottlingException',
      decidedBy: [],
      reason: null,
      envelope: null,
      parameters: kinds,
      extensions: [
        ['first', new Date(from).toISOString()],
        ['last', new Date(to).toISOString()],
        ['requests', String(count)],
      ],
    });
  }

  #closeMinute(facts: EventFacts, count: number): void {
    this.#appendClosing({ ...facts, extensions: [['coalesced', String(count)]] });
  }

  /** An event that closes a minute; nobody waits for it. */
  #appendClosing(facts: EventFacts): void {
    const { desk, ledger, salt, onInternalError } = this.#tools;
    try {
      ledger
        .append({ ...facts, time: desk.wallClock.now(), salt: salt(), duration: 0 }, [])
        .durable.catch((error: unknown) => onInternalError(error, facts.request));
    } catch (error) {
      onInternalError(error, facts.request);
    }
  }

  #toServiceError(error: unknown, operation: Operation, requestId: string): ServiceError {
    return asServiceError(error, operation, requestId, (unforeseen) =>
      this.#tools.onInternalError(unforeseen, requestId),
    );
  }
}
