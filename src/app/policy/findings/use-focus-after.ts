import { useEffect, useRef, type RefObject } from 'react';

/** Where focus is to go when what had it leaves the list. */
export interface FocusAfter {
  readonly list: RefObject<HTMLUListElement | null>;
  readonly heading: RefObject<HTMLHeadingElement | null>;
  /** This one is about to leave: focus then goes to what takes its place, or to the heading where nothing does. */
  readonly leave: (name: string) => void;
  /** It stays after all. */
  readonly stay: () => void;
  readonly toHeading: () => void;
}

/**
 * `names`: of the items, in their order. `edited`: the list is of another text by now, and focus is where it is typed. `held`: a dialog
 * has it yet; what leaves meanwhile is answered when it is gone.
 */
export function useFocusAfter(names: readonly string[], edited: boolean, held: boolean): FocusAfter {
  const list = useRef<HTMLUListElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const leaving = useRef<{ readonly name: string; readonly at: number } | null>(null);
  useEffect(() => {
    if (edited) leaving.current = null;
    if (held || leaving.current === null || names.includes(leaving.current.name)) return;
    const next = list.current?.children[leaving.current.at];
    leaving.current = null;
    (next instanceof HTMLElement ? next : heading.current)?.focus();
  });
  return {
    list,
    heading,
    leave: (name) => {
      leaving.current = { name, at: names.indexOf(name) };
    },
    stay: () => {
      leaving.current = null;
    },
    toHeading: () => heading.current?.focus(),
  };
}
