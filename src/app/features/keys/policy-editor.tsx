import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { forceLinting, linter, lintGutter, type Diagnostic } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useImperativeHandle, useLayoutEffect, useRef, type Ref } from 'react';
import type { Place } from '../../../domain/policy/document.ts';
import styles from './policy-tab.module.css';

/** JSON is monochrome: only findings and edits have colour. */
const INK = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--ink-2)' },
  { tag: [tags.string, tags.number, tags.bool, tags.null], color: 'var(--ink)', fontWeight: '500' },
  { tag: tags.punctuation, color: 'var(--ink-3)' },
]);

/** Sizes stand in the style sheet of the page, which is there before the editor: it measures itself once, with what is in force then. */
const THEME = EditorView.theme({
  '&': { backgroundColor: 'var(--surface)', color: 'var(--ink-3)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-content': { caretColor: 'var(--ink)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-gutters': {
    backgroundColor: 'var(--surface)',
    color: 'var(--ink-3)',
    border: 'none',
  },
  '.cm-activeLine, .cm-activeLineGutter': {
    backgroundColor: 'color-mix(in srgb, var(--sunken) 60%, transparent)',
  },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': {
    backgroundColor: 'var(--brass-soft)',
  },
  '&.cm-focused .cm-matchingBracket, .cm-matchingBracket': {
    backgroundColor: 'transparent',
    outline: '1px solid var(--line-strong)',
  },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--denied) 1px',
    textUnderlineOffset: '4px',
  },
  // The stock mark is a data: image; ours is the filled diamond of a high finding.
  '.cm-lint-marker-error': {
    content: 'normal',
    width: '7px',
    height: '7px',
    margin: '5px 3px',
    backgroundColor: 'var(--denied)',
    transform: 'rotate(45deg)',
  },
  '.cm-lintRange-warning': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--failed) 1px',
    textUnderlineOffset: '4px',
  },
  '.cm-lint-marker-warning': {
    content: 'normal',
    width: '7px',
    height: '7px',
    margin: '5px 3px',
    border: '1.5px solid var(--failed)',
    transform: 'rotate(45deg)',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--surface)',
    border: '1px solid var(--line)',
    borderRadius: '8px',
    boxShadow: 'var(--shadow)',
    color: 'var(--ink)',
    maxWidth: '420px',
  },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--denied)', fontFamily: 'var(--font-ui)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--failed)', fontFamily: 'var(--font-ui)' },
});

/** Something to mark in the text: an error keeps it from being saved, a warning does not. */
export interface Finding extends Place {
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

export interface PolicyEditorHandle {
  /** Puts the cursor there and focus into the editor. */
  readonly goTo: (at: number) => void;
}

interface Props {
  readonly text: string;
  readonly findings: readonly Finding[];
  readonly onChange: (text: string) => void;
  readonly ref: Ref<PolicyEditorHandle>;
}

const nonce = (): string => document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

/** The JSON editor. Tab indents; Escape, then Tab, leaves it. Styles carry the page's nonce, so that the strict policy lets them in. */
export default function PolicyEditor({ text, findings, onChange, ref }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  // The editor is made once and reads what is newest from here.
  const newest = useRef({ findings, onChange });
  newest.current = { findings, onChange };

  // Before anything is painted: the editor would be seen before it has measured itself.
  useLayoutEffect(() => {
    if (host.current === null) return;
    const diagnostics = (editor: EditorView): Diagnostic[] => {
      const end = editor.state.doc.length;
      return newest.current.findings.map(({ from, to, severity, message }) => ({
        from: Math.min(from, end),
        to: Math.min(to, end),
        severity,
        message,
      }));
    };
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: text,
        extensions: [
          EditorView.cspNonce.of(nonce()),
          EditorView.contentAttributes.of({
            tabindex: '0',
            'aria-label': 'Key policy, JSON. Escape, then Tab, leaves the editor.',
          }),
          lineNumbers(),
          lintGutter(),
          history(),
          drawSelection(),
          indentOnInput(),
          bracketMatching(),
          highlightActiveLine(),
          json(),
          syntaxHighlighting(INK),
          linter(diagnostics, { delay: 0 }),
          keymap.of([indentWithTab, ...defaultKeymap, ...historyKeymap]),
          EditorState.tabSize.of(2),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) newest.current.onChange(update.state.doc.toString());
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
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
  }, [text]);
  useEffect(() => {
    if (view.current !== null) forceLinting(view.current);
  }, [findings]);
  useImperativeHandle(ref, () => ({
    goTo: (at) => {
      const editor = view.current;
      if (editor === null) return;
      editor.dispatch({ selection: { anchor: Math.min(at, editor.state.doc.length) }, scrollIntoView: true });
      editor.focus();
    },
  }));
  return <div ref={host} className={styles['editor']} />;
}
