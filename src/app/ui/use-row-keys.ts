import { useEffect, useRef, type RefObject } from 'react';

const inField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
  !(target instanceof HTMLInputElement && target.type === 'checkbox');

/** Rows are `[data-row]`; the first link of one is where focus stands. */
const linkOf = (row: Element | undefined): HTMLElement | null => row?.querySelector<HTMLElement>('a') ?? null;

/**
 * Keys of a list: `j` and `k` go to the next and the previous row's link (Enter then opens it, as with any link), `x` chooses the row
 * that has focus, and with shift the range up to it. Nothing while a field has focus or a dialog is open. `onToggle` null: no keys.
 */
export function useRowKeys(
  table: RefObject<HTMLElement | null>,
  onToggle: ((row: string, range: boolean) => void) | null,
): void {
  const toggle = useRef(onToggle);
  useEffect(() => {
    toggle.current = onToggle;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (toggle.current === null || event.defaultPrevented) return;
      if (event.ctrlKey || event.metaKey || event.altKey || inField(event.target)) return;
      if (document.querySelector('[role="dialog"], [role="menu"]') !== null) return;
      const key = event.key.toLowerCase();
      if (key !== 'j' && key !== 'k' && key !== 'x') return;
      const rows = [...(table.current?.querySelectorAll('[data-row]') ?? [])];
      const at = rows.findIndex((row) => row.contains(document.activeElement));
      if (key === 'x') {
        const name = rows[at]?.getAttribute('data-row');
        if (name == null) return;
        event.preventDefault();
        toggle.current(name, event.shiftKey);
        return;
      }
      const next = linkOf(
        rows[at === -1 ? (key === 'j' ? 0 : rows.length - 1) : at + (key === 'j' ? 1 : -1)],
      );
      if (next === null) return;
      event.preventDefault();
      next.focus({ preventScroll: true });
      next.scrollIntoView({ block: 'nearest' });
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [table]);
}
