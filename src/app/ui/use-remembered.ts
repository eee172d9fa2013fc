import { useState } from 'react';

const read = (key: string): string | null => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
};

/** One of `options`, as it was last chosen in this browser under `name`; the first one at first. Storage is not to be trusted. */
export function useRemembered<const T extends string>(
  name: string,
  options: readonly [T, ...T[]],
): readonly [T, (choice: T) => void] {
  const key = `keydesk-choice ${name}`;
  const [choice, setChoice] = useState<T>(() => {
    const kept = read(key);
    return options.find((option) => option === kept) ?? options[0];
  });
  return [
    choice,
    (next) => {
      setChoice(next);
      try {
        localStorage.setItem(key, next);
      } catch {
        // A browser that keeps nothing: the choice lasts as long as the page.
      }
    },
  ];
}
