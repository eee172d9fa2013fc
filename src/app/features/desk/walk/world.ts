/** What an act may reach: the desk, by calls that are told afterwards as they went, and the storage room of this browser. */
import { KeydeskError } from '../../../../client/client.ts';
import type { AuditEvent, Input, OperationName, Output } from '../../../query/contract.ts';
import { isAltered } from '../../../query/event-words.ts';
import type { EnvelopeShelf } from '../storage-room.ts';
import type { CallMade, Refusal } from './moment.ts';

/** What ListSandboxEvents gives at most. */
const MOST_LINES = 50;

export interface Answered<N extends OperationName> {
  readonly output: Output<N>;
  readonly made: CallMade;
}

/** A call that was refused. */
export class Refused extends Error {
  readonly call: CallMade;
  constructor(call: CallMade) {
    super(call.refusal?.message);
    this.name = 'Refused';
    this.call = call;
  }
}

export interface World {
  /** As the signed-in person. Rejects with Refused, or with a KeydeskError where the desk did not answer at all. */
  ask<N extends OperationName>(name: N, input: Input<N>): Promise<Answered<N>>;
  /** The same calls, each with the line that it left in the log. */
  withLines(calls: readonly CallMade[]): Promise<readonly CallMade[]>;
  /** As nobody: what a thief does who has bytes and no credentials. Never rejects for a refusal. */
  askAsNobody<N extends OperationName>(name: N, input: Input<N>): Promise<CallMade>;
  readonly shelf: EnvelopeShelf;
  /** ms, of a clock that never goes back. */
  now(): number;
}

/** The part of the typed client that acts use. `onAnswer` tells the request id. */
export interface AskingClient {
  call<N extends OperationName>(
    name: N,
    input: Input<N>,
    options: { readonly onAnswer: (answer: { readonly requestId: string | undefined }) => void },
  ): Promise<Output<N>>;
}

const refusalOf = ({ code, message, status }: KeydeskError): Refusal => ({ code, message, status });

/** `client` calls as the person, `nobody` without a session. */
export function openWorld(client: AskingClient, nobody: AskingClient, shelf: EnvelopeShelf): World {
  const now = (): number => performance.now();

  /** One call is looked for by itself, which finds it where it names no key, too; more of them together: looking is logged as well. */
  const linesOf = async (ids: readonly string[]): Promise<ReadonlyMap<string, AuditEvent>> => {
    const [only] = ids;
    if (only === undefined) return new Map();
    const { Events } = await client.call(
      'ListSandboxEvents',
      ids.length === 1 ? { RequestId: only } : { Limit: MOST_LINES },
      { onAnswer: () => {} },
    );
    return new Map(Events.flatMap((event) => (isAltered(event) ? [] : [[event.RequestId, event]])));
  };

  /** Rejects with the KeydeskError of a desk that was not reached: there was no call then. */
  const make = async <N extends OperationName>(
    by: AskingClient,
    name: N,
    input: Input<N>,
  ): Promise<{ readonly output: Output<N> | null; readonly made: CallMade }> => {
    const request = input as Readonly<Record<string, unknown>>; // members of an operation's input
    const begun = now();
    let requestId: string | undefined;
    try {
      const output = await by.call(name, input, { onAnswer: (answer) => (requestId = answer.requestId) });
      const milliseconds = now() - begun;
      const response = output as Readonly<Record<string, unknown>>; // members of an operation's output
      return {
        output,
        made: {
          operation: name,
          request,
          response,
          refusal: null,
          milliseconds,
          requestId: requestId ?? null,
          event: null,
        },
      };
    } catch (error) {
      if (!(error instanceof KeydeskError) || error.requestId === undefined) throw error;
      return {
        output: null,
        made: {
          operation: name,
          request,
          response: null,
          refusal: refusalOf(error),
          milliseconds: now() - begun,
          requestId: error.requestId,
          event: null,
        },
      };
    }
  };

  return {
    async ask(name, input) {
      const { output, made } = await make(client, name, input);
      if (output === null) throw new Refused(made);
      return { output, made };
    },
    async withLines(calls) {
      const lines = await linesOf(
        calls.flatMap(({ requestId, event }) => (event === null && requestId !== null ? [requestId] : [])),
      );
      return calls.map((each) => ({ ...each, event: each.event ?? lines.get(each.requestId ?? '') ?? null }));
    },
    askAsNobody: async (name, input) => ({ ...(await make(nobody, name, input)).made, requestId: null }),
    shelf,
    now,
  };
}
