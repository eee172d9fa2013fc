/** The console's client against a real desk, and what its live view sees. */
import { createClient, type Client, type Output } from '../../../../client/client.ts';
import type { StreamOptions } from '../../../../client/stream.ts';
import type { TestDesk } from '../../testing/desk.ts';

/** A client with this session cookie. */
export function consoleClient(desk: TestDesk, cookie: string): Client {
  const origin = `http://localhost:${desk.port}`;
  return createClient({
    baseUrl: origin,
    fetch: (url, init) =>
      fetch(url, { ...init, headers: { ...(init?.headers as Record<string, string>), origin, cookie } }), // the client gives a plain object
  });
}

type Message = Output<'TailAuditEvents'>;
export type TailInput = Parameters<Client['tailAuditEvents']>[0];

/** An open live view: what came so far, and how it ended. */
export class Tail {
  readonly messages: Message[] = [];
  readonly states: string[] = [];
  readonly ended: Promise<unknown>;
  readonly #stop = new AbortController();

  constructor(client: Client, input: TailInput, options: StreamOptions = {}) {
    this.ended = this.#read(client, input, options);
  }

  async #read(client: Client, input: TailInput, options: StreamOptions): Promise<unknown> {
    try {
      const onState = (state: string) => void this.states.push(state);
      for await (const message of client.tailAuditEvents(input, {
        ...options,
        onState,
        signal: this.#stop.signal,
      }))
        this.messages.push(message);
      return null;
    } catch (error) {
      return error;
    }
  }

  get operations(): string[] {
    return this.messages.flatMap(({ Events }) =>
      Events.map((event) => ('Altered' in event ? 'altered' : event.Operation)),
    );
  }
  get sequences(): number[] {
    return this.messages.flatMap(({ Events }) => Events.map(({ Sequence }) => Sequence));
  }

  /** Resolves when `holds`; rejects after ten seconds, with what came. */
  async until(holds: () => boolean): Promise<void> {
    for (let i = 0; i < 400; i++) {
      if (holds()) return;
      await new Promise((done) => setTimeout(done, 25));
    }
    throw new Error(`it never came to that: ${this.operations.join(', ')}`);
  }

  stop(): Promise<unknown> {
    this.#stop.abort();
    return this.ended;
  }
}
