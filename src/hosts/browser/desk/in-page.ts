/**
 * A desk in the memory of the page, for who learns at the envelope desk without practice keys on the service: the same operations, a
 * vault on WebCrypto, a log of its own. Nothing is kept: leaving the page takes it away, keys first.
 */
import '../no-eval.ts';
import { memoryStore } from '../../../domain/ports/memory-store.ts';
import type { OperationalLog } from '../../../service/log.ts';
import type { KeyShelf, ResidentKeys } from '../vault-webcrypto/resident-keys.ts';
import { openWebCryptoVault } from '../vault-webcrypto/webcrypto-vault.ts';
import { openBrowserDesk, type BrowserDesk } from './desk.ts';
import { pageTransport } from './page-transport.ts';
import { random } from './primitives.ts';

/** Who is signed in there: its only person, so its administrator. */
export const LEARNER = 'learner';

export interface InPageDesk {
  /** As the service's: `/api/…`, `/log/…`, `/healthz`. */
  readonly fetch: typeof fetch;
  close(): Promise<void>;
}

/** The browser's console: what an operator would read. Events have no secrets, and neither has this. */
const log: OperationalLog = {
  error: (fields, message) => console.error(message, fields),
  warn: (fields, message) => console.warn(message, fields),
  info: () => {},
};

/** Where nothing is kept longer than the page. */
function memoryShelf(): KeyShelf {
  let kept: ResidentKeys | null = null;
  return {
    load: async () => kept,
    save: async (keys) => {
      kept = keys;
    },
  };
}

async function enter(
  desk: BrowserDesk,
  operation: 'RedeemWelcome' | 'SignIn',
  body: object,
): Promise<string> {
  const { response, session } = await desk.request({
    operation,
    body: JSON.stringify(body),
    session: undefined,
    agent: navigator.userAgent,
    signal: new AbortController().signal,
  });
  if (typeof session !== 'string')
    throw new Error(`The desk in the page let nobody in: ${await response.text()}`);
  return session;
}

/** Opens one; each is another. Rejects with NoWebCryptoError where the browser lacks what a desk needs. */
export async function openInPageDesk({ version }: { readonly version: string }): Promise<InPageDesk> {
  const desk = await openBrowserDesk({
    store: memoryStore(),
    vault: await openWebCryptoVault(memoryShelf()),
    version,
    endpoint: globalThis.location?.origin ?? 'http://localhost',
    log,
  });
  // Nobody has to know it: it opens nothing but this page's own memory, and the desk is asked by no other.
  const Password = random.bytes(24).toBase64({ alphabet: 'base64url' });
  const session = await enter(desk, 'RedeemWelcome', { Token: desk.welcomeToken, Name: LEARNER, Password });
  return {
    // A session ends when nobody has used it for a while; who comes back from lunch goes on where they were.
    fetch: pageTransport({
      desk,
      session,
      signInAgain: () => enter(desk, 'SignIn', { Name: LEARNER, Password }),
    }),
    close: () => desk.stop(),
  };
}
