import { useLayoutEffect, useRef } from 'react';
import { isTyping, useSingleKeys } from '../../ui/single-keys.ts';

export interface DeskKeys {
  readonly step: (by: 1 | -1) => void;
  readonly flow: (by: 1 | -1) => void;
  readonly play: () => void;
  readonly words: () => void;
}

/** What arrows or space mean something to already. */
const OTHERS =
  'pre, select, [role="tablist"], [role="radiogroup"], [role="slider"], [role="dialog"], [role="menu"], [role="listbox"]';
const PRESSED = 'button, a, summary, input, [role="button"]';

const kindOf = (key: string): keyof DeskKeys | null =>
  key === 'ArrowRight' || key === 'ArrowLeft'
    ? 'step'
    : key === ']' || key === '['
      ? 'flow'
      : key === ' '
        ? 'play'
        : key === 'w'
          ? 'words'
          : null;

/** ← → step, [ ] flow, space plays, W changes the words. */
export function useDeskKeys(keys: DeskKeys): void {
  const single = useSingleKeys();
  const latest = useRef(keys);
  useLayoutEffect(() => {
    latest.current = keys;
  });
  // Before paint: who sees the desk may press.
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const kind = kindOf(event.key);
      const { target } = event;
      if (kind === null || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (!single && kind !== 'step') return;
      if (
        isTyping(target) ||
        document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null
      )
        return;
      if (
        target instanceof Element &&
        (target.closest(OTHERS) !== null || (kind === 'play' && target.closest(PRESSED) !== null))
      )
        return;
      event.preventDefault();
      const by = event.key === 'ArrowRight' || event.key === ']' ? 1 : -1;
      if (kind === 'step' || kind === 'flow') latest.current[kind](by);
      else latest.current[kind]();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [single]);
}
