/** How requests come to the desk in the page: by MSW's service worker, or straight, and why. */
export type Way =
  | { readonly by: 'worker' }
  | {
      readonly by: 'page';
      readonly why: 'starting' | 'unsupported' | 'insecure' | 'refused' | 'lost';
    };

const WHY: Readonly<Record<Extract<Way, { by: 'page' }>['why'], string>> = {
  starting: 'The service worker has not started yet.',
  unsupported: 'This browser has no service workers.',
  insecure: 'Browsers allow a service worker over HTTPS and on localhost only.',
  refused: 'This browser did not start the service worker, as in some private windows.',
  lost: 'The service worker has gone; it comes back when the page is loaded again.',
};

/** One line about it. What is true both ways comes first. */
export const wayWords = (way: Way): string =>
  way.by === 'worker'
    ? 'None leaves this browser: a service worker (MSW) takes each one, and the desk in this page answers.'
    : `None leaves this page: each one is handed straight to the desk in it. ${WHY[way.why]}`;
