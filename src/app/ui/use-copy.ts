import { useEffect, useRef, useState } from 'react';

const SAID_MS = 2000;

/** Copies text; `copied` stays true for two seconds, so that the button itself can say so. */
export function useCopy(): { readonly copied: boolean; readonly copy: (text: string) => void } {
  const [copied, setCopied] = useState(false);
  const timer = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = (text: string): void => {
    void navigator.clipboard.writeText(text).then(() => {
      setCopied(true);
      clearTimeout(timer.current);
      timer.current = window.setTimeout(() => setCopied(false), SAID_MS);
    });
  };
  return { copied, copy };
}
