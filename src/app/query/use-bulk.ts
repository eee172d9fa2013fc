import { useQueryClient } from '@tanstack/react-query';
import { use, useEffect, useRef, useState } from 'react';
import { KeydeskError } from '../../client/client.ts';
import type { BulkRow } from '../ui/bulk-dialog.tsx';
import { ConfirmPasswordContext } from './act.ts';
import { explain, isCode } from './explain.ts';
import { inBulk, type BulkEnding, type BulkProgress } from './in-bulk.ts';

export type BulkAct<T> = (item: T, signal: AbortSignal) => Promise<unknown>;

/** How each of the things that were acted on ended. */
export interface BulkEnded<T> {
  readonly item: T;
  readonly ending: BulkEnding<unknown>;
}

export type BulkRun<T> =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly progress: BulkProgress; readonly cancelling: boolean }
  | { readonly kind: 'ended'; readonly results: readonly BulkEnded<T>[] };

export interface Bulk<T> {
  readonly run: BulkRun<T>;
  readonly start: (items: readonly T[], act: BulkAct<T>) => void;
  /** Begins nothing more. */
  readonly cancel: () => void;
  /** Does those anew that were refused or not begun; the others keep their endings. */
  readonly retry: () => void;
  readonly reset: () => void;
}

/**
 * Runs an act on many things: the password is asked for once, the pages' data are read anew at the end, and leaving the page begins
 * nothing more.
 */
export function useBulk<T>(): Bulk<T> {
  const confirmPassword = use(ConfirmPasswordContext);
  const cache = useQueryClient();
  const [run, setRun] = useState<BulkRun<T>>({ kind: 'idle' });
  const stop = useRef(new AbortController());
  const last = useRef<BulkAct<T>>(() => Promise.resolve());
  useEffect(() => () => stop.current.abort(), []);

  const begin = async (before: readonly BulkEnded<T>[], items: readonly T[]): Promise<void> => {
    const own = new AbortController();
    stop.current = own;
    const endings = await inBulk({
      items,
      signal: own.signal,
      // Nobody is signed in any more: all that follow would be refused for it.
      act: (item, signal) =>
        last.current(item, signal).catch((error: unknown) => {
          if (isCode(error, 'NotSignedInException')) own.abort();
          throw error;
        }),
      needsPassword: (error) => isCode(error, 'PasswordRequiredException'),
      confirmPassword,
      onProgress: (progress) => setRun({ kind: 'running', progress, cancelling: own.signal.aborted }),
    });
    const results = items.map((item, at) => ({
      item,
      ending: endings[at] ?? { kind: 'cancelled' as const },
    }));
    setRun({ kind: 'ended', results: [...before, ...results] });
    await cache.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'GetSession' });
  };
  return {
    run,
    start: (items, act) => {
      last.current = act;
      void begin([], items);
    },
    cancel: () => {
      stop.current.abort();
      setRun((now) => (now.kind === 'running' ? { ...now, cancelling: true } : now));
    },
    retry: () => {
      if (run.kind !== 'ended') return;
      const isDone = ({ ending }: BulkEnded<T>): boolean => ending.kind === 'done';
      void begin(
        run.results.filter(isDone),
        run.results.filter((each) => !isDone(each)).map(({ item }) => item),
      );
    },
    reset: () => setRun({ kind: 'idle' }),
  };
}

/** The endings as a report shows them: a refusal with its reason and its request, which finds its event in the log. */
export const bulkRows = <T>(
  results: readonly BulkEnded<T>[],
  nameOf: (item: T) => { readonly id: string; readonly name: string },
): readonly BulkRow[] =>
  results.map(({ item, ending }) => {
    const named = nameOf(item);
    if (ending.kind !== 'refused') return { ...named, outcome: ending.kind };
    const { why, requestId } = explain('', ending.error);
    const code = ending.error instanceof KeydeskError ? ending.error.code : null;
    return { ...named, outcome: 'refused', why, code, requestId };
  });
