/** What MSW carries from the console to the desk in the page: nothing is lost on the way, and nothing else is let in. */
import { getResponse } from 'msw/utils/get-response';
import { afterEach, expect, it, vi } from 'vitest';
import { bothEnds } from './ends.ts';

/** As a browser writes it, with all that a pattern would misread. */
const FOLDER = new URL('https://example.org:8443/log/a (b)*:c/').href;
const HEADERS = { 'content-type': 'application/json', 'x-keydesk': '1' };

/** As the worker takes it: another Request, without the signal of the first. */
const seen: Request[] = [];
function opened(desk: typeof fetch) {
  const { ask, handlers } = bothEnds({ folder: FOLDER, desk });
  const take = async (request: Request): Promise<Response> => {
    seen.push(request);
    const answer = await getResponse(handlers, new Request(request, { signal: null }));
    if (answer === undefined) throw new Error(`${request.method} ${request.url} went through`);
    if (answer.type === 'error') throw new TypeError('Failed to fetch');
    return answer;
  };
  vi.stubGlobal('fetch', (input: string, init?: RequestInit) => take(new Request(input, init)));
  return { ask, take };
}
afterEach(() => {
  vi.unstubAllGlobals();
  seen.length = 0;
});

it('brings operation, body and credentials to the desk, and its answer back', async () => {
  const desk = vi.fn<typeof fetch>(async () => new Response('{"a":1}', { status: 202, headers: { b: 'c' } }));
  const { ask } = opened(desk);
  const answer = await ask('/api/CreateKey', {
    method: 'POST',
    headers: HEADERS,
    body: '{"Description":"é"}',
  });
  expect([answer.status, answer.headers.get('b'), await answer.text()]).toEqual([202, 'c', '{"a":1}']);
  expect(desk.mock.calls[0]).toMatchObject([
    '/api/CreateKey',
    { method: 'POST', body: '{"Description":"é"}', credentials: 'same-origin' },
  ]);
  await ask('/api/GetSession', { method: 'POST', credentials: 'omit', body: '{}' });
  expect(desk.mock.calls[1]?.[1]).toMatchObject({ credentials: 'omit' });
  await ask('/log/tile/0/x001/067.p/3', { cache: 'no-store' });
  await ask('/healthz');
  expect(desk.mock.calls.slice(2).map(([path]) => path)).toEqual(['/log/tile/0/x001/067.p/3', '/healthz']);
  // Below the folder of the demo: another program at this origin is never meant.
  expect(seen.every(({ url }) => url.startsWith(FOLDER))).toBe(true);
});

it('answers as a stream, and takes back at the desk what is taken back by who asked', async () => {
  const asked = new AbortController();
  const signals: (AbortSignal | null | undefined)[] = [];
  const { ask } = opened(async (_, init) => {
    signals.push(init?.signal);
    return new Response(
      new ReadableStream({ start: (sink) => sink.enqueue(new TextEncoder().encode('data: 1\n\n')) }),
      { headers: { 'content-type': 'text/event-stream' } },
    );
  });
  const answer = await ask('/api/TailAuditEvents', { method: 'POST', signal: asked.signal });
  const { value } = (await answer.body?.getReader().read()) ?? {};
  expect(new TextDecoder().decode(value)).toBe('data: 1\n\n');
  expect(signals[0]?.aborted).toBe(false);
  asked.abort();
  expect(signals[0]?.aborted).toBe(true);
  // One signal is nobody else's.
  await ask('/api/GetSession', { method: 'POST' });
  expect(signals[1]).toBeUndefined();
});

it('fails as a network does when the desk does', async () => {
  const { ask } = opened(async () => {
    throw new Error('the database has gone');
  });
  await expect(ask('/api/GetSession', { method: 'POST' })).rejects.toThrow('Failed to fetch');
});

it('lets nothing else of the desk through', async () => {
  const desk = vi.fn<typeof fetch>();
  const { take } = opened(desk);
  for (const [method, path] of [
    ['GET', 'api/GetSession'],
    ['PUT', 'api/GetSession'],
    ['POST', 'log/checkpoint'],
    ['DELETE', 'healthz'],
  ] as const)
    expect((await take(new Request(`${FOLDER}${path}`, { method }))).status).toBe(404);
  expect(desk).not.toHaveBeenCalled();
});
