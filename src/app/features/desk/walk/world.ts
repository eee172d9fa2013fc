/** What an act may reach: the desk, by calls that are told afterwards as they went, and the storage room of this browser. */
import { KeydeskError } from '../../../../client/client.ts';
import type { Input, OperationName, Output } from '../../../query/contract.ts';
import type { EnvelopeShelf } from '../storage-room.ts';
import type { CallMade, Refusal } from './moment.ts';

export interface Answered<N extends OperationName> {
  readonly output: Output<N>;
  readonly made: CallMade;
}

/** A call that was refused, with the line that it left in the log. */
export class Refused extends Error {
  readonly call: CallMade;
  constructor(call: CallMade & { readonly refusal: Refusal }) {
    super(call.refusal.message);
    this.name = 'Refused';
    this.call = call;
  }
}

export interface World {
  /** As the signed-in person. Rejects with Refused, or with a KeydeskError where the desk did not answer at all. */
  ask<N extends OperationName>(name: N, input: Input<N>): Promise<Answered<N>>;
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

  const lineOf = async (requestId: string | undefined): Promise<CallMade['event']> => {
    if (requestId === undefined) return null;
    const { Events } = await client.call(
      'ListSandboxEvents',
      { RequestId: requestId },
      { onAnswer: () => {} },
    );
    const [entry] = Events;
    return entry === undefined || 'Altered' in entry ? null : entry;
  };

  /** Rejects with the KeydeskError of a desk that was not reached: there was no call then. */
  const make = async <N extends OperationName>(
    by: AskingClient,
    name: N,
    input: Input<N>,
  ): Promise<{ readonly output: Output<N> | null; readonly made: Omit<CallMade, 'event'> }> => {
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
        },
      };
    }
  };

  return {
    async ask(name, input) {
      const { output, made } = await make(client, name, input);
      const call: CallMade = { ...made, event: await lineOf(made.requestId ?? undefined) };
      if (output === null) throw new Refused(call as CallMade & { readonly refusal: Refusal }); // no output: it was refused
      return { output, made: call };
    },
    async askAsNobody(name, input) {
      const { made } = await make(nobody, name, input);
      return { ...made, event: null };
    },
    shelf,
    now,
  };
}
