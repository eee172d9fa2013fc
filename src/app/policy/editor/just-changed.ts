import { EditorSelection, RangeSetBuilder, StateEffect, StateField } from '@codemirror/state';
import { Decoration, EditorView, type DecorationSet } from '@codemirror/view';
import type { Place } from '../../../domain/policy/document.ts';
import { changedPlaces } from './changed-places.ts';

/** How long it is marked, ms. The style sheet lets it fade in that time. */
const MARKED_FOR = 2_500;

const mark = StateEffect.define<readonly Place[]>();
const LINE = Decoration.line({ class: 'cm-justChanged' });

/** What somebody had changed for them just now: marked until it is seen. */
export const justChanged = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (value, tr) => {
    const asked = tr.effects.find((effect) => effect.is(mark));
    if (asked === undefined) return value.map(tr.changes);
    const builder = new RangeSetBuilder<Decoration>();
    const { doc } = tr.state;
    let last = 0;
    for (const { from, to } of asked.value)
      for (let n = Math.max(last + 1, doc.lineAt(from).number); n <= doc.lineAt(to).number; n++) {
        const { from: start } = doc.line(n);
        builder.add(start, start, LINE);
        last = n;
      }
    return builder.finish();
  },
  provide: (field) => EditorView.decorations.from(field),
});

const ends = new WeakMap<EditorView, ReturnType<typeof setTimeout>>();

/** Shows the statements that these places of the text are in, the first of them at least, and marks them for a moment. Focus stays. */
export function showChanged(
  view: EditorView,
  changed: readonly Place[],
  where: { readonly y: 'nearest' | 'start'; readonly yMargin: number } = { y: 'nearest', yMargin: 40 },
): void {
  const places = changedPlaces(view.state.doc.toString(), changed);
  const [first] = places;
  if (first === undefined) return;
  view.dispatch({
    effects: [
      mark.of(places),
      // The head is the start: of what is longer than the window, that is seen.
      EditorView.scrollIntoView(EditorSelection.range(first.to, first.from), where),
    ],
  });
  clearTimeout(ends.get(view));
  const end = setTimeout(() => {
    // An editor that is gone has no moment to end.
    if (view.dom.isConnected) view.dispatch({ effects: mark.of([]) });
  }, MARKED_FOR);
  ends.set(view, end);
}
