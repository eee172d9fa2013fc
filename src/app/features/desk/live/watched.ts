/** What of the log the live desk watches. */
import type { Input } from '../../../query/contract.ts';
import type { LiveSearch } from './live-search.ts';

/** An absent member is everything; but practice keys are left out unless `Sandbox` is there, or a key is named. */
export interface Watched {
  readonly KeyId?: string;
  readonly Principal?: string;
  readonly Sandbox?: true;
}

/**
 * Never a visit: looking on oneself, and what the envelope desk asks for on its own behalf as its page is opened. What a walk does with
 * the keys that it opened is one.
 */
export const QUIET: Pick<Input<'SearchAuditEvents'>, 'ExcludeOwnReads' | 'ExcludeOperations'> = {
  ExcludeOwnReads: true,
  ExcludeOperations: ['OpenDeskSandbox', 'ListSandboxEvents'],
};

/** `keyId`: the key that the address names, by its id. */
export const watchedOf = (
  keyId: string | null,
  { principal, practice }: Pick<LiveSearch, 'principal' | 'practice'>,
): Watched => ({
  ...(keyId === null ? {} : { KeyId: keyId }),
  ...(principal === null ? {} : { Principal: principal }),
  ...(practice ? { Sandbox: true as const } : {}),
});
