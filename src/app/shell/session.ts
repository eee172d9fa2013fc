import { redirect, type DataRouter, type LoaderFunctionArgs } from 'react-router';
import { paths } from '../paths.ts';
import { KeydeskError } from '../../client/client.ts';
import { call } from '../query/desk.ts';
import { isCode } from '../query/explain.ts';
import { prefetch, queryClient } from '../query/query.ts';
import { lookAtDesk, whenBack } from '../query/reach.ts';

const channel = new BroadcastChannel('keydesk-session');
const SIGNED_OUT = 'signed-out';

const wanted = (url: string): string => {
  const { pathname, search } = new URL(url);
  return pathname === '/' ? '' : pathname + search;
};

/** Loader of the shell: who is signed in and where this is, or the way to sign-in. */
export async function requireSession({ request }: LoaderFunctionArgs): Promise<null> {
  try {
    await Promise.all([prefetch('GetSession', {}), prefetch('DescribeDesk', {})]);
    return null;
  } catch (error) {
    if (isCode(error, 'NotSignedInException')) throw redirect(paths.signIn(wanted(request.url)));
    throw error;
  }
}

/** When any call finds the session ended, or another tab signs out: to sign-in, and back here afterwards. */
export function leaveWhenSignedOut(router: Pick<DataRouter, 'navigate' | 'state' | 'subscribe'>): void {
  const leave = (): void => {
    const { pathname, search } = router.state.location;
    if (pathname === paths.signIn() || pathname === paths.welcome()) return;
    // The page stands until sign-in is there; only then is what it showed forgotten.
    void router.navigate(paths.signIn(pathname + search), { replace: true }).then(() => queryClient.clear());
  };
  const look = (error: unknown): void => {
    if (isCode(error, 'NotSignedInException')) leave();
  };
  // The shell's loader redirects by itself, and runs once: here is what a page's loader finds later, and what runs while a page stands.
  router.subscribe((state) => {
    if (state.navigation.state === 'idle') for (const error of Object.values(state.errors ?? {})) look(error);
  });
  queryClient.getQueryCache().subscribe((event) => {
    if (event.type === 'updated' && event.action.type === 'error' && event.query.isActive())
      look(event.action.error);
  });
  queryClient.getMutationCache().subscribe((event) => {
    if (event.type === 'updated' && event.action.type === 'error') look(event.action.error);
  });
  channel.addEventListener('message', (event) => {
    if (event.data === SIGNED_OUT) leave();
  });
}

/** When the desk answers again: what a page could not load or read is asked for anew, and its error goes. */
export function recoverWhenBack(router: Pick<DataRouter, 'revalidate' | 'state' | 'subscribe'>): void {
  // A page's own code may be what could not be fetched: no call failed then, and a browser does not fetch it twice.
  const isBroken = (): boolean =>
    Object.values(router.state.errors ?? {}).some((error) => !(error instanceof KeydeskError));
  router.subscribe(() => {
    if (isBroken()) void lookAtDesk();
  });
  whenBack(() => {
    if (isBroken()) {
      window.location.reload();
      return;
    }
    void queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'GetSession' });
    void router.revalidate();
  });
}

/** Ends the session on the server first, then everywhere: the other tabs are told, `leave` shows sign-in, this tab's data is forgotten. */
export async function signOut(leave: () => void | Promise<void>): Promise<void> {
  await call('SignOut', {});
  channel.postMessage(SIGNED_OUT);
  await leave();
  queryClient.clear();
}
