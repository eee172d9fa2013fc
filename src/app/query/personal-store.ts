import { useSyncExternalStore } from 'react';
import { query, queryClient } from './query.ts';

/** Something that the browser keeps for the person who is signed in, the same for every component that shows it and in every tab. */
export interface PersonalStore<T> {
  /** What is kept for them now; the same value until it changes. */
  readonly get: () => T;
  readonly set: (next: T) => void;
  readonly use: () => T;
}

const SESSION = query('GetSession', {}).queryKey;
const person = (): string => queryClient.getQueryData(SESSION)?.Principal.Arn ?? '';

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null; // not what was written
  }
}

/**
 * `parse` makes the value of whatever is stored, which is not to be trusted; it gets null where nothing is. What the browser refuses to
 * keep lasts as long as the page. Never for secrets.
 */
export function personalStore<T>(what: string, parse: (kept: unknown) => T): PersonalStore<T> {
  const listeners = new Set<() => void>();
  const refused = new Map<string, string>();
  let last: { readonly name: string; readonly text: string | null; readonly value: T } | null = null;

  const nameNow = (): string => `keydesk ${person()} ${what}`;
  const textOf = (name: string): string | null => {
    const here = refused.get(name);
    if (here !== undefined) return here;
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  };
  const get = (): T => {
    const name = nameNow();
    const text = textOf(name);
    if (last === null || last.name !== name || last.text !== text)
      last = { name, text, value: parse(parsed(text)) };
    return last.value;
  };
  const set = (next: T): void => {
    const name = nameNow();
    const text = JSON.stringify(next);
    try {
      localStorage.setItem(name, text);
      refused.delete(name);
    } catch {
      refused.set(name, text);
    }
    for (const listener of listeners) listener();
  };
  const subscribe = (listener: () => void): (() => void) => {
    listeners.add(listener);
    window.addEventListener('storage', listener);
    return () => {
      listeners.delete(listener);
      window.removeEventListener('storage', listener);
    };
  };
  return { get, set, use: () => useSyncExternalStore(subscribe, get) };
}
