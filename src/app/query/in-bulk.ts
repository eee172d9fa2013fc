/**
 * One act on many things: a few at a time, each with its own ending, and none of them lost. Pure of React and of what the act is, so
 * that every page with a selection uses the same one.
 */

/** How one thing ended. `cancelled`: it was never begun. */
export type BulkEnding<R> =
  | { readonly kind: 'done'; readonly result: R }
  | { readonly kind: 'refused'; readonly error: unknown }
  | { readonly kind: 'cancelled' };

export interface BulkProgress {
  readonly done: number;
  readonly refused: number;
  readonly total: number;
}

export interface BulkOptions<T, R> {
  readonly items: readonly T[];
  /** Does it to one; `signal` is aborted when the person cancels. */
  readonly act: (item: T, signal: AbortSignal) => Promise<R>;
  /** Under way at once. */
  readonly atOnce?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: BulkProgress) => void;
  /** Is it the answer that wants the password again? */
  readonly needsPassword?: (error: unknown) => boolean;
  /** Asks for it; true when it was given and right. Asked once for all that wait, and never again after a no. */
  readonly confirmPassword?: () => Promise<boolean>;
}

const AT_ONCE = 6;

/**
 * Endings in the order of `items`; never rejects. A thing that was begun when the person cancelled is waited for, since what it did
 * cannot be known otherwise; those not begun are `cancelled`.
 */
export async function inBulk<T, R>(options: BulkOptions<T, R>): Promise<readonly BulkEnding<R>[]> {
  const { items, act, onProgress, needsPassword = () => false, confirmPassword } = options;
  const signal = options.signal ?? new AbortController().signal;
  const endings: BulkEnding<R>[] = items.map(() => ({ kind: 'cancelled' }));
  let done = 0;
  let refused = 0;
  const report = (): void => onProgress?.({ done, refused, total: items.length });

  // How often the password was given; null from when the person declined.
  let given: number | null = 0;
  let asking: Promise<void> | undefined;
  const ask = async (): Promise<void> => {
    const answer = (await confirmPassword?.()) ?? false;
    given = answer && given !== null ? given + 1 : null;
    asking = undefined;
  };
  const doOne = async (item: T): Promise<R> => {
    // While somebody is asked, nothing new is begun: it would be refused for the same reason.
    if (asking !== undefined) await asking;
    const before = given;
    try {
      return await act(item, signal);
    } catch (error) {
      if (!needsPassword(error)) throw error;
      // It may have been given while this was under way; and a long run outlives its five minutes.
      if (given === before && given !== null) await (asking ??= ask());
      if (given === null || signal.aborted) throw error;
      return act(item, signal);
    }
  };

  const rest = items.entries();
  const worker = async (): Promise<void> => {
    /* oxlint-disable no-await-in-loop -- a worker does one after the other; there are several workers */
    for (const [at, item] of rest) {
      if (signal.aborted) return;
      try {
        endings[at] = { kind: 'done', result: await doOne(item) };
        done++;
      } catch (error) {
        endings[at] = { kind: 'refused', error };
        refused++;
      }
      report();
    }
    /* oxlint-enable no-await-in-loop */
  };
  report();
  await Promise.all(Array.from({ length: options.atOnce ?? AT_ONCE }, worker));
  return endings;
}
