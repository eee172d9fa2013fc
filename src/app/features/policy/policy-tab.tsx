import { lazy, Suspense, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useParams, type LoaderFunctionArgs } from 'react-router';
import { useAct } from '../../query/act.ts';
import { useCan } from '../../query/can.ts';
import { explain } from '../../query/explain.ts';
import { prefetch, usePrefetched } from '../../query/query.ts';
import { LeaveGuard } from '../../shell/leave-guard.tsx';
import { Acts } from '../../ui/acts.tsx';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Notice, RequestLine } from '../../ui/states.tsx';
import { useToast } from '../../ui/toast.tsx';
import { keyName } from './key-words.ts';
import type { Finding, PolicyEditorHandle } from './policy-editor.tsx';
import { PolicyMeanwhile } from './policy-meanwhile.tsx';
import { readPolicy } from './policy-reading.ts';
import { PolicyPlain } from './policy-plain.tsx';
import styles from './policy-tab.module.css';
import { PolicyVerdict } from './policy-verdict.tsx';
import { StatementSentence } from './statement-sentence.tsx';
import { useKey } from './use-key.ts';

const PolicyEditor = lazy(() => import('./policy-editor.tsx'));
const Question = lazy(() => import('../../ui/question.tsx'));

export async function loader({ params }: LoaderFunctionArgs): Promise<null> {
  await Promise.all([
    prefetch('GetKeyPolicy', { KeyId: params['keyId'] ?? '' }),
    prefetch('ListPrincipals', {}),
  ]);
  return null;
}

/** Pretty form of what is valid JSON already; anything else stays as it is. */
function formatted(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** A text that is being edited, and the version that it began as. */
interface Edited {
  readonly text: string;
  readonly version: number;
}

export function Component() {
  const keyId = useParams()['keyId'] ?? '';
  const { Key, PolicyVersion } = useKey();
  const { Policy: saved, PolicyVersion: version = PolicyVersion } = usePrefetched('GetKeyPolicy', {
    KeyId: keyId,
  });
  const { Principals } = usePrefetched('ListPrincipals', {});
  const me = usePrefetched('GetSession', {}).Principal.Arn;
  const { AccountId } = usePrefetched('DescribeDesk', {});
  const [edited, setEdited] = useState<Edited | null>(null);
  const [asking, setAsking] = useState(false);
  const editor = useRef<PolicyEditorHandle>(null);
  const standing = useRef<HTMLSpanElement>(null);
  const toast = useToast();
  const put = useAct('PutKeyPolicy');
  const may = useCan('kms:PutKeyPolicy', Key.KeyId);

  const text = edited?.text ?? saved;
  const changed = text !== saved;
  // What was sent from here moves the version, too.
  const moved = edited !== null && changed && edited.version !== version && (put.isIdle || put.isError);
  const reading = useMemo(
    () => readPolicy(text, { keyArn: Key.Arn, accountId: AccountId, saved, me, principals: Principals }),
    [text, saved, Key.Arn, AccountId, me, Principals],
  );
  const findings = useMemo<readonly Finding[]>(
    () => [
      ...reading.problems.map((problem) => ({ ...problem, severity: 'error' as const })),
      ...reading.warnings.map((warning) => ({ ...warning, severity: 'warning' as const })),
    ],
    [reading],
  );
  const edit = (next: string | null): void => {
    setEdited((before) => (next === null ? null : { text: next, version: before?.version ?? version }));
    // What was refused was another text.
    if (!put.isPending) put.reset();
  };
  /** Nothing is edited any more: the buttons go, and focus to what says which version this is. Not into the text: a shortcut would be typed. */
  const finish = (): void => {
    edit(null);
    standing.current?.focus();
  };
  /** `over`: the version that this one takes the place of. */
  const send = (over: number): void => {
    setEdited({ text, version: over });
    put.mutate(
      { KeyId: Key.KeyId, Policy: text, IfPolicyVersion: over },
      {
        onSuccess: () => {
          toast({ text: `Saved the policy of ${keyName(Key)} as version ${over + 1}` });
          finish();
        },
      },
    );
  };
  const save = (): void => {
    const [first] = reading.problems;
    if (first !== undefined) {
      editor.current?.goTo(first.from);
      return;
    }
    if (reading.warnings.length > 0) setAsking(true);
    else send(version);
  };
  const problem = put.isError && !moved ? explain('The policy was not saved', put.error) : null;
  // The service names the place as "(at character 17)".
  const place = /\(at character (\d+)\)/.exec(problem?.why ?? '')?.[1];
  return (
    <div className={styles['bench']}>
      <div className={styles['left']}>
        <div className={styles['bar']}>
          <span ref={standing} tabIndex={-1}>
            Version {edited?.version ?? version}
            {changed && ', edited'}
          </span>
          <span>
            <Button
              kind="bare"
              small
              disabledReason={
                reading.problems.some(({ code }) => code === 'json')
                  ? 'Only valid JSON can be formatted'
                  : null
              }
              onClick={() => edit(formatted(text))}
            >
              Format
            </Button>
          </span>
        </div>
        <Suspense fallback={<PolicyPlain text={text} />}>
          <PolicyEditor ref={editor} text={text} findings={findings} onChange={edit} />
        </Suspense>
      </div>
      <aside className={styles['effect']} aria-label="What the policy does">
        <PolicyVerdict
          text={text}
          reading={reading}
          changed={changed}
          onGo={(at) => editor.current?.goTo(at)}
        />
        {reading.statements.length > 0 && (
          <section>
            <h2>In English</h2>
            <ol className={styles['list']}>
              {reading.statements.map((statement) => (
                <li key={statement.index}>
                  <b className={cx(statement.effect === 'Deny' && styles['deny'])} dir="auto">
                    {statement.sid ?? `Statement ${statement.index + 1}`}
                  </b>
                  <StatementSentence statement={statement} />
                </li>
              ))}
            </ol>
          </section>
        )}
      </aside>
      {(changed || may.reason !== null) && (
        <section className={cx(styles['foot'], styles['stack'])}>
          {moved && (
            <PolicyMeanwhile
              keyId={Key.KeyId}
              version={version}
              saved={saved}
              blocked={may.reason}
              onOverwrite={save}
            />
          )}
          {problem !== null && (
            <Notice tone="bad" role="alert">
              <b>{problem.what}.</b> {problem.why} {problem.remedy}{' '}
              {place !== undefined && (
                <button type="button" className="link" onClick={() => editor.current?.goTo(Number(place))}>
                  Go there
                </button>
              )}
              <RequestLine requestId={problem.requestId} />
            </Notice>
          )}
          <Acts>
            {changed && <Button onClick={finish}>Discard</Button>}
            <Button
              kind="primary"
              pending={put.isPending}
              disabledReason={
                may.reason ??
                (moved ? `Version ${version} came meanwhile: see what it is, or overwrite it` : null)
              }
              onClick={save}
            >
              Save as version {version + 1}
            </Button>
          </Acts>
        </section>
      )}
      <LeaveGuard
        when={changed}
        title="Leave without saving?"
        stay="Keep editing"
        leave="Leave without saving"
      >
        The edited policy of {keyName(Key)} is not saved. Version {version} stays in force.
      </LeaveGuard>
      {asking && (
        <Suspense fallback={null}>
          <Question
            title={`Save a policy in which ${reading.warnings.length === 1 ? 'an action means' : `${reading.warnings.length} actions mean`} nothing?`}
            safe="Keep editing"
            go="Save all the same"
            onAnswer={(go) => {
              // The dialog is gone before the editor takes focus: it would take it back.
              flushSync(() => setAsking(false));
              if (go) send(version);
              else editor.current?.goTo(reading.warnings[0]?.from ?? 0);
            }}
          >
            {reading.warnings.slice(0, 12).map(({ from, message }) => (
              <p key={from}>{message}</p>
            ))}
          </Question>
        </Suspense>
      )}
    </div>
  );
}
