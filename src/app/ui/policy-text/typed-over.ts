import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';

/**
 * What is typed over a selection of several lines is put in by the editor itself. Left to the browser, Chromium joins the lines' elements
 * and keeps their look by a style attribute, which the strict policy blocks and reports. Composed text (IME) stays the browser's.
 */
export const typedOver: Extension = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { data, inputType } = event;
    const { from, to } = view.state.selection.main;
    if (inputType !== 'insertText' || data === null || view.composing || view.state.readOnly) return false;
    if (to <= view.state.doc.lineAt(from).to) return false;
    event.preventDefault();
    const insert = () =>
      view.state.update(view.state.replaceSelection(data), { userEvent: 'input.type', scrollIntoView: true });
    const handlers = view.state.facet(EditorView.inputHandler);
    if (!handlers.some((handle) => handle(view, from, to, data, insert))) view.dispatch(insert());
    return true;
  },
});
