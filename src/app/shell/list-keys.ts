/** j, k and x in whatever list the page shows: a row is what holds a link, and its first link is what is gone to. */

const rows = (): readonly HTMLElement[] =>
  [...document.querySelectorAll<HTMLElement>('main tbody tr, main [role="row"]')].filter(
    (row) => row.querySelector('a[href]') !== null && row.checkVisibility(),
  );

const current = (): number => rows().findIndex((row) => row.contains(document.activeElement));

/** Focus to the next (+1) or previous (−1) row; to the first where no row has it. At an end it stays. */
export function stepRow(by: 1 | -1): void {
  const all = rows();
  const at = current();
  const row = all[at === -1 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))];
  const link = row?.querySelector<HTMLElement>('a[href]');
  link?.focus();
  row?.scrollIntoView({ block: 'nearest' });
}

/** Ticks or unticks the row that has focus; `range`: as a click with shift, so from the last one chosen to this one. */
export function selectRow(range: boolean): void {
  const box = rows()[current()]?.querySelector<HTMLElement>('input[type="checkbox"]');
  box?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, shiftKey: range }));
}

/** Focus to the page's own search. */
export const focusSearch = (): void =>
  document.querySelector<HTMLElement>('main input[type="search"], main [data-page-search]')?.focus();
