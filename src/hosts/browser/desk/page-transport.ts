/** Requests of the console, answered by a desk in the page: none leaves it. */
import type { BrowserDesk } from './desk.ts';

export interface PageTransport {
  readonly desk: BrowserDesk;
  /** Token of who is signed in: what a cookie would hold is held here. */
  readonly session: string;
  /** A new token when the session has ended by itself. Without it the console asks for the password. */
  readonly signInAgain?: () => Promise<string>;
}

/** What the console asks of a server, by its path. */
export function pageTransport({ desk, session: opened, signInAgain }: PageTransport): typeof fetch {
  let session: string | undefined = opened;
  return async (input, init = {}) => {
    const path = String(input instanceof Request ? input.url : input);
    if (path === '/healthz') return new Response('ok\n');
    // What follows the path is for what keeps answers; nothing does here.
    if (path.startsWith('/log/')) return desk.publishedLog(path.slice('/log/'.length).replace(/\?.*$/, ''));
    const operation = /^\/api\/([A-Za-z]+)$/.exec(path)?.[1];
    if (operation === undefined) return new Response('Not found\n', { status: 404 });
    const signal = init.signal ?? new AbortController().signal;
    signal.throwIfAborted();
    // As a browser leaves the cookie out when it is told to.
    const unknown = init.credentials === 'omit';
    const ask = () =>
      desk.request({
        operation,
        body: typeof init.body === 'string' ? init.body : '',
        session: unknown ? undefined : session,
        agent: navigator.userAgent,
        signal,
      });
    let answer = await ask();
    if (answer.response.status === 401 && signInAgain !== undefined && !unknown) {
      session = await signInAgain();
      answer = await ask();
    }
    if (answer.session !== undefined) session = answer.session ?? undefined;
    return answer.response;
  };
}
