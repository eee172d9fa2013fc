import { useEffect, useRef, useState } from 'react';

/** A screen reader is told no more often. */
const EVERY_MS = 4_000;

/** What is to be said just now: the newest sentence, at most every four seconds. */
export function useSaid(sentence: string): string {
  const [said, setSaid] = useState('');
  const last = useRef(-Infinity);
  useEffect(() => {
    if (sentence === said) return;
    const wait = Math.max(0, last.current + EVERY_MS - performance.now());
    const timer = setTimeout(() => {
      last.current = performance.now();
      setSaid(sentence);
    }, wait);
    return () => clearTimeout(timer);
  }, [sentence, said]);
  return said;
}
