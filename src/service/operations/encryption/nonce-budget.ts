/**
 * Random 96-bit GCM nonces bound a key version to 2^32 encryptions (NIST SP 800-38D §8.3). The count is the usage roll-up, which holds
 * every recorded encryption; the margin covers what is in flight.
 */
import type { State } from '../../../domain/state/state.ts';
import { ServiceError } from '../../errors.ts';

export const NONCE_LIMIT = 2 ** 32;
export const NONCE_MARGIN = 2 ** 20;
/** Encryptions after which the scheduler replaces a version: half of what random nonces bear (design.md). */
export const ROTATE_AT = NONCE_LIMIT / 2;

/** More encryptions in a second than any desk was measured to make. */
const MOST_PER_SECOND = 65_536;

/**
 * What the budget of every version is charged with after a restore: the most that it can have made in the time (ms) since the backup. More
 * than ROTATE_AT is the same as ROTATE_AT: the version is replaced at once. A clock that says that the backup was never made tells nothing.
 */
export const jumpAfter = (elapsed: number): number =>
  elapsed < 0 ? ROTATE_AT : Math.min(ROTATE_AT, (Math.floor(elapsed / 1000) + 1) * MOST_PER_SECOND);

export function spendNonce(state: State, keyId: string, version: number, arn: string): void {
  if (state.encryptions(keyId, version) < NONCE_LIMIT - NONCE_MARGIN) return;
  throw new ServiceError(
    'KMSInvalidStateException',
    `${arn} has made all the encryptions that its version ${version} may make (2^32). Rotate the key; decrypting goes on.`,
  );
}
