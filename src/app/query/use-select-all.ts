import { useEffect, useRef, useState } from 'react';
import { useToast } from '../ui/toast.tsx';
import { explain } from './explain.ts';

/** Chooses all that match a filter, also those of other pages. Leaving the page ends it. */
export function useSelectAll<T>(
  load: (signal: AbortSignal) => Promise<readonly T[]>,
  onChoose: (items: readonly T[]) => void,
): { readonly selecting: boolean; readonly selectAll: () => void } {
  const toast = useToast();
  const [selecting, setSelecting] = useState(false);
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);
  const run = async (): Promise<void> => {
    const own = new AbortController();
    stop.current = own;
    setSelecting(true);
    try {
      onChoose(await load(own.signal));
    } catch (error) {
      if (own.signal.aborted) return;
      toast({ tone: 'bad', text: `Not all were selected. ${explain('', error).why}` });
    }
    setSelecting(false);
  };
  return { selecting, selectAll: () => void run() };
}
