/** Line by line, what of two texts is the same, gone or new: the shortest such script (Myers 1986, linear walk over small texts). */

export interface DiffLine {
  readonly kind: 'same' | 'gone' | 'new';
  readonly text: string;
  /** From 1; null where that side has no such line. */
  readonly before: number | null;
  readonly after: number | null;
}

/** More differences than this and the middle is shown as replaced whole: reading it line by line would help nobody. */
const MOST_CHANGES = 1_000;

/** Points of the furthest path with each number of changes; null where there are too many. */
function trace(a: readonly string[], b: readonly string[]): readonly Int32Array[] | null {
  const most = Math.min(a.length + b.length, MOST_CHANGES);
  const furthest = new Int32Array(2 * most + 3);
  const steps: Int32Array[] = [];
  for (let d = 0; d <= most; d++) {
    steps.push(furthest.slice());
    for (let k = -d; k <= d; k += 2) {
      const at = k + most + 1;
      const down = k === -d || (k !== d && furthest[at - 1]! < furthest[at + 1]!); // within the array by its size
      let x = down ? furthest[at + 1]! : furthest[at - 1]! + 1; // likewise
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      furthest[at] = x;
      if (x >= a.length && x - k >= b.length) return steps;
    }
  }
  return null;
}

/** Pairs of equal lines, by index, in order. */
function common(a: readonly string[], b: readonly string[]): readonly (readonly [number, number])[] {
  const steps = trace(a, b);
  if (steps === null) return [];
  const most = Math.min(a.length + b.length, MOST_CHANGES);
  const pairs: (readonly [number, number])[] = [];
  let [x, y] = [a.length, b.length];
  for (let d = steps.length - 1; d >= 0; d--) {
    const furthest = steps[d]!; // d is one of its indexes
    const k = x - y;
    const at = k + most + 1;
    const down = k === -d || (k !== d && furthest[at - 1]! < furthest[at + 1]!); // as in trace
    const fromX = d === 0 ? 0 : down ? furthest[at + 1]! : furthest[at - 1]! + 1; // as in trace
    while (x > fromX && x > 0 && y > 0) pairs.push([--x, --y]);
    if (d > 0) [x, y] = down ? [x, x - (k + 1)] : [x - 1, x - 1 - (k - 1)];
  }
  return pairs.toReversed();
}

/** All lines of both texts in the order of a unified diff: what is gone before what is new. */
export function diffLines(before: string, after: string): readonly DiffLine[] {
  const a = before.split('\n');
  const b = after.split('\n');
  const lines: DiffLine[] = [];
  let [x, y] = [0, 0];
  const to = (endX: number, endY: number): void => {
    for (; x < endX; x++) lines.push({ kind: 'gone', text: a[x] ?? '', before: x + 1, after: null });
    for (; y < endY; y++) lines.push({ kind: 'new', text: b[y] ?? '', before: null, after: y + 1 });
  };
  for (const [i, j] of common(a, b)) {
    to(i, j);
    lines.push({ kind: 'same', text: a[i] ?? '', before: ++x, after: ++y });
  }
  to(a.length, b.length);
  return lines;
}

export interface Hunk {
  readonly lines: readonly DiffLine[];
  /** Lines left out before it. */
  readonly skipped: number;
}

/** Only what changed, with `around` lines on both sides. Nothing changed: no hunk. */
export function hunks(lines: readonly DiffLine[], around = 3): readonly Hunk[] {
  const shown = new Set<number>();
  lines.forEach(({ kind }, i) => {
    if (kind !== 'same') for (let j = i - around; j <= i + around; j++) shown.add(j);
  });
  const found: { lines: DiffLine[]; skipped: number }[] = [];
  let skipped = 0;
  let open: { lines: DiffLine[]; skipped: number } | null = null;
  lines.forEach((line, i) => {
    if (!shown.has(i)) {
      skipped++;
      open = null;
      return;
    }
    if (open === null) found.push((open = { lines: [], skipped }));
    skipped = 0;
    open.lines.push(line);
  });
  return found;
}

/** Both texts but what they begin and end with alike: the smallest single change that makes the second of the first. */
export function middle(before: string, after: string): { from: number; to: number; insert: string } {
  const most = Math.min(before.length, after.length);
  let from = 0;
  while (from < most && before.charCodeAt(from) === after.charCodeAt(from)) from++;
  let end = 0;
  while (
    end < most - from &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  )
    end++;
  return { from, to: before.length - end, insert: after.slice(from, after.length - end) };
}

/** Edits that make the second text of the first, line by line: what is the same is not touched, so that a cursor in it stays. */
export function editsBetween(
  before: string,
  after: string,
): readonly { readonly from: number; readonly to: number; readonly insert: string }[] {
  const edits: { from: number; to: number; insert: string }[] = [];
  let at = 0;
  let open = { from: 0, gone: '', fresh: '' };
  const close = (): void => {
    const { from, to, insert } = middle(open.gone, open.fresh);
    if (from !== to || insert !== '') edits.push({ from: open.from + from, to: open.from + to, insert });
    open = { from: at, gone: '', fresh: '' };
  };
  // A line with the break before it; the first has none.
  const line = (number: number | null, text: string): string =>
    number === null ? '' : number === 1 ? text : `\n${text}`;
  for (const { text, before: was, after: is } of diffLines(before, after)) {
    const gone = line(was, text);
    const fresh = line(is, text);
    at += gone.length;
    if (gone === fresh) close();
    else open = { ...open, gone: open.gone + gone, fresh: open.fresh + fresh };
  }
  close();
  return edits;
}
