/** What the host does with requests whose sender is not known: counts them for the audit log, and lets nobody have too much of the desk. */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { ServiceError, type ErrorCode } from '../../../service/errors.ts';
import type { WireAnswer } from '../../../service/wire-answer.ts';
import { networkOf, networksOf } from '../auth/addresses.ts';
import type { Strangers } from '../auth/strangers.ts';
import type { Visits } from '../auth/visits.ts';

/** How long an answer is kept back that says to wait: one connection then makes four such requests a second. */
const PAUSE_MS = 250;
/** Of the body of a request whose answer is kept back. */
const MOST_THROWN_AWAY = 64 * 1024;
/** Answers that are kept back at once; beyond it they go out at once. */
const MOST_PAUSED = 1_000;

/** Too many requests from there could not be verified. */
class ToldToWait extends ServiceError {
  constructor(seconds: number) {
    super(
      'TooManyRequestsException',
      `Too many requests from this address could not be verified. Correct the credentials, then try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
      { retryAfter: seconds },
    );
  }
}

/** What a refused request is told, and whether the answer is kept back and the last of its connection. */
export interface Told {
  readonly error: ServiceError;
  readonly isHeld: boolean;
}

export interface FrontDoorTools {
  readonly strangers: Strangers;
  readonly visits: Visits;
  readonly count: (code: ErrorCode, network: string, guessedAt?: string) => void;
  /** The connection is no stranger's any more. */
  readonly verified: (socket: Socket) => void;
}

/** The access key id that a request names: anybody's text. */
export const claimedAccessKey = ({ headers }: IncomingMessage): string | null =>
  /Credential=(\w{1,128})\//.exec(headers.authorization ?? '')?.[1] ?? null;

/**
 * What comes of the body meanwhile is thrown away: unread, it would take the answer with it when the connection closes. But no more than an
 * honest client's first: whoever was told to wait and sends by the megabyte is not read from.
 */
function throwAway(incoming: IncomingMessage): void {
  let left = MOST_THROWN_AWAY;
  incoming.on('data', (part: Buffer) => {
    left -= part.length;
    if (left < 0) incoming.pause();
  });
}

const NONE = (): null => null;

export class FrontDoor {
  readonly #tools: FrontDoorTools;
  readonly #closing = new WeakSet<Socket>();
  /** What a visit is counted by. */
  readonly #visitors = new WeakMap<IncomingMessage, readonly string[]>();
  #paused = 0;

  constructor(tools: FrontDoorTools) {
    this.#tools = tools;
  }

  /** Whether the connection was told to wait: what it sends behind that request is not looked at, and ends it. */
  isClosing({ socket }: IncomingMessage): boolean {
    if (!this.#closing.has(socket)) return false;
    socket.destroy();
    return true;
  }

  /**
   * A request for what anybody may ask. Answers the seconds to wait, and 0 when it is looked at. `known`: who it is, if they come with
   * something that says so.
   */
  visit(incoming: IncomingMessage, source: string, known: () => string | null): number {
    const visit = this.#tools.visits.begin(networksOf(source), known);
    if (typeof visit === 'number') return visit;
    this.#visitors.set(incoming, visit);
    return 0;
  }

  /** What was sent in answer to such a request. */
  sent(incoming: IncomingMessage, bytes: number): void {
    this.#tools.visits.sent(this.#visitors.get(incoming) ?? [], bytes);
  }

  /** Before any work is done on a signed request: throws for who must wait. */
  look(source: string, claimed: () => string | null): void {
    const seconds = this.#tools.strangers.wait(networksOf(source), claimed);
    if (seconds > 0) throw new ToldToWait(seconds);
  }

  /** A signed request was verified. */
  verified(source: string, accessKeyId: string, socket: Socket): void {
    this.#tools.strangers.verified(networksOf(source), accessKeyId);
    this.#tools.verified(socket);
  }

  /** A request came with a session that is open. */
  hasSession({ socket }: IncomingMessage): void {
    this.#tools.verified(socket);
  }

  /** Something came that is no HTTP request; the server has answered it. */
  malformed(source: string): void {
    this.#tools.strangers.refused(networksOf(source), NONE);
    this.#tools.count('SerializationException', networkOf(source));
  }

  /**
   * A request without a verified principal is refused. Answers what to tell: the refusal itself, or that too many came from there. `says`
   * 'its own': what anybody may ask is told its own refusal also then, or nobody there could sign in any more; only later.
   */
  refused(
    error: ServiceError,
    source: string,
    {
      says = 'to wait',
      claimed = NONE,
    }: { says?: 'to wait' | 'its own'; claimed?: () => string | null } = {},
  ): Told {
    // What failed inside the desk is nobody's fault, and not counted.
    if (error.status >= 500) return { error, isHeld: false };
    const network = networkOf(source);
    const seconds = this.#tools.strangers.refused(networksOf(source), claimed);
    const isHeld = seconds > 0;
    const told =
      isHeld && says === 'to wait' && !(error instanceof ToldToWait) ? new ToldToWait(seconds) : error;
    this.#tools.count(told.code, network, error.guessedAt);
    return { error: told, isHeld };
  }

  /** The answer, kept back for a moment and the last of its connection when it is to be held. */
  async hold({ isHeld }: Told, incoming: IncomingMessage, answer: WireAnswer): Promise<WireAnswer> {
    if (!isHeld) return answer;
    this.#closing.add(incoming.socket);
    throwAway(incoming);
    await this.pause();
    return { ...answer, headers: { ...answer.headers, connection: 'close' } };
  }

  /** For a moment, while not too many are. */
  async pause(): Promise<void> {
    if (this.#paused >= MOST_PAUSED) return;
    this.#paused++;
    await new Promise((done) => setTimeout(done, PAUSE_MS));
    this.#paused--;
  }
}
