import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { Annotation, Compartment, EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
  type ViewUpdate,
} from '@codemirror/view';
import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { middle } from '../text-diff.ts';
import { Echoes } from './echoes.ts';
import { INK, THEME } from './theme.ts';
import { typedOver } from './typed-over.ts';

/** Of a change that nobody typed: who made it knows the text. */
const FROM_OUTSIDE = Annotation.define<boolean>();
const LABEL = new Compartment();

const nonce = (): string => document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

const labelled = (label: string): Extension =>
  EditorView.contentAttributes.of({
    tabindex: '0',
    'aria-label': `${label}, JSON. Escape, then Tab, leaves the editor.`,
  });

export interface JsonEditor {
  /** Where it is to stand. */
  readonly host: RefObject<HTMLDivElement | null>;
  readonly view: RefObject<EditorView | null>;
}

/**
 * An editor of JSON with the desk's look, made once in `host`. Tab indents; Escape, then Tab, leaves it. `text` from outside is put in
 * where it differs, so that cursor and undo stay, and is not told back. Styles carry the page's nonce, so that the strict policy lets them in.
 */
export function useJsonEditor({
  label,
  text,
  onChange,
  onUpdate,
  extensions,
}: {
  /** What is edited: "Key policy". */
  readonly label: string;
  readonly text: string;
  /** Somebody typed, or did something that changes the text. */
  readonly onChange: (text: string) => void;
  /** Anything about the editor changed. */
  readonly onUpdate?: (update: ViewUpdate) => void;
  /** Asked once, when it is made; they come before the usual keys. */
  readonly extensions?: () => Extension;
}): JsonEditor {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  // The editor is made once and reads what is newest from here.
  const [echoes] = useState(() => new Echoes());
  const newest = useRef({ onChange, onUpdate });
  useLayoutEffect(() => {
    newest.current = { onChange, onUpdate };
  });

  // Before anything is painted: the editor would be seen before it has measured itself.
  useLayoutEffect(() => {
    if (host.current === null) return;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: text,
        extensions: [
          EditorView.cspNonce.of(nonce()),
          LABEL.of(labelled(label)),
          lintGutter(),
          lineNumbers(),
          history(),
          drawSelection(),
          indentOnInput(),
          bracketMatching(),
          highlightActiveLine(),
          EditorView.lineWrapping,
          typedOver,
          json(),
          syntaxHighlighting(INK),
          extensions?.() ?? [],
          keymap.of([indentWithTab, ...defaultKeymap, ...historyKeymap]),
          EditorState.tabSize.of(2),
          EditorView.updateListener.of((update) => {
            const fromOutside = update.transactions.some((each) => each.annotation(FROM_OUTSIDE) === true);
            if (update.docChanged && !fromOutside) {
              const now = update.state.doc.toString();
              echoes.told(now);
              newest.current.onChange(now);
            }
            newest.current.onUpdate?.(update);
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
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- made once; what is given later is put in below
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (editor === null || echoes.isEcho(text)) return;
    const shown = editor.state.doc.toString();
    if (shown === text) return;
    editor.dispatch({ changes: middle(shown, text), annotations: FROM_OUTSIDE.of(true) });
  }, [text, echoes]);
  useEffect(() => {
    view.current?.dispatch({ effects: LABEL.reconfigure(labelled(label)) });
  }, [label]);
  return { host, view };
}

/** Puts the cursor there, in the middle of what is seen, and focus into the editor. */
export function goTo(editor: EditorView | null, at: number): void {
  if (editor === null) return;
  const anchor = Math.min(at, editor.state.doc.length);
  editor.dispatch({
    selection: { anchor },
    effects: EditorView.scrollIntoView(anchor, { y: 'center' }),
  });
  editor.focus();
}

/** Marks these places in place of those that were marked. */
export function putMarks(editor: EditorView | null, marks: readonly Diagnostic[]): void {
  if (editor === null) return;
  const end = editor.state.doc.length;
  const within = marks
    .map((mark) => ({ ...mark, from: Math.min(mark.from, end), to: Math.min(mark.to, end) }))
    .toSorted((a, b) => a.from - b.from || a.to - b.to);
  editor.dispatch(setDiagnostics(editor.state, within));
}
