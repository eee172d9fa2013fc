import { useMemo, type ReactNode, type Ref } from 'react';
import { Button } from '../../ui/button.tsx';
import { formatBlock, formatted } from '../../ui/policy-text/json-text.ts';
import { Segments } from '../../ui/segments.tsx';
import type { Editor } from '../../policy/editor/use-editor.ts';
import styles from './policy-tab.module.css';
import { editsBetween } from '../../ui/text-diff.ts';
import { VIEWS, type View } from './use-address.ts';

const VIEW_WORDS: Readonly<Record<View, string>> = { json: 'JSON', builder: 'Builder', history: 'History' };
const VIEW_OPTIONS = VIEWS.map((value) => ({ value, label: VIEW_WORDS[value] }));

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
  const unformattable = useMemo(() => formatBlock(text), [text]);
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
          disabledReason={unformattable}
          onClick={() => editor.apply(editsBetween(text, formatted(text) ?? text))}
        >
          Format
        </Button>
        <Segments label="View" value={view} options={VIEW_OPTIONS} onChange={onView} />
      </span>
    </div>
  );
}
