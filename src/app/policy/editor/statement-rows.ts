import { RangeSetBuilder, StateEffect, StateField } from '@codemirror/state';
import { Decoration, EditorView, WidgetType, type DecorationSet } from '@codemirror/view';
import type { Place } from '../../../domain/policy/document.ts';

/** Where the statements stand, and how much room each needs below its text so that its English fits beside it, in px. */
export const setStatements = StateEffect.define<{
  readonly places: readonly Place[];
  readonly gaps: readonly number[];
}>();

class Gap extends WidgetType {
  readonly height: number;
  constructor(height: number) {
    super();
    this.height = height;
  }
  override eq(other: Gap): boolean {
    return other.height === this.height;
  }
  override toDOM(): HTMLElement {
    const room = document.createElement('div');
    room.className = 'cm-room';
    room.style.height = `${this.height}px`;
    return room;
  }
  override get estimatedHeight(): number {
    return this.height;
  }
}

interface Rows {
  readonly places: readonly Place[];
  readonly gaps: readonly number[];
  readonly marks: DecorationSet;
}

const FIRST_LINE = Decoration.line({ class: 'cm-statement' });
const LINE_AFTER = Decoration.line({ class: 'cm-afterStatements' });

/** The hairline above each statement, and the room below it. */
export const statementRows = StateField.define<Rows>({
  create: () => ({ places: [], gaps: [], marks: Decoration.none }),
  update: (value, tr) => {
    let { places, gaps } = value;
    let changed = tr.docChanged && places.length > 0;
    if (changed)
      places = places.map(({ from, to }) => ({
        // Whose whole text was replaced is where the new text is.
        from: tr.changes.mapPos(from, -1),
        to: tr.changes.mapPos(to, 1),
      }));
    for (const effect of tr.effects) {
      if (!effect.is(setStatements)) continue;
      ({ places, gaps } = effect.value);
      changed = true;
    }
    if (!changed) return value;
    const { doc } = tr.state;
    const marks: { at: number; mark: Decoration }[] = [];
    const starts = new Set<number>();
    places.forEach(({ from, to }, i) => {
      const first = doc.lineAt(Math.min(from, doc.length));
      const last = doc.lineAt(Math.max(first.from, Math.min(to, doc.length)));
      if (!starts.has(first.from)) marks.push({ at: first.from, mark: FIRST_LINE });
      starts.add(first.from);
      const gap = gaps[i] ?? 0;
      if (gap > 0)
        marks.push({
          at: last.to,
          mark: Decoration.widget({ widget: new Gap(gap), block: true, side: 3 }),
        });
      if (i === places.length - 1 && last.number < doc.lines) {
        const after = doc.line(last.number + 1);
        if (!starts.has(after.from)) marks.push({ at: after.from, mark: LINE_AFTER });
      }
    });
    const builder = new RangeSetBuilder<Decoration>();
    for (const { at, mark } of marks.toSorted((a, b) => a.at - b.at || a.mark.startSide - b.mark.startSide))
      builder.add(at, at, mark);
    return { places, gaps, marks: builder.finish() };
  },
  provide: (field) => EditorView.decorations.from(field, ({ marks }) => marks),
});

/** One statement in the picture: px from the top of the text. */
export interface Row {
  readonly top: number;
  /** Of its text, without the room below it. */
  readonly bottom: number;
}

/** Where the statements are seen. */
export function rowsOf(view: EditorView): readonly Row[] {
  const { places, gaps } = view.state.field(statementRows);
  const { top: padding } = view.documentPadding;
  const end = view.state.doc.length;
  return places.map(({ from, to }, i) => ({
    top: Math.round(padding + view.lineBlockAt(Math.min(from, end)).top),
    bottom: Math.round(padding + view.lineBlockAt(Math.min(to, end)).bottom - (gaps[i] ?? 0)),
  }));
}
