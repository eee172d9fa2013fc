import { useRef, useState, type RefObject } from 'react';
import { applyEdits } from '../../../domain/policy/lint/apply.ts';
import type { TextEdit } from '../../../domain/policy/lint/finding.ts';
import type { EditorFacts, PolicyEditorHandle } from './policy-editor.tsx';

const NO_FACTS: EditorFacts = { caret: 0, canUndo: false, canRedo: false };

/** The editor, seen from the page around it. */
export interface Editor {
  /** Null until its chunk has come. */
  readonly handle: RefObject<PolicyEditorHandle | null>;
  readonly facts: EditorFacts;
  readonly tell: (facts: EditorFacts) => void;
  /** In as few places as can be, so that undo, cursor and scroll stay. */
  readonly apply: (edits: readonly TextEdit[]) => void;
  /** The same, and what was changed comes into sight: for what is done away from the text. */
  readonly applyAndShow: (edits: readonly TextEdit[]) => void;
  /** Puts the cursor there and focus into the editor. */
  readonly goTo: (at: number) => void;
}

/** `before`: what has to be so before the editor can take focus. */
export function useEditor(text: string, write: (text: string) => void, before: () => void): Editor {
  const handle = useRef<PolicyEditorHandle>(null);
  const [facts, tell] = useState(NO_FACTS);
  const change = (how: 'apply' | 'applyAndShow', edits: readonly TextEdit[]): void => {
    if (edits.length === 0) return;
    if (handle.current === null) write(applyEdits(text, edits));
    else handle.current[how](edits);
  };
  return {
    handle,
    facts,
    tell,
    apply: (edits) => change('apply', edits),
    applyAndShow: (edits) => {
      before();
      change('applyAndShow', edits);
    },
    goTo: (at) => {
      before();
      handle.current?.goTo(at);
    },
  };
}
