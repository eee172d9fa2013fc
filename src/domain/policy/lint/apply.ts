/** Carrying out edits, one by one and in bulk. */
import type { TextEdit } from './finding.ts';

/** In the order of the text, and none over another. */
export const compatible = (edits: readonly TextEdit[]): boolean =>
  edits.every(({ from, to }, i) => from <= to && (i === 0 || from >= edits[i - 1]!.to)); // i > 0

/** The text with the edits made. They must be in its order and must not overlap: else RangeError. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const last = edits.at(-1);
  if (!compatible(edits) || (last !== undefined && last.to > text.length))
    throw new RangeError('The edits overlap, or reach past the text.');
  let out = '';
  let at = 0;
  for (const { from, to, insert } of edits) {
    out += text.slice(at, from) + insert;
    at = to;
  }
  return out + text.slice(at);
}
