import type { ReactNode, Ref } from 'react';
import { TextActs } from '../../policy/editor/text-acts.tsx';
import { Segments } from '../../ui/segments.tsx';
import type { Editor } from '../../policy/editor/use-editor.ts';
import styles from './policy-tab.module.css';
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
  return (
    <div className={styles['bar']}>
      <span ref={standing} tabIndex={-1}>
        Version {version}
        {changed && ', edited'}
      </span>
      <span>
        <TextActs text={text} editor={editor}>
          {children}
        </TextActs>
        <Segments label="View" value={view} options={VIEW_OPTIONS} onChange={onView} />
      </span>
    </div>
  );
}
