import { Facet, RangeSetBuilder, StateField, type EditorState } from '@codemirror/state';
import { Decoration, EditorView, WidgetType, type DecorationSet } from '@codemirror/view';
import { diffLines, middle, type DiffLine } from '../../ui/text-diff.ts';

/** The text that edits are measured against: what is in force. Empty: nothing is, so that nothing is marked. */
export const savedText = Facet.define<string, string>({ combine: (values) => values[0] ?? '' });

/** Characters of a removed part that are shown. */
const MOST_SHOWN = 72;
/** Removed lines that are shown before somebody asks for all. */
const MOST_LINES = 6;

const clipped = (text: string): string =>
  text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN - 1)}…`;

/** Removed text, struck through. Not part of the document: it cannot be edited, and is not copied. */
class Gone extends WidgetType {
  readonly lines: readonly string[];
  readonly block: boolean;
  constructor(lines: readonly string[], block: boolean) {
    super();
    this.lines = lines;
    this.block = block;
  }
  override eq(other: Gone): boolean {
    return other.block === this.block && other.lines.join('\n') === this.lines.join('\n');
  }
  override toDOM(view: EditorView): HTMLElement {
    const host = document.createElement(this.block ? 'div' : 'span');
    host.className = this.block ? 'cm-goneLines' : 'cm-gone';
    const rows = this.lines.map((line) => {
      const row = document.createElement(this.block ? 'div' : 'span');
      const del = document.createElement('del');
      del.textContent = clipped(line.trim());
      // Indentation is not struck through.
      row.append(this.block ? (/^\s*/.exec(line)?.[0] ?? '') : '', del);
      return row;
    });
    host.append(...rows.slice(0, MOST_LINES));
    const more = this.lines.length - MOST_LINES;
    if (more <= 0) return host;
    const open = document.createElement('button');
    open.type = 'button';
    open.textContent = `Show ${more} more removed ${more === 1 ? 'line' : 'lines'}`;
    open.addEventListener('click', () => {
      open.replaceWith(...rows.slice(MOST_LINES));
      view.requestMeasure();
      view.focus();
    });
    host.append(open);
    return host;
  }
  override get estimatedHeight(): number {
    return this.block ? 18 * Math.min(this.lines.length, MOST_LINES + 1) : -1;
  }
  override ignoreEvent(): boolean {
    return true;
  }
}

const NEW_LINE = Decoration.line({ class: 'cm-newLine' });
const inline = (text: string): Decoration => Decoration.widget({ widget: new Gone([text], false), side: -1 });
const block = (lines: readonly string[], side: -1 | 1): Decoration =>
  Decoration.widget({ widget: new Gone(lines, true), block: true, side });

/** A comma that comes or goes with a neighbour is no change of its line. */
const withoutCommas = (text: string): string => text.replace(/,[ \t]*$/gm, '');
const nameIn = (line: string): string | undefined => /^\s*("[^"]*")\s*:/.exec(line)?.[1];
/** The one takes the place of the other: both are the same member, or neither is one. */
const answers = (before: string, after: string): boolean => nameIn(before) === nameIn(after);

/** What of a line is gone, and where in the new one stands what took its place; null: only something was added. */
export function replaced(
  before: string,
  after: string,
): { readonly at: number; readonly was: string } | null {
  const { from, to } = middle(before, after);
  // Whole words: half a name says nothing.
  const start = before.slice(0, from).search(/[^\s"[\]{},:]*$/);
  const rest = /^[^\s"[\]{},:]*/.exec(before.slice(to))?.[0].length ?? 0;
  const was = from === to ? '' : before.slice(start, to + rest).replace(/^[\s,]+|[\s,]+$/g, '');
  if (was === '') return null;
  // Not inside what is shown folded.
  const folded = after.slice(0, start).search(/arn:aws:iam::\d*$/);
  return { at: folded === -1 ? start : folded, was };
}

function marks(state: EditorState): DecorationSet {
  const saved = state.facet(savedText);
  const text = state.doc.toString();
  const builder = new RangeSetBuilder<Decoration>();
  if (saved === text || saved === '') return builder.finish();
  const lines = diffLines(withoutCommas(saved), withoutCommas(text));
  for (let i = 0; i < lines.length;) {
    const gone: DiffLine[] = [];
    const fresh: DiffLine[] = [];
    for (; lines[i]?.kind === 'gone'; i++) gone.push(lines[i]!); // its kind was just read
    for (; lines[i]?.kind === 'new'; i++) fresh.push(lines[i]!); // likewise
    if (gone.length === 0 && fresh.length === 0) {
      i++;
      continue;
    }
    const left: string[] = [];
    const pairs = fresh.map(({ text: now }) => {
      const found = gone.findIndex((line) => answers(line.text, now));
      if (found === -1) return undefined;
      const passed = gone.splice(0, found + 1);
      left.push(...passed.slice(0, -1).map((line) => line.text));
      return passed.at(-1);
    });
    left.push(...gone.map((line) => line.text));
    fresh.forEach(({ after, text: now }, at) => {
      const line = state.doc.line(after ?? 1);
      builder.add(line.from, line.from, NEW_LINE);
      const before = pairs[at];
      const gap = before === undefined ? null : replaced(before.text, now);
      if (gap !== null) builder.add(line.from + gap.at, line.from + gap.at, inline(gap.was));
      if (at === fresh.length - 1 && left.length > 0) builder.add(line.to, line.to, block(left, 1));
    });
    if (fresh.length === 0) {
      const next = lines[i]?.after;
      const spot = next == null ? state.doc.length : state.doc.line(next).from;
      builder.add(spot, spot, block(left, next == null ? 1 : -1));
    }
  }
  return builder.finish();
}

/** Lines that are not as they were saved: a bar and a soft ground, and what stood there struck through. */
export const changeMarks = StateField.define<DecorationSet>({
  create: marks,
  update: (value, tr) =>
    tr.docChanged || tr.startState.facet(savedText) !== tr.state.facet(savedText) ? marks(tr.state) : value,
  provide: (field) => EditorView.decorations.from(field),
});
