import { expect, it } from 'vitest';
import { createClient, KeydeskError } from './client.ts';
import { serverSentEvents } from './stream.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const streamOf = (...parts: readonly Uint8Array[]): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(sink) {
      for (const part of parts) sink.enqueue(part);
      sink.close();
    },
  });
const message = (Position: number): string => `data: ${JSON.stringify({ Events: [], Position, Log: 9 })}\n\n`;

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

it('reads events wherever the bytes were cut, skips comments, drops what is unfinished', async () => {
  const whole = bytes(': hello\n\ndata: é\ndata: 2\n\nevent: end\ndata: {}\n\ndata: cut');
  for (let at = 0; at <= whole.length; at++)
    expect(await all(serverSentEvents(streamOf(whole.slice(0, at), whole.slice(at))))).toEqual([
      { event: 'message', data: 'é\n2' },
      { event: 'end', data: '{}' },
    ]);
});

/** A desk that answers each opening with the next of these, and what it was asked. */
function desk(...answers: readonly (() => Response | Promise<Response>)[]) {
  const after: unknown[] = [];
  const states: string[] = [];
  const client = createClient({
    fetch: async (_, init) => {
      after.push((JSON.parse(init?.body as string) as { After?: number }).After); // the client sends text
      const answer = answers[after.length - 1];
      if (answer === undefined) throw new Error('asked once too often');
      return answer();
    },
  });
  const tail = (signal?: AbortSignal) =>
    client.tailAuditEvents(
      { After: 3 },
      { pause: () => 0, onState: (state) => states.push(state), ...(signal === undefined ? {} : { signal }) },
    );
  return { after, states, tail };
}
const refusal = (status: number, type: string) => () =>
  new Response(JSON.stringify({ __type: type, message: 'no' }), { status });
const sends = (text: string) => () => new Response(streamOf(bytes(text)));

it('goes on after the last position when it is cut, when nobody answers, and when the desk cannot just now', async () => {
  const { after, states, tail } = desk(
    sends(message(4) + message(6)),
    () => Promise.reject(new TypeError('fetch failed')),
    refusal(503, 'KMSInternalException'),
    sends(message(8)),
    refusal(401, 'NotSignedInException'),
  );
  const positions: number[] = [];
  const end = await (async () => {
    for await (const { Position } of tail()) positions.push(Position);
  })().catch((error: unknown) => error);
  expect(positions).toEqual([4, 6, 8]);
  expect(after).toEqual([3, 6, 6, 6, 8]);
  expect(states).toEqual(['open', 'waiting', 'waiting', 'waiting', 'open', 'waiting']);
  expect(end).toBeInstanceOf(KeydeskError);
  expect(end).toMatchObject({ code: 'NotSignedInException' });
});

it('does not come back when another tab took the stream', async () => {
  const { after, tail } = desk(
    sends(`${message(4)}event: end\ndata: {"__type":"StreamReplacedException","message":"elsewhere"}\n\n`),
  );
  await expect(all(tail())).rejects.toMatchObject({ code: 'StreamReplacedException', message: 'elsewhere' });
  expect(after.length).toBe(1);
});

it('ends without an error when it is stopped', async () => {
  const stop = new AbortController();
  const { tail } = desk(sends(message(4)), sends(message(5)));
  for await (const { Position } of tail(stop.signal)) if (Position === 4) stop.abort();
  expect(stop.signal.aborted).toBe(true);
});
