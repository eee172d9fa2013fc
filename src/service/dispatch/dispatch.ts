/**
 * The life of a request, host-neutral: a verified call and its parsed body in; output or ServiceError out, with exactly one event in
 * the log for every operation by a verified principal. See docs/life-of-a-request.md.
 */
import { isStateful, STATE_SENTENCE, stateAnswer } from '../../domain/keys/key-state.ts';
import type { DecidedBy, Pairs } from '../../domain/audit/event.ts';
import { toHex } from '../../domain/bytes.ts';
import { VaultError } from '../../domain/ports/vault.ts';
import type { KeyEntity } from '../../domain/state/entities.ts';
import { encodeWire } from '../../domain/wire.ts';
import { outcomeOf, ServiceError } from '../errors.ts';
import { NotRecordedError, type EventFacts, type Ledger } from '../ledger/ledger.ts';
import type {
  Call,
  Context,
  Desk,
  EventExtras,
  KeyContext,
  Operation,
  Permission,
  Plan,
  Ports,
  Result,
  SessionAct,
} from '../operation.ts';
import { arnOfKey } from '../resolve.ts';
import { validateInput } from '../validate.ts';
import { authorise, Denied } from './authorise.ts';

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
}

export class Dispatch {
  readonly #tools: DispatchTools;

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
    const progress: Progress = { key: null, decidedBy: [], context: undefined, parameters: [], extras: {} };
    let result: Result<unknown>;
    try {
      const input = validateInput(operation.input, read());
      const decided = this.#decide(operation, call, input, progress);
      result = decided instanceof Promise ? await decided : decided;
    } catch (error) {
      const refusal = this.#toServiceError(error, operation, call.requestId);
      // Before anybody is known there is no principal to book it on: the host counts it.
      if (operation.on !== 'public') await this.#record(operation, call, progress, started, refusal, []);
      throw refusal;
    }
    progress.extras = { ...progress.extras, ...result.event };
    await this.#record(operation, call, progress, started, null, result.changes ?? []);
    return result.session === undefined
      ? { output: encodeWire(result.output) }
      : { output: encodeWire(result.output), session: result.session };
  }

  /** Resolve, rules, authorise, state, plan, effect; and after an await, look again. */
  #decide(
    operation: Operation,
    call: Call,
    input: unknown,
    progress: Progress,
  ): Result<unknown> | Promise<Result<unknown>> {
    const ports: Ports = { ...this.#tools.ports, store: this.#tools.ledger.store };
    const state = this.#tools.ledger.state;
    progress.context = operation.context?.(input);
    progress.parameters = operation.parameters?.(input) ?? [];
    const authority = state.authority;
    const plan = this.#plan(operation, call, input, progress, ports);
    if (!('effect' in plan)) return plan;
    const { effect, finish } = plan;
    const outcome = effect(ports);
    if (!(outcome instanceof Promise)) return finish(outcome, this.#tools.ledger.state);
    return outcome.then((value) => {
      const now = this.#tools.ledger.state;
      // Something that decides has changed meanwhile: decide again on the state as it is. A refusal drops the effect's result.
      if (now !== state || now.authority !== authority) this.#allow(operation, call, input, progress, ports);
      return finish(value, now);
    });
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
        this.#checkUsageAndState(operation.name, operation.usage, key);
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

  #checkUsageAndState(name: string, usage: string | undefined, key: KeyEntity): void {
    const arn = arnOfKey(this.#tools.desk, key.id);
    if (usage !== undefined && key.usage !== usage) {
      throw new ServiceError(
        'InvalidKeyUsageException',
        `${arn} key usage is ${key.usage} which is not valid for ${name}.`,
      );
    }
    if (!isStateful(name)) return;
    const answer = stateAnswer(name, key.state);
    if (answer === 'yes') return;
    throw new ServiceError(
      answer === 'disabled' ? 'DisabledException' : 'KMSInvalidStateException',
      `${arn} ${STATE_SENTENCE[answer]}`,
    );
  }

  async #record(
    operation: Operation,
    call: Call,
    progress: Progress,
    started: number,
    refusal: ServiceError | null,
    changes: Result<unknown>['changes'] & object,
  ): Promise<void> {
    const { ledger, sha256 } = { ledger: this.#tools.ledger, sha256: this.#tools.desk.sha256 };
    const { extras } = progress;
    const principal = extras.as ?? call.principal;
    const facts: EventFacts = {
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
      key: extras.key ?? progress.key?.id ?? null,
      keyVersion: extras.keyVersion ?? null,
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
      envelope: extras.blob === undefined ? null : toHex(sha256(extras.blob)),
      duration: this.#tools.micros() - started,
      approval: null,
      parameters: extras.parameters ?? progress.parameters,
      extensions: [],
    };
    try {
      await ledger.append(facts, changes).durable;
    } catch (error) {
      throw this.#toServiceError(error, operation, call.requestId);
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
          'The HSM cannot be reached now. Nothing was done; try again later.',
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
