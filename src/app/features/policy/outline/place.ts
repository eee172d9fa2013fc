import type { Row } from '../../../policy/editor/statement-rows.ts';

/** Where each cell stands, none above `floor`, and how much room its statement lacks below its own lines. */
export function place(
  rows: readonly Row[],
  heights: readonly number[],
  floor = 0,
): { readonly tops: readonly number[]; readonly gaps: readonly number[] } {
  const tops: number[] = [];
  const gaps: number[] = [];
  let bottom = floor;
  heights.forEach((height, i) => {
    const row = rows[i];
    const top = Math.max(row?.top ?? bottom, bottom);
    bottom = top + height;
    tops.push(top);
    const next = rows[i + 1];
    // Where the next statement begins on the same line there is no room to make between them.
    const shared = row !== undefined && next !== undefined && next.top < row.bottom;
    gaps.push(row === undefined || shared ? 0 : Math.max(0, Math.ceil(bottom - row.bottom)));
  });
  return { tops, gaps };
}
