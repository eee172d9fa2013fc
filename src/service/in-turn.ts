/** Work of a second: one at a time for each principal, the others behind it. */
import { ServiceError } from './errors.ts';
import type { Context, Desk } from './operation.ts';

/** So many may wait: a page asks for two or three at once. */
const MOST_WAITING = 8;

interface Queue {
  last: Promise<unknown>;
  waiting: number;
}
const queues = new WeakMap<Desk, Map<string, Queue>>();

/** Runs `work` when what this principal asked for before is done. Throws ThrottlingException where too much waits already. */
export async function inTurn<T>(
  { desk, call }: Pick<Context<unknown>, 'desk' | 'call'>,
  work: () => Promise<T>,
): Promise<T> {
  let ofDesk = queues.get(desk);
  if (ofDesk === undefined) queues.set(desk, (ofDesk = new Map()));
  const { id } = call.principal;
  const queue = ofDesk.get(id) ?? { last: Promise.resolve(), waiting: 0 };
  ofDesk.set(id, queue);
  if (queue.waiting > MOST_WAITING)
    throw new ServiceError(
      'ThrottlingException',
      'Other requests of yours are still worked on. Try again soon.',
    );
  queue.waiting++;
  const mine = queue.last.then(work);
  queue.last = mine.catch(() => undefined);
  try {
    return await mine;
  } finally {
    queue.waiting--;
    if (queue.waiting === 0) ofDesk.delete(id);
  }
}
