import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { Annotation, EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { useEffect, useImperativeHandle, useLayoutEffect, useRef } from 'react';
import styles from './policy-text.module.css';
import type { PolicyTextProps } from './policy-text.tsx';
import { INK, THEME } from './theme.ts';

/** Of a change that nobody typed: who made it knows the text. */
const FROM_OUTSIDE = Annotation.define<boolean>();

const nonce = (): string => document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

/** The JSON editor. Tab indents; Escape, then Tab, leaves it. Styles carry the page's nonce, so that the strict policy lets them in. */
export default function PolicyTextEditor({ label, text, marks, onChange, ref }: PolicyTextProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  // The editor is made once and reads what is newest from here.
  const newest = useRef(onChange);
  newest.current = onChange;

  // Before anything is painted: the editor would be seen before it has measured itself.
  useLayoutEffect(() => {
    if (host.current === null) return;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: text,
        extensions: [
          EditorView.cspNonce.of(nonce()),
          EditorView.contentAttributes.of({
            tabindex: '0',
            'aria-label': `${label}, JSON. Escape, then Tab, leaves the editor.`,
          }),
          lintGutter(),
          lineNumbers(),
          history(),
          drawSelection(),
          indentOnInput(),
          bracketMatching(),
          highlightActiveLine(),
          EditorView.lineWrapping,
          json(),
          syntaxHighlighting(INK),
          keymap.of([indentWithTab, ...defaultKeymap, ...historyKeymap]),
          EditorState.tabSize.of(2),
          EditorView.updateListener.of((update) => {
            if (
              update.docChanged &&
              !update.transactions.some((each) => each.annotation(FROM_OUTSIDE) === true)
            )
              newest.current(update.state.doc.toString());
          }),
          THEME,
        ],
      }),
    });
    view.current = editor;
    // What asks for a place makes it measure now instead of in the next frame; until then its line numbers stand beside their lines.
    editor.coordsAtPos(0);
    // A font that comes later is of another width and height.
    const measureAnew = (): void => editor.requestMeasure();
    document.fonts.addEventListener('loadingdone', measureAnew);
    return () => {
      document.fonts.removeEventListener('loadingdone', measureAnew);
      editor.destroy();
      view.current = null;
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- made once; text from outside is put in below
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (editor === null || editor.state.doc.toString() === text) return;
    editor.dispatch({
      changes: { from: 0, to: editor.state.doc.length, insert: text },
      annotations: FROM_OUTSIDE.of(true),
    });
  }, [text]);
  useEffect(() => {
    const editor = view.current;
    if (editor === null) return;
    const end = editor.state.doc.length;
    const marked = marks
      .map(({ from, to, ...rest }) => ({ ...rest, from: Math.min(from, end), to: Math.min(to, end) }))
      .toSorted((a, b) => a.from - b.from || a.to - b.to);
    editor.dispatch(setDiagnostics(editor.state, marked));
  }, [marks]);
  useImperativeHandle(ref, () => ({
    goTo: (at) => {
      const editor = view.current;
      if (editor === null) return;
      const anchor = Math.min(at, editor.state.doc.length);
      editor.dispatch({
        selection: { anchor },
        effects: EditorView.scrollIntoView(anchor, { y: 'center' }),
      });
      editor.focus();
    },
  }));
  return <div ref={host} className={styles['editor']} />;
}
