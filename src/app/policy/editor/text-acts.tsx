import { useMemo, type ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { formatBlock, formatted } from '../../ui/policy-text/json-text.ts';
import { editsBetween } from '../../ui/text-diff.ts';
import type { Editor } from './use-editor.ts';

/** What can be done with a policy's text as a whole: undo, redo, `children`, format. Buttons of a bar, without the bar. */
export function TextActs({
  text,
  editor: { handle, facts, apply },
  children,
}: {
  readonly text: string;
  readonly editor: Editor;
  /** More that can be done. */
  readonly children?: ReactNode;
}) {
  const unformattable = useMemo(() => formatBlock(text), [text]);
  return (
    <>
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
        onClick={() => apply(editsBetween(text, formatted(text) ?? text))}
      >
        Format
      </Button>
    </>
  );
}
