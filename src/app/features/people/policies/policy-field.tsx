import { lazy, Suspense, useId, useMemo, useRef, type ReactNode } from 'react';
import look from '../../../policy/editor/policy-editor.module.css';
import { TextActs } from '../../../policy/editor/text-acts.tsx';
import { ChecksStopped } from '../../../policy/findings/checks-stopped.tsx';
import { focusFinding } from '../../../policy/findings/focus-finding.ts';
import { ExplainLine } from '../../../policy/language/explain-line.tsx';
import { statementAt } from '../../../query/decided-by.ts';
import { cx } from '../../../ui/cx.ts';
import { PolicyPlain } from '../../../ui/policy-text/policy-plain.tsx';
import styles from './policies.module.css';
import type { WrittenPolicy } from './use-identity-policy.ts';

// It has nothing to say before the text is judged.
const Found = lazy(() => import('./found.tsx'));
const PolicyEditor = lazy(() => import('../../../policy/editor/policy-editor.tsx'));

const NO_GAPS: readonly number[] = [];

/** The text of an identity policy in a form: its editor, and under it what was found, each a way to its place, with what can be done. */
export function PolicyField({
  id,
  name,
  policy,
  changed,
  compared = false,
  statement = null,
  children,
}: {
  readonly id: string;
  /** Of the policy, for its name to a screen reader. */
  readonly name: string;
  readonly policy: WrittenPolicy;
  /** The text is not the one in force. */
  readonly changed: boolean;
  /** There is a version in force: it is said what those gain and lose whom it is attached to. */
  readonly compared?: boolean;
  /** The statement that an address asked for: its name, or `#3`. */
  readonly statement?: string | null;
  /** What else follows from the text: before what was found. */
  readonly children?: ReactNode;
}) {
  const label = useId();
  const panel = useRef<HTMLDivElement>(null);
  const { text, scene, editor, judgement, current } = policy;
  const { handle, facts } = editor;
  const statements = current?.reading.statements ?? null;
  const wanted = useMemo(() => {
    const found = statement === null ? undefined : statementAt(statements ?? [], statement);
    return found === undefined ? null : { from: found.from, to: found.to, name: statement ?? '' };
  }, [statement, statements]);
  return (
    <div className={styles['field']}>
      <div id={id} role="group" aria-labelledby={label} tabIndex={-1}>
        <div className={styles['bar']}>
          <span id={label}>Policy</span>
          <span>
            <TextActs text={text} editor={editor} />
          </span>
        </div>
        <div className={styles['frame']}>
          <div className={cx(styles['sheet'], look['look'])}>
            <Suspense fallback={<PolicyPlain text={text} />}>
              <PolicyEditor
                ref={handle}
                kind="identity"
                label={name === '' ? 'Policy' : `Policy ${name}`}
                text={text}
                saved={scene.saved}
                world={scene.world}
                findings={current?.reading.findings ?? null}
                statements={statements}
                gaps={NO_GAPS}
                wanted={wanted}
                onChange={policy.write}
                onState={editor.tell}
                onRows={() => undefined}
                onFix={policy.fix}
                onAsk={(at, fix) => focusFinding(panel.current, at, fix?.title)}
              />
            </Suspense>
          </div>
          <ExplainLine text={text} at={facts.caret} world={scene.world} kind="identity" />
        </div>
      </div>
      {policy.failed && <ChecksStopped onAgain={policy.again} />}
      {judgement !== null && (
        <Suspense fallback={null}>
          <Found
            ref={panel}
            policy={policy}
            judgement={judgement}
            changed={changed}
            compared={compared}
            onBack={() => handle.current?.focus()}
          >
            {children}
          </Found>
        </Suspense>
      )}
    </div>
  );
}
