/**
 * THE Trusted Types policy of the console: `require-trusted-types-for 'script'` lets no text become a script, and this one policy, which
 * the server's header names, lets our own workers through and nothing else.
 */

interface ScriptPolicy {
  readonly createScriptURL: (url: string) => unknown;
}
interface TrustedTypes {
  readonly createPolicy: (
    name: string,
    rules: { readonly createScriptURL: (url: string) => string },
  ) => ScriptPolicy;
}

/** A script of this origin, of this build. Anything else throws. */
function ownScript(url: string): string {
  const { origin, pathname, href } = new URL(url, document.baseURI);
  if (origin !== window.location.origin || !/\.[jt]s$/.test(pathname))
    throw new TypeError('Only a script of this console can be a worker.');
  return href;
}

let policy: ScriptPolicy | undefined;

/** Starts a worker from the URL that the build gave (`import url from './x.ts?worker&url'`). */
export function startWorker(url: string, name: string): Worker {
  const { trustedTypes } = window as { readonly trustedTypes?: TrustedTypes }; // not in TypeScript's lib yet
  policy ??= trustedTypes?.createPolicy('keydesk', { createScriptURL: ownScript }) ?? {
    createScriptURL: ownScript,
  };
  // A TrustedScriptURL where the browser has them, a string elsewhere: the constructor takes both.
  return new Worker(policy.createScriptURL(url) as string, { type: 'module', name });
}
