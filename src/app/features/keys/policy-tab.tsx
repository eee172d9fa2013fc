import { lazy, Suspense, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useParams, type LoaderFunctionArgs } from 'react-router';
import { useAct } from '../../query/act.ts';
import { useCan } from '../../query/can.ts';
import { explain } from '../../query/explain.ts';
import { prefetch, usePrefetched } from '../../query/query.ts';
import { LeaveGuard } from '../../shell/leave-guard.tsx';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Notice, RequestLine, Skeleton } from '../../ui/states.tsx';
import { useToast } from '../../ui/toast.tsx';
import { keyName } from './key-words.ts';
import type { Finding, PolicyEditorHandle } from './policy-editor.tsx';
import { readPolicy, statementSentence, type PolicyReading } from './policy-reading.ts';
import styles from './policy-tab.module.css';
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

const list = new Intl.ListFormat('en', { type: 'conjunction' });
const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length;

/** Pretty form of what is valid JSON already; anything else stays as it is. */
function formatted(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function Verdict({
  text,
  reading,
  changed,
  onGo,
}: {
  readonly text: string;
  readonly reading: PolicyReading;
  readonly changed: boolean;
  readonly onGo: (at: number) => void;
}) {
  const { problems, losing } = reading;
  if (problems.length > 0) {
    return (
      <section aria-live="polite">
        <p className="tale">
          {problems.length === 1 ? 'One thing' : `${problems.length} things`} to mend before it can be saved.
        </p>
        <ul className={styles['list']}>
          {problems.slice(0, 12).map((problem) => (
            <li key={`${problem.from} ${problem.message}`}>
              <button type="button" className={styles['line']} onClick={() => onGo(problem.from)}>
                Line {lineOf(text, problem.from)}
              </button>
              {problem.message}
            </li>
          ))}
        </ul>
      </section>
    );
  }
  return (
    <section aria-live="polite">
      <p className="tale">
        {!changed
          ? 'This is the policy in force.'
          : losing.length === 0 && !reading.lockedOut
            ? 'Nobody loses the right to change this policy.'
            : 'Somebody would be locked out.'}
      </p>
      <div className={styles['stack']} style={{ marginTop: 8 }}>
        {reading.warnings.slice(0, 12).map(({ from, message }) => (
          <Notice key={from} tone="warn">
            <button type="button" className={styles['line']} onClick={() => onGo(from)}>
              Line {lineOf(text, from)}
            </button>{' '}
            {message}
          </Notice>
        ))}
        {changed && reading.lockedOut && (
          <Notice tone="bad">
            <b>You would lose PutKeyPolicy.</b> The service refuses such a policy: name yourself, or let the
            account keep control.
          </Notice>
        )}
        {changed && losing.length > 0 && (
          <Notice tone="warn">
            <b>{list.format(losing)}</b> would lose PutKeyPolicy.
          </Notice>
        )}
      </div>
    </section>
  );
}

export function Component() {
  const keyId = useParams()['keyId'] ?? '';
  const { Key, PolicyVersion } = useKey();
  const saved = usePrefetched('GetKeyPolicy', { KeyId: keyId }).Policy;
  const { Principals } = usePrefetched('ListPrincipals', {});
  const me = usePrefetched('GetSession', {}).Principal.Arn;
  const { AccountId } = usePrefetched('DescribeDesk', {});
  const [edited, setEdited] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const editor = useRef<PolicyEditorHandle>(null);
  const toast = useToast();
  const put = useAct('PutKeyPolicy');
  const may = useCan('kms:PutKeyPolicy', Key.KeyId);

  const text = edited ?? saved;
  const changed = text !== saved;
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
    setEdited(next);
    // What was refused was another text.
    if (put.isError) put.reset();
  };
  const send = (): void => {
    put.mutate(
      { KeyId: Key.KeyId, Policy: text },
      {
        onSuccess: () => {
          toast({ text: `Saved the policy of ${keyName(Key)} as version ${PolicyVersion + 1}` });
          setEdited(null);
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
    else send();
  };
  const problem = put.isError ? explain('The policy was not saved', put.error) : null;
  // The service names the place as "(at character 17)".
  const place = /\(at character (\d+)\)/.exec(problem?.why ?? '')?.[1];
  return (
    <div className={styles['bench']}>
      <div className={styles['left']}>
        <div className={styles['bar']}>
          <span>
            Version {PolicyVersion}
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
        <Suspense fallback={<Skeleton rows={10} label="Loading the editor" />}>
          <PolicyEditor ref={editor} text={text} findings={findings} onChange={edit} />
        </Suspense>
      </div>
      <aside className={styles['effect']} aria-label="What the policy does">
        <Verdict text={text} reading={reading} changed={changed} onGo={(at) => editor.current?.goTo(at)} />
        {reading.statements.length > 0 && (
          <section>
            <h2>In English</h2>
            <ol className={styles['list']}>
              {reading.statements.map((statement) => (
                <li key={statement.index}>
                  <b className={cx(statement.effect === 'Deny' && styles['deny'])} dir="auto">
                    {statement.sid ?? `Statement ${statement.index + 1}`}
                  </b>
                  {statementSentence(statement)}
                </li>
              ))}
            </ol>
          </section>
        )}
      </aside>
      <section className={cx(styles['foot'], styles['stack'])}>
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
        <div className={styles['acts']}>
          <Button
            kind="primary"
            pending={put.isPending}
            disabledReason={may.reason ?? (changed ? null : 'Nothing has been changed')}
            onClick={save}
          >
            Save as version {PolicyVersion + 1}
          </Button>
          <Button disabledReason={changed ? null : 'Nothing has been changed'} onClick={() => edit(null)}>
            Discard
          </Button>
        </div>
      </section>
      <LeaveGuard
        when={changed}
        title="Leave without saving?"
        stay="Keep editing"
        leave="Leave without saving"
      >
        The edited policy of {keyName(Key)} is not saved. Version {PolicyVersion} stays in force.
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
              if (go) send();
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
