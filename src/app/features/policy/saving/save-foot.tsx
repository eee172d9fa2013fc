import { lazy, Suspense, useLayoutEffect, useRef, type SubmitEvent } from 'react';
import { tinykeys } from 'tinykeys';
import { Acts } from '../../../ui/acts.tsx';
import { Button } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/field.tsx';
import { KeptEdit } from '../../../ui/kept-edit.tsx';
import { Notice, RequestLine } from '../../../ui/states.tsx';
import type { RuleWords } from '../../../policy/judge/protocol.ts';
import styles from './saving.module.css';
import type { Replaying } from '../panel/use-replay.ts';
import type { EditedPolicy } from '../use-edited-policy.ts';
import { PolicyMeanwhile } from './policy-meanwhile.tsx';
import { keepersWords } from './save-rules.ts';
import type { Saving } from './use-saving.ts';

const SaveQuestion = lazy(() => import('./save-question.tsx'));

/** The reason, the way to save and the way back; what came between. Nothing while nothing is edited. */
export function SaveFoot({
  keyId,
  keyName,
  inForce,
  edited,
  saving,
  rules,
  replay,
  blocked,
  onGo,
}: {
  readonly keyId: string;
  readonly keyName: string;
  readonly inForce: { readonly text: string; readonly version: number };
  readonly edited: EditedPolicy;
  readonly saving: Saving;
  readonly rules: ReadonlyMap<string, RuleWords>;
  readonly replay: Replaying;
  /** Why nothing can be changed; null: it can. */
  readonly blocked: string | null;
  readonly onGo: (at: number) => void;
}) {
  const { version } = inForce;
  const { keepers, lockout, problem, reasonMissing, reasonField } = saving;
  const form = useRef<HTMLFormElement>(null);
  const inTheWay = saving.overtaken
    ? `Version ${version} came meanwhile: see what it is, or overwrite it`
    : null;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (inTheWay === null && !saving.pending) saving.save();
  };
  // From anywhere on the page, the text too: it is what hands know. Not the browser's own "save page as".
  useLayoutEffect(
    () =>
      tinykeys(
        window,
        {
          '$mod+s': (event) => {
            event.preventDefault();
            form.current?.requestSubmit();
          },
        },
        // It is in fields that it is pressed.
        { ignore: () => false },
      ),
    [],
  );
  if (blocked !== null)
    return <TriedOnly version={version} why={blocked} edited={edited.changed} onDiscard={saving.discard} />;
  if (!edited.changed) return null;
  return (
    <section aria-label="Saving" className={styles['foot']} data-stays-below>
      {saving.overtaken && (
        <PolicyMeanwhile keyId={keyId} version={version} saved={inForce.text} onOverwrite={saving.save} />
      )}
      {problem !== null && <NotSaved problem={problem} onGo={onGo} />}
      {edited.keptSince !== null && <KeptEdit since={new Date(edited.keptSince)} />}
      <form ref={form} className={styles['form']} noValidate onSubmit={submit}>
        <div className={styles['reason']}>
          <span className={styles['keeps']} data-bad={lockout === null ? undefined : ''}>
            {keepersWords(keepers)}
          </span>
          <TextField
            ref={reasonField}
            label="Reason"
            maxLength={1000}
            placeholder="Why, for whoever reads the history"
            value={edited.reason}
            error={
              reasonMissing ? 'Say why, in a few words: it stays in the history and in the audit log.' : null
            }
            onChange={saving.giveReason}
          />
        </div>
        <Acts>
          <Button onClick={saving.discard}>Discard</Button>
          <Button kind="primary" type="submit" pending={saving.pending} disabledReason={inTheWay}>
            Save as version {version + 1}
          </Button>
        </Acts>
      </form>
      {saving.asking !== 'no' && (
        <Suspense fallback={null}>
          <SaveQuestion
            lockout={lockout}
            keepers={keepers}
            replay={replay}
            isWaiting={saving.asking === 'waiting'}
            errors={saving.errors}
            opened={saving.opened}
            rules={rules}
            keyName={keyName}
            confirmText={keyName}
            onSkip={saving.skip}
            onAnswer={saving.answer}
          />
        </Suspense>
      )}
    </section>
  );
}

/** Who may not save may try all the same: what an edit would do is told to whoever can read the policy. */
function TriedOnly({
  version,
  why,
  edited,
  onDiscard,
}: {
  readonly version: number;
  readonly why: string;
  readonly edited: boolean;
  readonly onDiscard: () => void;
}) {
  return (
    <section aria-label="Saving" className={styles['foot']}>
      <p className={styles['tried']}>
        {edited
          ? 'What this edit would do is told above. You cannot save it.'
          : 'You can try an edit and see what it would do. You cannot save it.'}{' '}
        {why}
      </p>
      <Acts>
        {edited && <Button onClick={onDiscard}>Discard</Button>}
        <Button disabledReason={why}>Save as version {version + 1}</Button>
      </Acts>
    </section>
  );
}

function NotSaved({
  problem: { what, why, remedy, requestId },
  onGo,
}: {
  readonly problem: NonNullable<Saving['problem']>;
  readonly onGo: (at: number) => void;
}) {
  // The service names the place as "(at character 17)".
  const place = /\(at character (\d+)\)/.exec(why)?.[1];
  return (
    <Notice tone="bad" role="alert">
      <b>{what}.</b> {why} {remedy}{' '}
      {place !== undefined && (
        <button type="button" className="link" onClick={() => onGo(Number(place))}>
          Go there
        </button>
      )}
      <RequestLine requestId={requestId} />
    </Notice>
  );
}
