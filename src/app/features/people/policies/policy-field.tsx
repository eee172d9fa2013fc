import { lazy, Suspense, useId, useMemo, useRef, type ReactNode } from 'react';
import look from '../../../policy/editor/policy-editor.module.css';
import { TextActs } from '../../../policy/editor/text-acts.tsx';
import { ChecksStopped } from '../../../policy/findings/checks-stopped.tsx';
import { Findings } from '../../../policy/findings/findings.tsx';
import { focusFinding } from '../../../policy/findings/focus-finding.ts';
import { Verdict } from '../../../policy/findings/verdict.tsx';
import { ExplainLine } from '../../../policy/language/explain-line.tsx';
import { ALL_SEEN } from '../../../policy/words/comparison-words.ts';
import { statementAt } from '../../../query/decided-by.ts';
import { cx } from '../../../ui/cx.ts';
import { PolicyPlain } from '../../../ui/policy-text/policy-plain.tsx';
import { useMedia } from '../../../ui/use-media.ts';
import styles from './policies.module.css';
import type { WrittenPolicy } from './use-identity-policy.ts';

const PolicyEditor = lazy(() => import('../../../policy/editor/policy-editor.tsx'));

const NO_GAPS: readonly number[] = [];
/** More findings than a few would push the rest of the form out of sight. */
const NARROW = '(max-width: 1100px)';

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
  const above = useMedia(NARROW);
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
        // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- Escape leads back to the text, as in the editor of key policies
        <div
          ref={panel}
          className={styles['found']}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.preventDefault();
            handle.current?.focus();
          }}
        >
          {compared && changed && <Verdict keyId={null} judgement={judgement} sight={ALL_SEEN} changed />}
          {children}
          <Findings
            keyId={null}
            text={judgement.text}
            edited={changed}
            findings={judgement.reading.findings}
            accepted={[]}
            sidOf={() => null}
            judging={policy}
            above={above}
            proving={!judgement.proved}
            looking={!judgement.reading.isWhole}
            wanted={null}
            onGo={editor.goTo}
            onFix={policy.fix}
            onFixAll={policy.fixAll}
          />
        </div>
      )}
    </div>
  );
}
