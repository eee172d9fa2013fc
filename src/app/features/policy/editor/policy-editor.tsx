import {
  defaultKeymap,
  history,
  historyKeymap,
  indentWithTab,
  redo,
  redoDepth,
  undo,
  undoDepth,
} from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import {
  lintGutter,
  nextDiagnostic,
  previousDiagnostic,
  setDiagnostics,
  type Diagnostic,
} from '@codemirror/lint';
import { Compartment, EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { useEffect, useImperativeHandle, useLayoutEffect, useRef, type Ref } from 'react';
import type { Place } from '../../../../domain/policy/document.ts';
import type { Finding, Fix, Severity, TextEdit } from '../../../../domain/policy/lint/finding.ts';
import type { PolicyWorld } from '../../../../domain/policy/world.ts';
import { INK, THEME } from '../../../ui/policy-text/theme.ts';
import styles from '../policy-tab.module.css';
import { middle } from '../text-diff.ts';
import { changeMarks, savedText } from './change-marks.ts';
import { completion } from './completion.ts';
import { hover } from './hover.ts';
import { shortArns } from './short-arns.ts';
import { rowsOf, setStatements, statementRows, type Row } from './statement-rows.ts';

export interface PolicyEditorHandle {
  /** Puts the cursor there and focus into the editor. */
  readonly goTo: (at: number) => void;
  /** Shows a place without taking focus. */
  readonly show: (place: Place) => void;
  /** Changes the text in these places only; one step of undo. */
  readonly apply: (edits: readonly TextEdit[]) => void;
  readonly undo: () => void;
  readonly redo: () => void;
}

/** What the page knows of the editor beyond its text. */
export interface EditorFacts {
  readonly caret: number;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

interface Props {
  readonly text: string;
  readonly saved: string;
  readonly world: PolicyWorld;
  /** Null: they are of another text; what is marked stays, moved with the text. */
  readonly findings: readonly Finding[] | null;
  /** Null likewise. */
  readonly statements: readonly Place[] | null;
  /** Room below each statement, px. */
  readonly gaps: readonly number[];
  readonly onChange: (text: string) => void;
  readonly onState: (state: EditorFacts) => void;
  readonly onRows: (rows: readonly Row[]) => void;
  readonly onFix: (fix: Fix) => void;
  /** Somebody asks what can be done about what stands here. */
  readonly onAsk: (at: number) => void;
  readonly ref: Ref<PolicyEditorHandle>;
}

const nonce = (): string => document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

const MARKS: Readonly<Record<Severity, Diagnostic['severity']>> = {
  error: 'error',
  high: 'error',
  medium: 'warning',
  low: 'info',
  info: 'hint',
};

const SAVED = new Compartment();

function diagnostics(
  findings: readonly Finding[],
  end: number,
  onFix: (fix: Fix) => void,
): readonly Diagnostic[] {
  return findings
    .map((finding) => ({
      from: Math.min(finding.from, end),
      to: Math.min(finding.to, end),
      severity: MARKS[finding.severity],
      source: finding.code,
      message: finding.message,
      actions: finding.fixes.map((fix) => ({ name: fix.title, apply: () => onFix(fix) })),
    }))
    .toSorted((a, b) => a.from - b.from || a.to - b.to);
}

/** The JSON editor. Tab indents; Escape, then Tab, leaves it. Styles carry the page's nonce, so that the strict policy lets them in. */
export default function PolicyEditor(props: Props) {
  const { text, saved, findings, statements, gaps, ref } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  // The editor is made once and reads what is newest from here.
  const newest = useRef(props);
  newest.current = props;

  // Before anything is painted: the editor would be seen before it has measured itself.
  useLayoutEffect(() => {
    if (host.current === null) return;
    const world = (): PolicyWorld => newest.current.world;
    const tell = (editor: EditorView): void =>
      newest.current.onState({
        caret: editor.state.selection.main.head,
        canUndo: undoDepth(editor.state) > 0,
        canRedo: redoDepth(editor.state) > 0,
      });
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
          SAVED.of(savedText.of(saved)),
          changeMarks,
          statementRows,
          shortArns,
          completion(world),
          hover(world),
          keymap.of([
            { key: 'F8', run: nextDiagnostic, shift: previousDiagnostic },
            {
              key: 'Mod-.',
              run: ({ state }) => {
                newest.current.onAsk(state.selection.main.head);
                return true;
              },
            },
            indentWithTab,
            ...defaultKeymap,
            ...historyKeymap,
          ]),
          EditorState.tabSize.of(2),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) newest.current.onChange(update.state.doc.toString());
            if (update.docChanged || update.selectionSet) tell(update.view);
            if (update.geometryChanged || update.docChanged || update.transactions.length > 0)
              newest.current.onRows(rowsOf(update.view));
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
    const shown = editor?.state.doc.toString();
    if (editor === null || shown === undefined || shown === text) return;
    editor.dispatch({ changes: middle(shown, text) });
  }, [text]);
  useEffect(() => {
    view.current?.dispatch({ effects: SAVED.reconfigure(savedText.of(saved)) });
  }, [saved]);
  useEffect(() => {
    const editor = view.current;
    if (editor === null || findings === null) return;
    const marked = diagnostics(findings, editor.state.doc.length, (fix) => newest.current.onFix(fix));
    editor.dispatch(setDiagnostics(editor.state, marked));
  }, [findings]);
  useEffect(() => {
    const editor = view.current;
    if (editor === null) return;
    const places = statements ?? editor.state.field(statementRows).places;
    editor.dispatch({ effects: setStatements.of({ places, gaps }) });
  }, [statements, gaps]);
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
    show: ({ from, to }) => {
      const editor = view.current;
      if (editor === null) return;
      const end = editor.state.doc.length;
      editor.dispatch({
        selection: { anchor: Math.min(from, end) },
        effects: EditorView.scrollIntoView(Math.min(to, end), { y: 'nearest', yMargin: 40 }),
      });
    },
    apply: (edits) =>
      view.current?.dispatch({
        changes: edits.map(({ from, to, insert }) => ({ from, to, insert })),
        userEvent: 'input.fix',
        scrollIntoView: false,
      }),
    undo: () => view.current !== null && undo(view.current),
    redo: () => view.current !== null && redo(view.current),
  }));
  return <div ref={host} className={styles['editor']} />;
}
