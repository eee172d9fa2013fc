import { redirect, type DataRouter, type LoaderFunctionArgs } from 'react-router';
import { afterSignIn, paths } from '../paths.ts';
import { KeydeskError } from '../../client/client.ts';
import { allowedActions } from '../query/can.ts';
import { call } from '../query/desk.ts';
import { isCode } from '../query/explain.ts';
import { prefetch, query, queryClient } from '../query/query.ts';
import { forgetRecent } from './palette/recent.ts';
import { lookAtDesk, whenBack } from '../query/reach.ts';
import { abandonSession, endSession, isSessionOver, resumeSession } from '../query/session-end.ts';

/** What the tabs of one browser, which share one cookie, tell each other. */
type Word =
  | { readonly kind: 'signed-out' }
  /** Whose the cookie is now. */
  | { readonly kind: 'signed-in'; readonly arn: string }
  /** The session was kept from idling out. */
  | { readonly kind: 'kept' };

const channel = new BroadcastChannel('keydesk-session');
const tell = (word: Word): void => channel.postMessage(word);

/** After a sign-in, wherever it was made: the other tabs go on by it. */
export const announceSignedIn = (arn: string): void => tell({ kind: 'signed-in', arn });
export const announceKept = (): void => tell({ kind: 'kept' });

const SESSION = query('GetSession', {}).queryKey;
/** Who this tab shows its pages to; undefined while it shows none. */
const shownTo = (): string | undefined => queryClient.getQueryData(SESSION)?.Principal.Arn;

/** Of a way to sign-in: once it is awaited no page stands any more that would ask anew for what is forgotten then. */
export const AT_ONCE = { flushSync: true } as const;

/** A request has no fragment; the page that is opened has it in the address bar by now. */
const wanted = (url: string): string => {
  const { pathname, search } = new URL(url);
  const { location } = window;
  const hash = location.pathname + location.search === pathname + search ? location.hash : '';
  return pathname === '/' ? '' : pathname + search + hash;
};

/** Loader of the shell: who is signed in and where this is, or the way to sign-in. */
export async function requireSession({ request }: LoaderFunctionArgs): Promise<null> {
  try {
    await Promise.all([
      prefetch('GetSession', {}),
      prefetch('DescribeDesk', {}),
      queryClient.prefetchQuery(allowedActions()),
    ]);
    return null;
  } catch (error) {
    if (isCode(error, 'NotSignedInException')) throw redirect(paths.signIn(wanted(request.url)));
    throw error;
  }
}

/** Another tab was signed in to: the same person goes on here too; to somebody else nothing of this page may stay. */
async function takeSignIn(
  arn: string,
  router: Pick<DataRouter, 'navigate' | 'revalidate' | 'state'>,
): Promise<void> {
  const { location } = router.state;
  if (location.pathname === paths.signIn()) {
    await router.navigate(afterSignIn(location), { replace: true });
    return;
  }
  const shown = shownTo();
  if (shown === undefined) return;
  if (shown !== arn) {
    window.location.reload();
    return;
  }
  if (!isSessionOver()) return;
  await queryClient.fetchQuery({ ...query('GetSession', {}), staleTime: 0 });
  resumeSession();
  void queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'GetSession' });
  void router.revalidate();
}

/**
 * When any call finds the session ended, the page stays and asks to sign in again; where no page stands yet, and when another tab signs
 * out (which is meant), to sign-in, and back here afterwards.
 */
export function watchSession(
  router: Pick<DataRouter, 'navigate' | 'revalidate' | 'state' | 'subscribe'>,
): void {
  const leave = (): void => {
    const { pathname, search, hash } = router.state.location;
    if ([paths.signIn(), paths.welcome(), paths.invitation()].some((door) => door === pathname)) return;
    // The page stands until sign-in is there; only then is what it showed forgotten.
    void router
      .navigate(paths.signIn(pathname + search + hash), { replace: true, ...AT_ONCE })
      .then(() => queryClient.clear());
    abandonSession();
  };
  // A page that could not be loaded shows its error until it is asked for again: it ended the session once.
  const told = new WeakSet<KeydeskError>();
  const look = (error: unknown): void => {
    if (!(error instanceof KeydeskError) || error.code !== 'NotSignedInException' || told.has(error)) return;
    told.add(error);
    if (shownTo() === undefined) leave();
    else endSession();
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
  channel.addEventListener('message', ({ data }: MessageEvent<Word>) => {
    if (data.kind === 'signed-out') leave();
    if (data.kind === 'signed-in') void takeSignIn(data.arn, router);
    if (data.kind === 'kept' && shownTo() !== undefined)
      void queryClient.refetchQueries({ queryKey: SESSION });
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

/**
 * Ends the session on the server first, then everywhere: the other tabs are told, `leave` shows sign-in (`AT_ONCE`), this tab's data is
 * forgotten. What is being read is given up before, so that no page asks for it as nobody.
 */
export async function signOut(leave: () => void | Promise<void>): Promise<void> {
  await queryClient.cancelQueries();
  await call('SignOut', {});
  tell({ kind: 'signed-out' });
  await leave();
  queryClient.clear();
  forgetRecent();
}
