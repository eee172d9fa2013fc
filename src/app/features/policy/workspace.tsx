import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import type { PolicyStatement } from '../../../domain/policy/document.ts';
import type { Fix } from '../../../domain/policy/lint/finding.ts';
import type { PolicyWorld } from '../../../domain/policy/world.ts';
import { cx } from '../../ui/cx.ts';
import { PolicyPlain } from '../../ui/policy-text/policy-plain.tsx';
import type { Row } from '../../policy/editor/statement-rows.ts';
import type { Editor } from '../../policy/editor/use-editor.ts';
import type { JudgedPolicy } from '../../policy/judge/use-judged-policy.ts';
import { ExplainLine } from '../../policy/language/explain-line.tsx';
import { OutlineColumn, type DecidedHref } from './outline/outline.tsx';
import form from './builder/builder.module.css';
import look from '../../policy/editor/policy-editor.module.css';
import styles from './workspace.module.css';
import type { View } from './use-address.ts';

const PolicyEditor = lazy(() => import('../../policy/editor/policy-editor.tsx'));
const Builder = lazy(() => import('./builder/builder.tsx'));

const NO_GAPS: readonly number[] = [];
const headOf = (count: number): string => `${count} ${count === 1 ? 'statement' : 'statements'}`;

/** The text, with its form or its English beside it, and a line that explains what the cursor stands in. */
export function Workspace({
  view,
  wide,
  text,
  saved,
  world,
  judged,
  editor,
  wanted,
  decided,
  onChange,
  onFix,
  onAsk,
}: {
  readonly view: View;
  /** There is room for the English beside the text. */
  readonly wide: boolean;
  readonly text: string;
  /** The policy in force. */
  readonly saved: string;
  readonly world: PolicyWorld;
  readonly judged: JudgedPolicy;
  readonly editor: Editor;
  /** The statement that an address asked for. */
  readonly wanted: PolicyStatement | null;
  /** The way to what a statement decided. */
  readonly decided: DecidedHref;
  readonly onChange: (text: string) => void;
  readonly onFix: (fix: Fix) => void;
  /** Somebody asks what can be done about what stands here. */
  readonly onAsk: (at: number, fix?: Fix) => void;
}) {
  const [rows, setRows] = useState<readonly Row[]>([]);
  const [gaps, setGaps] = useState<readonly number[]>([]);
  const onRows = useCallback((next: readonly Row[]) => {
    setRows((before) => (sameRows(before, next) ? before : next));
  }, []);
  const { judgement, current, findings, changes, statements } = judged;
  const outline = judgement?.outline ?? null;
  const led = useMemo(
    () =>
      wanted === null ? null : { from: wanted.from, to: wanted.to, name: `${wanted.sid} ${wanted.index}` },
    [wanted],
  );
  const beside = wide && view === 'json';
  const { handle, facts, apply, applyAndShow, goTo } = editor;
  return (
    <div
      className={styles['work']}
      data-view={view}
      data-beside={beside ? '' : undefined}
      hidden={view === 'history'}
    >
      {view === 'builder' && (
        <Suspense fallback={<div className={form['builder']} role="status" aria-label="Loading the form" />}>
          <Builder
            text={text}
            world={world}
            statements={statements ?? []}
            onEdit={apply}
            onInsert={applyAndShow}
            onUndo={() => handle.current?.undo()}
            onRedo={() => handle.current?.redo()}
            onShow={(shown) => handle.current?.show(shown)}
            onGo={goTo}
          />
        </Suspense>
      )}
      <div className={styles['scroll']}>
        <div className={cx(styles['sheet'], look['look'])}>
          {beside && (
            <OutlineColumn
              statements={outline?.statements ?? []}
              changes={changes}
              stale={outline?.stale ?? false}
              head={outline === null ? 'In English' : headOf(outline.statements.length)}
              rows={rows}
              wanted={wanted}
              decided={decided}
              onGaps={setGaps}
              onGo={({ from }) => goTo(from)}
            />
          )}
          <Suspense fallback={<PolicyPlain text={text} />}>
            <PolicyEditor
              ref={handle}
              kind="key"
              label="Key policy"
              text={text}
              saved={saved}
              world={world}
              findings={current === null ? null : findings.counting}
              statements={statements}
              gaps={beside ? gaps : NO_GAPS}
              wanted={led}
              onChange={onChange}
              onState={editor.tell}
              onRows={onRows}
              onFix={onFix}
              onAsk={onAsk}
            />
          </Suspense>
        </div>
      </div>
      <ExplainLine text={text} at={facts.caret} world={world} />
    </div>
  );
}

const sameRows = (a: readonly Row[], b: readonly Row[]): boolean =>
  a.length === b.length && a.every((row, i) => row.top === b[i]?.top && row.bottom === b[i]?.bottom);
