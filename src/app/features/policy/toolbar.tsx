import { useMemo, type ReactNode, type Ref } from 'react';
import { JsonError, parseJson } from '../../../domain/json/parse-json.ts';
import { formatPolicy } from '../../../domain/policy/lint/format-policy.ts';
import { Button } from '../../ui/button.tsx';
import type { Editor } from './editor/use-editor.ts';
import styles from './policy-tab.module.css';
import { editsBetween } from './text-diff.ts';
import { VIEWS, type View } from './use-address.ts';

const VIEW_WORDS: Readonly<Record<View, string>> = { json: 'JSON', builder: 'Builder', history: 'History' };

/** The usual form of the text, or null: it is not JSON. */
function formatted(text: string): string | null {
  try {
    return formatPolicy(parseJson(text));
  } catch (error) {
    if (error instanceof JsonError) return null;
    throw error;
  }
}

/** Which version this is, what can be done with the text as a whole, and how it is shown. */
export function Toolbar({
  standing,
  version,
  text,
  changed,
  editor,
  view,
  onView,
  children,
}: {
  /** What says which version this is: focus goes there when nothing is edited any more. */
  readonly standing: Ref<HTMLSpanElement>;
  readonly version: number;
  readonly text: string;
  readonly changed: boolean;
  readonly editor: Editor;
  readonly view: View;
  readonly onView: (view: View) => void;
  /** More that can be done. */
  readonly children: ReactNode;
}) {
  const { handle, facts } = editor;
  const pretty = useMemo(() => formatted(text), [text]);
  return (
    <div className={styles['bar']}>
      <span ref={standing} tabIndex={-1}>
        Version {version}
        {changed && ', edited'}
      </span>
      <span>
        <Button
          kind="bare"
          small
          disabledReason={facts.canUndo ? null : 'Nothing was edited yet'}
          onClick={() => handle.current?.undo()}
        >
          Undo
        </Button>
        <Button
          kind="bare"
          small
          disabledReason={facts.canRedo ? null : 'Nothing was undone'}
          onClick={() => handle.current?.redo()}
        >
          Redo
        </Button>
        {children}
        <Button
          kind="bare"
          small
          disabledReason={
            pretty === null
              ? 'Only valid JSON can be formatted'
              : pretty === text
                ? 'It is formatted already'
                : null
          }
          onClick={() => {
            if (pretty !== null) editor.apply(editsBetween(text, pretty));
          }}
        >
          Format
        </Button>
        <span className={styles['seg']} role="group" aria-label="View">
          {VIEWS.map((each) => (
            <button key={each} type="button" aria-pressed={view === each} onClick={() => onView(each)}>
              {VIEW_WORDS[each]}
            </button>
          ))}
        </span>
      </span>
    </div>
  );
}
