/** Requests of the console, answered by the demo's desk: none leaves the page. */
import type { Demo } from './demo.ts';

/** What the console asks of a server, by its path; the session that a cookie would hold is held here. */
export function demoTransport({ desk, session: opened }: Demo): typeof fetch {
  let session: string | undefined = opened;
  return async (input, init = {}) => {
    const path = String(input instanceof Request ? input.url : input);
    if (path === '/healthz') return new Response('ok\n');
    if (path.startsWith('/log/')) return desk.publishedLog(path.slice('/log/'.length));
    const operation = /^\/api\/([A-Za-z]+)$/.exec(path)?.[1];
    if (operation === undefined) return new Response('Not found\n', { status: 404 });
    const signal = init.signal ?? new AbortController().signal;
    signal.throwIfAborted();
    const answer = await desk.request({
      operation,
      body: typeof init.body === 'string' ? init.body : '',
      session,
      agent: navigator.userAgent,
      signal,
    });
    if (answer.session !== undefined) session = answer.session ?? undefined;
    return answer.response;
  };
}
