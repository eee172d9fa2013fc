import { lazy, Suspense, useCallback, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useParams, useSearchParams, type LoaderFunctionArgs } from 'react-router';
import { JsonError, parseJson } from '../../../domain/json/parse-json.ts';
import { applyEdits } from '../../../domain/policy/lint/apply.ts';
import { formatPolicy } from '../../../domain/policy/lint/format-policy.ts';
import type { Fix, TextEdit } from '../../../domain/policy/lint/finding.ts';
import { paths } from '../../paths.ts';
import { useAct } from '../../query/act.ts';
import { useCan } from '../../query/can.ts';
import { explain } from '../../query/explain.ts';
import { prefetch, usePrefetched } from '../../query/query.ts';
import { LeaveGuard } from '../../shell/leave-guard.tsx';
import { Acts } from '../../ui/acts.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { keyName } from '../../ui/key-name.ts';
import { Notice, RequestLine } from '../../ui/states.tsx';
import { useToast } from '../../ui/toast.tsx';
import { useMedia } from '../../ui/use-media.ts';
import { addStatement, formOf } from './builder/builder-model.ts';
import type { EditorFacts, PolicyEditorHandle } from './editor/policy-editor.tsx';
import { PolicyPlain } from './editor/policy-plain.tsx';
import type { Row } from './editor/statement-rows.ts';
import { History, type Version } from './history/history.tsx';
import { useJudgement } from './judge/use-judgement.ts';
import { ExplainLine } from './language/explain-line.tsx';
import { OutlineColumn, OutlineList } from './outline.tsx';
import { splitFindings } from './panel/accepted-findings.ts';
import { Findings } from './panel/findings.tsx';
import { PolicyMeanwhile } from './panel/policy-meanwhile.tsx';
import { ReplayCard } from './panel/replay-card.tsx';
import { errorsToAsk, keepersWords, lockoutOf } from './panel/save-rules.ts';
import { Verdict } from './panel/verdict.tsx';
import styles from './policy-tab.module.css';
import { statementChanges } from './statement-changes.ts';
import { editsBetween } from './text-diff.ts';
import { usePolicyDraft } from './use-policy-draft.ts';
import { useScene } from './use-scene.ts';

const PolicyEditor = lazy(() => import('./editor/policy-editor.tsx'));
const Builder = lazy(() => import('./builder/builder.tsx'));
const TemplateDialog = lazy(() => import('./templates/template-dialog.tsx'));
const SaveQuestion = lazy(() => import('./panel/save-question.tsx'));

export async function loader({ params }: LoaderFunctionArgs): Promise<null> {
  const KeyId = params['keyId'] ?? '';
  await Promise.all([prefetch('GetKeyPolicy', { KeyId }), prefetch('DescribePolicyWorld', { KeyId })]);
  return null;
}

/** Beside the text there is room for its English. */
const WIDE = '(min-width: 1101px)';
const VIEWS = ['json', 'builder', 'history'] as const;
type View = (typeof VIEWS)[number];
const NO_FACTS: EditorFacts = { caret: 0, canUndo: false, canRedo: false };

/** The usual form of the text, or null: it is not JSON. */
function formatted(text: string): string | null {
  try {
    return formatPolicy(parseJson(text));
  } catch (error) {
    if (error instanceof JsonError) return null;
    throw error;
  }
}

/** What the address says of the page. */
function usePolicySearch() {
  const [search, setSearch] = useSearchParams();
  const asked = search.get('view');
  const view: View = VIEWS.find((each) => each === asked) ?? 'json';
  const version = Number(search.get('version') ?? '');
  const put = (change: Readonly<Record<string, string | null>>, replace = false): void =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [name, value] of Object.entries(change))
          if (value === null) next.delete(name);
          else next.set(name, value);
        return next;
      },
      { replace, preventScrollReset: true },
    );
  return {
    view,
    version: Number.isSafeInteger(version) && version > 0 ? version : null,
    finding: search.get('finding'),
    put,
    show: (next: View) => put({ view: next === 'json' ? null : next, version: null }),
  };
}

export function Component() {
  const keyId = useParams()['keyId'] ?? '';
  const { Key, PolicyVersion } = usePrefetched('DescribeKeyOverview', { KeyId: keyId });
  const { Policy: saved, PolicyVersion: version = PolicyVersion } = usePrefetched('GetKeyPolicy', {
    KeyId: keyId,
  });
  const me = usePrefetched('GetSession', {}).Principal.Arn;
  const [draft, setDraft] = usePolicyDraft(me, Key.KeyId);
  const [asking, setAsking] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const [facts, setFacts] = useState(NO_FACTS);
  const [rows, setRows] = useState<readonly Row[]>([]);
  const [gaps, setGaps] = useState<readonly number[]>([]);
  const [noReason, setNoReason] = useState(false);
  const editor = useRef<PolicyEditorHandle>(null);
  const standing = useRef<HTMLSpanElement>(null);
  const reasonField = useRef<HTMLInputElement>(null);
  const panel = useRef<HTMLElement>(null);
  const toast = useToast();
  const put = useAct('PutKeyPolicy');
  const may = useCan('kms:PutKeyPolicy', Key.KeyId);
  const scene = useScene(keyId, saved, may.allowed);
  const address = usePolicySearch();
  const wide = useMedia(WIDE);
  const name = keyName(Key);

  const text = draft?.text ?? saved;
  const changed = text !== saved;
  const judging = useJudgement(scene, text);
  const { judgement } = judging;
  // What was judged may be a letter behind.
  const current = judgement !== null && judgement.text === text ? judgement : null;
  // What was sent from here moves the version, too.
  const moved = draft !== null && changed && draft.version !== version && (put.isIdle || put.isError);

  const edit = (next: string): void => {
    setDraft(
      next === saved && (draft?.reason ?? '') === ''
        ? null
        : { text: next, version: draft?.version ?? version, reason: draft?.reason ?? '' },
    );
    // What was refused was another text.
    if (!put.isPending) put.reset();
  };
  /** In as few places as can be, so that undo, cursor and scroll stay. */
  const apply = (edits: readonly TextEdit[]): void => {
    if (edits.length === 0) return;
    if (editor.current === null) edit(applyEdits(text, edits));
    else editor.current.apply(edits);
  };
  /** Nothing is edited any more: the buttons go, and focus to what says which version this is. Not into the text: a shortcut would be typed. */
  const finish = (): void => {
    setDraft(null);
    setNoReason(false);
    if (!put.isPending) put.reset();
    standing.current?.focus();
  };
  /** `over`: the version that this one takes the place of. */
  const send = (over: number, bypass: boolean): void => {
    const reason = (draft?.reason ?? '').trim();
    setDraft({ text, version: over, reason });
    put.mutate(
      {
        KeyId: Key.KeyId,
        Policy: text,
        IfPolicyVersion: over,
        Reason: reason,
        ...(bypass && { BypassPolicyLockoutSafetyCheck: true }),
      },
      {
        onSuccess: () => {
          toast({ text: `Saved the policy of ${name} as version ${over + 1}` });
          finish();
        },
      },
    );
  };
  const problems = current?.reading.problems ?? [];
  const keepers = current?.reading.keepers ?? null;
  const lockout = lockoutOf(keepers);
  const split = useMemo(() => {
    const { findings: all = [], statements: read } = judgement?.reading ?? {};
    return splitFindings(all, read ?? [], scene.suppressions, scene.world.now);
  }, [judgement?.reading, scene]);
  const errors = errorsToAsk(current === null ? [] : split.counting);
  const goTo = (at: number): void => {
    if (address.view === 'history') flushSync(() => address.show('json'));
    editor.current?.goTo(at);
  };
  const save = (): void => {
    const [first] = problems;
    if (first !== undefined) return goTo(first.from);
    if ((draft?.reason ?? '').trim() === '') {
      setNoReason(true);
      reasonField.current?.focus();
      return undefined;
    }
    if (lockout !== null || errors.length > 0) return setAsking(true);
    return send(version, false);
  };
  const fix = ({ edits }: Fix): void => apply(edits);
  const fixAll = (): void => {
    void judging.ask({ kind: 'fix-all', text }).then(({ text: fixed, titles }) => {
      apply(editsBetween(text, fixed));
      toast({
        text:
          titles.length === 1
            ? `Done: ${titles[0]}`
            : `${titles.length} safe fixes done. Undo takes them back.`,
      });
    });
  };
  /** The finding at the cursor, in the list beside: its first fix, or itself. */
  const askAt = (at: number): void => {
    const items = [...(panel.current?.querySelectorAll<HTMLElement>('[data-code]') ?? [])];
    const there = items.find(({ dataset }) => Number(dataset['from']) <= at && at <= Number(dataset['to']));
    (there?.querySelector<HTMLElement>('button[data-fix]') ?? there)?.focus();
  };
  const insert = (statement: Parameters<typeof addStatement>[2], title: string): void => {
    const read = formOf(text);
    // The dialog is gone before the editor takes focus: it would take it back.
    flushSync(() => setChoosing(false));
    if (!read.ok) return;
    const { form } = read;
    apply(addStatement(form, form.statements.length, statement));
    toast({ text: `Inserted: ${title}` });
  };
  const restore = (old: Version): void => {
    flushSync(() => {
      address.show('json');
      setDraft({ text: old.Policy, version, reason: `Restore version ${old.PolicyVersion}` });
    });
    toast({ text: `Version ${old.PolicyVersion} is in the editor, not saved yet` });
    standing.current?.focus();
  };

  const outline = judgement?.outline ?? null;
  const changes = useMemo(
    () => (outline === null ? [] : statementChanges(saved, judgement?.text ?? saved, outline.statements)),
    [outline, saved, judgement?.text],
  );
  const statements = useMemo(
    () => (outline === null || outline.stale || current === null ? null : outline.statements),
    [outline, current],
  );
  const onRows = useCallback((next: readonly Row[]) => {
    setRows((before) =>
      before.length === next.length &&
      before.every((row, i) => row.top === next[i]?.top && row.bottom === next[i]?.bottom)
        ? before
        : next,
    );
  }, []);
  const beside = wide && address.view === 'json';
  const shownGaps = beside ? gaps : NO_GAPS;
  const findings = current === null ? null : split.counting;
  const problem = put.isError && !moved ? explain('The policy was not saved', put.error) : null;
  // The service names the place as "(at character 17)".
  const place = /\(at character (\d+)\)/.exec(problem?.why ?? '')?.[1];
  const pretty = useMemo(() => formatted(text), [text]);
  const go = (statement: { readonly from: number }): void => goTo(statement.from);

  return (
    <div className={styles['bench']} data-view={address.view}>
      <div className={styles['left']}>
        <div className={styles['bar']}>
          <span ref={standing} tabIndex={-1}>
            Version {draft?.version ?? version}
            {changed && ', edited'}
          </span>
          <span>
            <Button
              kind="bare"
              small
              disabledReason={facts.canUndo ? null : 'Nothing was edited yet'}
              onClick={() => editor.current?.undo()}
            >
              Undo
            </Button>
            <Button
              kind="bare"
              small
              disabledReason={facts.canRedo ? null : 'Nothing was undone'}
              onClick={() => editor.current?.redo()}
            >
              Redo
            </Button>
            <Button
              kind="bare"
              small
              disabledReason={may.reason ?? (pretty === null ? 'Mend the JSON first' : null)}
              onClick={() => setChoosing(true)}
            >
              Templates
            </Button>
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
                if (pretty !== null) apply(editsBetween(text, pretty));
              }}
            >
              Format
            </Button>
            <span className={styles['seg']} role="group" aria-label="View">
              {VIEWS.map((view) => (
                <button
                  key={view}
                  type="button"
                  aria-pressed={address.view === view}
                  onClick={() => address.show(view)}
                >
                  {view === 'json' ? 'JSON' : view === 'builder' ? 'Builder' : 'History'}
                </button>
              ))}
            </span>
          </span>
        </div>
        {address.view === 'history' && (
          <History
            keyId={Key.KeyId}
            current={version}
            chosen={address.version}
            ask={judging.ask}
            blocked={may.reason}
            onChoose={(chosen) => address.put({ version: String(chosen) }, true)}
            onRestore={restore}
          />
        )}
        <div
          className={styles['work']}
          data-view={address.view}
          data-beside={beside ? '' : undefined}
          hidden={address.view === 'history'}
        >
          {address.view === 'builder' && (
            <Suspense
              fallback={<div className={styles['builder']} role="status" aria-label="Loading the form" />}
            >
              <Builder
                text={text}
                world={scene.world}
                blocked={may.reason}
                statements={statements ?? []}
                onEdit={apply}
                onUndo={() => editor.current?.undo()}
                onRedo={() => editor.current?.redo()}
                onShow={(shown) => editor.current?.show(shown)}
                onGo={goTo}
              />
            </Suspense>
          )}
          <div className={styles['scroll']}>
            <div className={styles['sheet']}>
              {beside && (
                <OutlineColumn
                  statements={outline?.statements ?? []}
                  changes={changes}
                  stale={outline?.stale ?? false}
                  head={outline === null ? 'In English' : headOf(outline.statements.length)}
                  rows={rows}
                  onGaps={setGaps}
                  onGo={go}
                />
              )}
              <Suspense fallback={<PolicyPlain text={text} />}>
                <PolicyEditor
                  ref={editor}
                  text={text}
                  saved={saved}
                  world={scene.world}
                  findings={findings}
                  statements={statements}
                  gaps={shownGaps}
                  onChange={edit}
                  onState={setFacts}
                  onRows={onRows}
                  onFix={fix}
                  onAsk={askAt}
                />
              </Suspense>
            </div>
          </div>
          <ExplainLine text={text} at={facts.caret} world={scene.world} />
        </div>
      </div>
      <aside ref={panel} className={styles['effect']} aria-label="What the policy does">
        {judging.failed && (
          <section>
            <Notice tone="warn" role="alert">
              <b>The checks have stopped.</b> You can go on typing; nothing is checked meanwhile.{' '}
              <button type="button" className="link" onClick={judging.again}>
                Start them again
              </button>
            </Notice>
          </section>
        )}
        <Verdict keyId={Key.KeyId} judgement={judgement} changed={changed} />
        {changed && (
          <ReplayCard keyId={Key.KeyId} text={text} sound={current !== null && problems.length === 0} />
        )}
        {judgement !== null && (
          <Findings
            keyId={Key.KeyId}
            text={judgement.text}
            edited={changed}
            findings={split.counting}
            accepted={split.accepted}
            sidOf={(statement) =>
              judgement.reading.statements?.find(({ index }) => index === statement)?.sid ?? null
            }
            judging={judging}
            above={!wide}
            blocked={may.reason}
            proving={!judgement.proved}
            wanted={address.finding}
            onGo={goTo}
            onFix={fix}
            onFixAll={fixAll}
          />
        )}
        {!wide && address.view === 'json' && outline !== null && (
          <OutlineList statements={outline.statements} changes={changes} stale={outline.stale} onGo={go} />
        )}
      </aside>
      {(changed || may.reason !== null) && (
        <section className={styles['foot']}>
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
                <button type="button" className="link" onClick={() => goTo(Number(place))}>
                  Go there
                </button>
              )}
              <RequestLine requestId={problem.requestId} />
            </Notice>
          )}
          {changed && (
            <div className={styles['reason']}>
              <span className={styles['keeps']} data-bad={lockout === null ? undefined : ''}>
                {keepersWords(keepers)}
              </span>
              <TextField
                ref={reasonField}
                label="Reason"
                maxLength={1000}
                placeholder="Why, for whoever reads the history"
                value={draft?.reason ?? ''}
                error={
                  noReason ? 'Say why, in a few words: it stays in the history and in the audit log.' : null
                }
                onChange={(reason) => {
                  setNoReason(false);
                  setDraft({ text, version: draft?.version ?? version, reason });
                }}
              />
            </div>
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
        except={paths.simulator()}
        title="Leave without saving?"
        stay="Keep editing"
        leave="Leave without saving"
        onLeave={() => setDraft(null)}
      >
        The edited policy of {name} is not saved. Version {version} stays in force.
      </LeaveGuard>
      <Suspense fallback={null}>
        {choosing && (
          <TemplateDialog
            usage={Key.KeyUsage}
            world={scene.world}
            onInsert={insert}
            onClose={() => setChoosing(false)}
          />
        )}
        {asking && (
          <SaveQuestion
            lockout={lockout}
            losing={keepers?.losing ?? []}
            left={keepers?.left ?? []}
            errors={errors}
            rules={judging.rules}
            keyName={name}
            confirmText={name}
            onAnswer={(answer) => {
              // The dialog is gone before the editor takes focus: it would take it back.
              flushSync(() => setAsking(false));
              if (answer !== null) send(version, answer.bypass);
              else goTo(errors[0]?.from ?? facts.caret);
            }}
          />
        )}
      </Suspense>
    </div>
  );
}

const NO_GAPS: readonly number[] = [];
const headOf = (count: number): string => `${count} ${count === 1 ? 'statement' : 'statements'}`;
