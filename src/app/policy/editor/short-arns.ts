import { RangeSetBuilder } from '@codemirror/state';
import {
  Decoration,
  type EditorView,
  ViewPlugin,
  WidgetType,
  type DecorationSet,
  type ViewUpdate,
} from '@codemirror/view';

class Prefix extends WidgetType {
  readonly whole: string;
  constructor(whole: string) {
    super();
    this.whole = whole;
  }
  override eq(other: Prefix): boolean {
    return other.whole === this.whole;
  }
  override toDOM(): HTMLElement {
    const fold = document.createElement('span');
    fold.className = 'cm-fold';
    fold.textContent = `…${this.whole.slice(-5)}`;
    fold.title = this.whole;
    return fold;
  }
}

/** `"arn:aws:iam::111122223333:` is shown as `"…3333:`, but where the cursor is in that string. */
function folds(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  const { doc, selection } = view.state;
  for (const { from, to } of view.visibleRanges) {
    const text = doc.sliceString(from, to);
    for (const found of text.matchAll(/"(arn:aws:iam::\d{12}:)[^"\n]*"?/g)) {
      const start = from + found.index;
      const end = start + found[0].length;
      const [, whole = ''] = found;
      if (view.hasFocus && selection.ranges.some((range) => range.from <= end && range.to >= start)) continue;
      builder.add(start + 1, start + 1 + whole.length, Decoration.replace({ widget: new Prefix(whole) }));
    }
  }
  return builder.finish();
}

/** Account prefixes of ARNs, folded: the last part is what tells principals apart. */
export const shortArns = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = folds(view);
    }
    update(update: ViewUpdate): void {
      if (update.docChanged || update.viewportChanged || update.selectionSet || update.focusChanged)
        this.decorations = folds(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);
