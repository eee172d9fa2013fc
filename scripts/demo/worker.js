/**
 * The demo's service worker: MSW's, as its package has it, between two rules of ours. It concerns itself with the desk alone: a file of the
 * demo goes to the server as if there were no worker. And what is asked of the desk never leaves the browser, even where MSW would let it
 * through, because it does not know the page (any more): that page is told by 421, and nothing was done.
 */
const folder = self.registration.scope;
const DESK = ['api/', 'log/', 'healthz'];
const isOfDesk = (url) => DESK.some((start) => url.startsWith(folder + start));
const notTaken = () => new Response(null, { status: 421, statusText: 'Not taken' });

const overTheNetwork = self.fetch.bind(self);
self.fetch = async (input, init) =>
  isOfDesk(input instanceof Request ? input.url : String(input)) ? notTaken() : overTheNetwork(input, init);

self.addEventListener('fetch', (event) => {
  if (!isOfDesk(event.request.url)) event.stopImmediatePropagation();
});
importScripts('./mockServiceWorker.js');
// Reached only where MSW leaves an answer to the browser: an answer stops the event.
self.addEventListener('fetch', (event) => event.respondWith(notTaken()));

// A page that was loaded past its worker (a forced reload) asks for it.
self.addEventListener('message', (event) => {
  if (event.data === 'keydesk:claim') event.waitUntil(self.clients.claim());
});
