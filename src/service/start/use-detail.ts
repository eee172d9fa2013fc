/** What a start reads of the log, in the background, so that an access key's use is known beyond this start. */
import { storedEvent } from '../../domain/audit/stored-event.ts';
import type { Sha256 } from '../../domain/log/hash.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { principalOf } from '../principals.ts';

/** Events in one read: a few milliseconds of this thread. */
const PAGE = 100;
/** Events of all services, and at most of one. */
const IN_ALL = 20_000;
const MOST_OF_ONE = 500;

/** Reads the newest events of each service that were there at start into `state.useDetail`. Ends early when `stopping` says so. */
export async function readUseDetail(
  sha256: Sha256,
  { state, store }: Ledger,
  sizeAtStart: number,
  accountId: string,
  stopping: () => boolean,
): Promise<void> {
  const services = [...state.all('principal')].filter(({ kind }) => kind === 'role');
  const each = Math.min(MOST_OF_ONE, Math.max(PAGE, Math.floor(IN_ALL / Math.max(1, services.length))));
  const started = Date.now();
  const arns = services.map((service) => principalOf(accountId, service).caller.arn);
  for (const arn of arns) state.useDetail.knowsFrom(arn, started);
  state.useDetail.complete();
  let left = IN_ALL;
  /* oxlint-disable no-await-in-loop -- one page after the other: nothing waits for this */
  for (const principal of arns) {
    let before = sizeAtStart; // what came since was noted as it came
    for (let read = 0; read < each && left > 0;) {
      if (stopping()) return;
      const page = await store.search({ principals: [principal], before, limit: PAGE, enough: 0 });
      const { leaves } = page;
      for (const leaf of leaves) {
        const event = storedEvent(sha256, leaf);
        if (event === null) continue;
        state.useDetail.note(event);
        state.useDetail.knowsFrom(principal, event.time);
      }
      read += leaves.length;
      left -= leaves.length;
      before = leaves.at(-1)?.sequence ?? 0;
      if (!page.complete || leaves.length < page.matching) continue;
      state.useDetail.knowsFrom(principal, 0);
      break;
    }
  }
  /* oxlint-enable no-await-in-loop */
}
