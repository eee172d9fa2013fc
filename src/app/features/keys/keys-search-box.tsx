import { useEffect, useRef, useState } from 'react';
import { SearchField } from '../../ui/field.tsx';

/** Between the last keystroke and the search. */
const TYPING_MS = 100;

/**
 * The search box: shows what is typed at once, and asks once typing rests. What comes by the URL (`text`) takes its place. It keeps
 * what is typed to itself, so that a keystroke renders a box and not a list.
 */
export function KeysSearchBox({
  text,
  ask,
}: {
  readonly text: string;
  /** Resolves when the URL has it. */
  readonly ask: (text: string) => Promise<void>;
}) {
  const [typing, setTyping] = useState<{ readonly text: string; readonly asked: string | null } | null>(null);
  const timer = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  // A filter that was chosen meanwhile stays.
  const latest = useRef(ask);
  useEffect(() => {
    latest.current = ask;
  });
  const type = (typed: string): void => {
    setTyping({ text: typed, asked: null });
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      const asked = typed.trim();
      void latest
        .current(asked)
        .then(() => setTyping((now) => (now?.text === typed ? { text: typed, asked } : now)));
    }, TYPING_MS);
  };
  const own = typing !== null && (typing.asked === null || typing.asked === text);
  return (
    <SearchField
      label="Search keys"
      placeholder="Alias, id or tag"
      value={own ? typing.text : text}
      onChange={type}
    />
  );
}
