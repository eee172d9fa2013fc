import { redo, redoDepth, undo, undoDepth } from '@codemirror/commands';
import { nextDiagnostic, previousDiagnostic, type Diagnostic } from '@codemirror/lint';
import { Compartment, type Extension } from '@codemirror/state';
import { closeHoverTooltips, EditorView, hasHoverTooltips, keymap, type ViewUpdate } from '@codemirror/view';
import { useEffect, useImperativeHandle, useLayoutEffect, useRef, type Ref, type RefObject } from 'react';
import type { Place, PolicyKind } from '../../../domain/policy/document.ts';
import type { Finding, Fix, TextEdit } from '../../../domain/policy/lint/finding.ts';
import type { PolicyWorld } from '../../../domain/policy/world.ts';
import { EditorHost } from '../../ui/policy-text/editor-host.tsx';
import { MARK_OF } from '../../ui/policy-text/marks.ts';
import { goTo, putMarks, useJsonEditor } from '../../ui/policy-text/use-json-editor.ts';
import { changeMarks, savedText } from './change-marks.ts';
import { completion } from './completion.ts';
import { hover } from './hover.ts';
import { justChanged, showChanged } from './just-changed.ts';
import { shortArns } from './short-arns.ts';
import { rowsOf, setStatements, statementRows, type Row } from './statement-rows.ts';

export interface PolicyEditorHandle {
  /** Puts the cursor there and focus into the editor. */
  readonly goTo: (at: number) => void;
  /** Focus into the editor, where the cursor is. */
  readonly focus: () => void;
  /** Shows a place without taking focus. */
  readonly show: (place: Place) => void;
  /** Changes the text in these places only; one step of undo. */
  readonly apply: (edits: readonly TextEdit[]) => void;
  /** The same, and shows what was changed, marked for a moment, without taking focus. */
  readonly applyAndShow: (edits: readonly TextEdit[]) => void;
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
  readonly kind: PolicyKind;
  /** What is edited: "Key policy". */
  readonly label: string;
  readonly text: string;
  readonly saved: string;
  readonly world: PolicyWorld;
  /** Null: they are of another text; what is marked stays, moved with the text. */
  readonly findings: readonly Finding[] | null;
  /** Null likewise. */
  readonly statements: readonly Place[] | null;
  /** A statement to bring into sight, marked for a moment and with the cursor in it: once for each name. */
  readonly wanted?: (Place & { readonly name: string }) | null;
  /** Room below each statement, px. */
  readonly gaps: readonly number[];
  readonly onChange: (text: string) => void;
  readonly onState: (state: EditorFacts) => void;
  readonly onRows: (rows: readonly Row[]) => void;
  readonly onFix: (fix: Fix) => void;
  /** Somebody asks what can be done about what stands here. */
  readonly onAsk: (at: number, fix?: Fix) => void;
  readonly ref: Ref<PolicyEditorHandle>;
}

const SAVED = new Compartment();
/** Above a statement that was led to, px: on a phone the page's own bar stands over the text. */
const LED_MARGIN = 96;

/** What a fix of class A does is proved to be nothing for anybody. Any other is chosen where it is shown what it takes away. */
const markOf = (
  finding: Finding,
  onFix: (fix: Fix) => void,
  onAsk: (at: number, fix: Fix) => void,
): Diagnostic => ({
  from: finding.from,
  to: finding.to,
  severity: MARK_OF[finding.severity],
  source: finding.code,
  message: finding.message,
  actions: finding.fixes.map((fix) => ({
    name: fix.title,
    apply: () => (fix.class === 'A' ? onFix(fix) : onAsk(finding.from, fix)),
  })),
});

/** Makes the edits, and says where they stand now. */
function changeIn(view: EditorView | null, edits: readonly TextEdit[]): readonly Place[] {
  if (view === null) return [];
  const changes = view.state.changes(edits.map(({ from, to, insert }) => ({ from, to, insert })));
  view.dispatch({ changes, userEvent: 'input.fix', scrollIntoView: false });
  const places: Place[] = [];
  changes.iterChangedRanges((_from, _to, from, to) => places.push({ from, to }), true);
  return places;
}

/** What the editor has beyond one of any JSON; it is made once, and asks for what is newest. */
function extensionsOf(newest: RefObject<Props>): Extension {
  const world = (): PolicyWorld => newest.current.world;
  return [
    SAVED.of(savedText.of(newest.current.saved)),
    changeMarks,
    justChanged,
    statementRows,
    shortArns,
    completion(world, newest.current.kind),
    hover(world, newest.current.kind),
    keymap.of([
      { key: 'F8', run: nextDiagnostic, shift: previousDiagnostic },
      {
        key: 'Mod-.',
        run: (view) => {
          // What F8 opened would stay above the page.
          view.dispatch({ effects: closeHoverTooltips });
          newest.current.onAsk(view.state.selection.main.head);
          return true;
        },
      },
      {
        key: 'Escape',
        run: (view) => {
          if (!hasHoverTooltips(view.state)) return false;
          view.dispatch({ effects: closeHoverTooltips });
          return true;
        },
      },
    ]),
  ];
}

/** The editor of a policy: completes and explains words, marks findings and what is not as it was saved, keeps room for the English. */
export default function PolicyEditor(props: Props) {
  const { text, saved, findings, statements, gaps, ref, wanted = null } = props;
  // What is made once reads what is newest from here.
  const newest = useRef(props);
  useLayoutEffect(() => {
    newest.current = props;
  });
  const onUpdate = (update: ViewUpdate): void => {
    const { state, docChanged, selectionSet, geometryChanged, transactions } = update;
    if (docChanged || selectionSet)
      props.onState({
        caret: state.selection.main.head,
        canUndo: undoDepth(state) > 0,
        canRedo: redoDepth(state) > 0,
      });
    if (geometryChanged || docChanged || transactions.length > 0) props.onRows(rowsOf(update.view));
  };
  const { host, view } = useJsonEditor({
    label: props.label,
    text,
    onChange: props.onChange,
    onUpdate,
    extensions: () => extensionsOf(newest),
  });

  useEffect(() => {
    view.current?.dispatch({ effects: SAVED.reconfigure(savedText.of(saved)) });
  }, [view, saved]);
  useEffect(() => {
    if (findings === null) return;
    const fix = (chosen: Fix): void => newest.current.onFix(chosen);
    const ask = (at: number, chosen: Fix): void => newest.current.onAsk(at, chosen);
    putMarks(
      view.current,
      findings.map((finding) => markOf(finding, fix, ask)),
    );
  }, [view, findings]);
  useEffect(() => {
    const editor = view.current;
    if (editor === null) return;
    const places = statements ?? editor.state.field(statementRows).places;
    editor.dispatch({ effects: setStatements.of({ places, gaps }) });
  }, [view, statements, gaps]);
  const led = useRef<string | null>(null);
  useEffect(() => {
    const editor = view.current;
    if (editor === null || wanted === null || led.current === wanted.name) return;
    led.current = wanted.name;
    editor.dispatch({ selection: { anchor: wanted.from } });
    showChanged(editor, [wanted], { y: 'start', yMargin: LED_MARGIN });
  }, [view, wanted]);
  useImperativeHandle(ref, () => ({
    goTo: (at) => goTo(view.current, at),
    focus: () => view.current?.focus(),
    show: ({ from, to }) => {
      const editor = view.current;
      if (editor === null) return;
      const end = editor.state.doc.length;
      editor.dispatch({
        selection: { anchor: Math.min(from, end) },
        effects: EditorView.scrollIntoView(Math.min(to, end), { y: 'nearest', yMargin: 40 }),
      });
    },
    apply: (edits) => void changeIn(view.current, edits),
    applyAndShow: (edits) => {
      const changed = changeIn(view.current, edits);
      if (view.current !== null) showChanged(view.current, changed);
    },
    undo: () => view.current !== null && undo(view.current),
    redo: () => view.current !== null && redo(view.current),
  }));
  return <EditorHost ref={host} />;
}
