import { CLOSED_SANDBOX_POLICY, SANDBOX_DELETION_DAYS } from '../../../domain/sandbox/sandbox-keys.ts';
import { put, type Change } from '../../../domain/state/entities.ts';
import type { State } from '../../../domain/state/state.ts';
import { DAY_MS } from '../../../domain/state/usage-view.ts';
import type { Desk } from '../../operation.ts';
import { isClosed, sandboxKeysOf } from './sandbox.ts';

/**
 * The changes that schedule a person's practice keys for deletion, and let nobody use them or bring them back. Who may practise again
 * later gets others.
 */
export function closedSandbox(
  { state, desk }: { readonly state: State; readonly desk: Desk },
  owner: string,
): readonly Change[] {
  const now = desk.clock.now();
  return sandboxKeysOf(state, owner).flatMap((key) => [
    ...(key.state === 'PendingDeletion'
      ? []
      : [
          put('key', key.id, {
            ...key,
            state: 'PendingDeletion',
            deletion: {
              date: now + SANDBOX_DELETION_DAYS * DAY_MS,
              scheduledAt: now,
              ranAt: desk.running.ran,
            },
          }),
        ]),
    ...(isClosed(state, key) ? [] : [put('policy', key.id, { text: CLOSED_SANDBOX_POLICY })]),
  ]);
}
