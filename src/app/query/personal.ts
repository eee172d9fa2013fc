import { useCallback, useState } from 'react';
import { usePrefetched } from './query.ts';

/** Kept by the browser for one person: two who share a machine do not find each other's choices. */
const nameFor = (principal: string, what: string): string => `keydesk ${principal} ${what}`;

function read(name: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(name) ?? 'null');
  } catch {
    return null; // refused by the browser, or not what was written
  }
}

function write(name: string, value: unknown): void {
  try {
    localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // It lasts as long as the page then.
  }
}

/**
 * A choice of the person who is signed in, for this browser: columns, views. `parse` makes it of whatever is stored, which is not to be
 * trusted; it gets null where nothing is. Never for secrets.
 */
export function usePersonal<T>(what: string, parse: (kept: unknown) => T): readonly [T, (next: T) => void] {
  const name = nameFor(usePrefetched('GetSession', {}).Principal.Arn, what);
  const [value, setValue] = useState<T>(() => parse(read(name)));
  const choose = useCallback(
    (next: T): void => {
      write(name, next);
      setValue(next);
    },
    [name],
  );
  return [value, choose];
}
