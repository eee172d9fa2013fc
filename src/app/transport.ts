/** How the console reaches its desk: over the network, or, in the demo, in the page itself. */
let transport: typeof fetch = (input, init) => fetch(input, init);

/** `fetch` of an address of the desk: `/api/…`, `/log/…`, `/healthz`. */
export const deskFetch: typeof fetch = (input, init) => transport(input, init);

/** From now on the desk is there. */
export function reachBy(next: typeof fetch): void {
  transport = next;
}
