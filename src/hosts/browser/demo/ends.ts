/** The two ends of the way that MSW's service worker lies between, both in this page: who asks, and the desk that answers. */
import { http } from 'msw/http';

/** Names a request of this page to this page, so that who asked can still take it back. */
const ASKED = 'x-keydesk-asked';
export interface CarriedDesk {
  /** Where the demo is, with its last `/`. The desk's addresses are below it, so that no other page's of this origin can be meant. */
  readonly folder: string;
  /** The desk in the page: `/api/…`, `/log/…`, `/healthz`. */
  readonly desk: typeof fetch;
}

/** Both ends of the way: `ask` sends a request that a worker takes, the handlers are what MSW answers it with. */
export function bothEnds({ folder, desk }: CarriedDesk) {
  // MSW hands a request on without its signal; both ends are in this page, so it goes from hand to hand.
  const signals = new Map<string, AbortSignal>();
  let asked = 0;

  const ask: typeof fetch = async (input, init = {}) => {
    const path = String(input instanceof Request ? input.url : input);
    const id = String(++asked);
    if (init.signal) signals.set(id, init.signal);
    const headers = new Headers(init.headers);
    headers.set(ASKED, id);
    try {
      return await fetch(folder + path.slice(1), { ...init, headers });
    } finally {
      signals.delete(id);
    }
  };

  const answer = async ({ request }: { readonly request: Request }): Promise<Response> => {
    const signal = signals.get(request.headers.get(ASKED) ?? '');
    try {
      return await desk(`/${request.url.slice(folder.length)}`, {
        method: request.method,
        credentials: request.credentials,
        ...(request.method === 'POST' ? { body: await request.text() } : {}),
        ...(signal === undefined ? {} : { signal }),
      });
    } catch {
      // What `desk` rejects with is what no network answers with: taken back, or the desk is gone.
      return Response.error();
    }
  };
  const below =
    (start: string) =>
    ({ request }: { readonly request: Request }): boolean =>
      request.url.startsWith(folder + start);
  const handlers = [
    http.post(below('api/'), answer),
    http.get(below('log/'), answer),
    http.get(below('healthz'), answer),
    http.all(below(''), () => new Response('Not found\n', { status: 404 })),
  ];
  return { ask, handlers };
}
