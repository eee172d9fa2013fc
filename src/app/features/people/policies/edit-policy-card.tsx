import { useRef, useState, type RefObject } from 'react';
import { useAct } from '../../../query/act.ts';
import { useCan } from '../../../query/can.ts';
import type { Output } from '../../../query/contract.ts';
import { explain } from '../../../query/explain.ts';
import { useDecided } from '../../../query/use-decided.ts';
import { ChangedMeanwhile } from '../../../shell/changed-meanwhile.tsx';
import { LeaveGuard } from '../../../shell/leave-guard.tsx';
import { Button } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/field.tsx';
import { Card } from '../../../ui/page.tsx';
import { KeptEdit } from '../../../ui/kept-edit.tsx';
import { Notice, RequestLine } from '../../../ui/states.tsx';
import { useToast } from '../../../ui/toast.tsx';
import { Gains } from './gains.tsx';
import { InEnglish } from './in-english.tsx';
import styles from './policies.module.css';
import { PolicyField } from './policy-field.tsx';
import { holdersText } from './policy-words.ts';
import { useGiving } from './use-giving.tsx';
import { useIdentityPolicy } from './use-identity-policy.ts';

type Policy = Output<'GetIdentityPolicy'>;

/** What is being edited, and the version that it began as. */
export interface EditedIdentityPolicy {
  readonly text: string;
  readonly description: string;
  readonly reason: string;
  readonly version: number;
  /** It was saved as this version, which the page has not read yet. */
  readonly savedAs?: number;
}

/** Text and description of a policy of the desk's own, to change. */
export function EditPolicyCard({
  policy,
  edited,
  since,
  standing,
  statement,
  onEdit: setEdited,
}: {
  readonly policy: Policy;
  /** Null: nothing is edited. */
  readonly edited: EditedIdentityPolicy | null;
  /** It was kept in this tab since then; null: it was typed just now. */
  readonly since: Date | null;
  /** What says which version this is: focus goes there when the buttons go. */
  readonly standing: RefObject<HTMLParagraphElement | null>;
  /** The statement that an address asked for. */
  readonly statement: string | null;
  readonly onEdit: (edited: EditedIdentityPolicy | null) => void;
}) {
  const put = useAct('PutIdentityPolicy');
  const may = useCan('keydesk:PutIdentityPolicy');
  const toast = useToast();
  const { Name, PolicyVersion: version } = policy;
  const {
    text,
    description,
    reason,
    version: from,
  } = edited !== null && (edited.savedAs === undefined || version < edited.savedAs)
    ? edited
    : { text: policy.Policy, description: policy.Description, reason: '', version };
  const saved = edited?.savedAs !== undefined;
  const changed = !saved && (text !== policy.Policy || description.trim() !== policy.Description);
  // What was sent from here moves the version, too.
  const moved = changed && from !== version && (put.isIdle || put.isError);
  const edit = (part: Partial<EditedIdentityPolicy>): void => {
    setEdited({ text, description, reason, version: from, ...part });
  };
  const written = useIdentityPolicy(policy.Policy, text, (next) => edit({ text: next }));
  const { problems, editor } = written;
  const decided = useDecided({
    source: 'IDENTITY_POLICY',
    policy: Name,
    version,
    changed: text !== policy.Policy,
  });
  const [reasonMissing, setReasonMissing] = useState(false);
  const reasonField = useRef<HTMLInputElement>(null);
  const held = policy.People + policy.Services > 0;
  const rewritten = !saved && text !== policy.Policy;
  /** The buttons go, and focus to what says which version this is. */
  const finish = (next: EditedIdentityPolicy | null): void => {
    setEdited(next);
    setReasonMissing(false);
    put.reset();
    standing.current?.focus();
  };
  const send = (): void => {
    setEdited({ text, description, reason, version });
    put.mutate(
      {
        Name,
        Policy: text,
        Description: description,
        IfPolicyVersion: version,
        Reason: reason,
      },
      {
        onSuccess: ({ PolicyVersion }) => {
          toast({ text: `Saved ${Name} as version ${PolicyVersion}` });
          finish({ text, description, reason: '', version: PolicyVersion, savedAs: PolicyVersion });
        },
      },
    );
  };
  const check = (): boolean => {
    const [first] = problems;
    if (first !== undefined) editor.goTo(first.from);
    else if (reason.trim() === '') {
      setReasonMissing(true);
      reasonField.current?.focus();
    } else return true;
    return false;
  };
  // Of a text that cannot be read nothing can be told.
  const isTold = held && rewritten && written.current !== null && problems.length === 0;
  const {
    foreseen,
    waiting,
    run: save,
    question,
  } = useGiving(isTold ? { Name, Policy: text } : null, check, send, written.isJudged);
  const blocking = problems.length;
  // What was refused may have been another text.
  const refused = put.isError && put.variables.Policy === text && put.variables.Description === description;
  const problem = refused && !moved ? explain('The policy was not saved', put.error) : null;
  return (
    <Card title="What it says">
      <div className={styles['form']}>
        <p ref={standing} tabIndex={-1} className={styles['words']}>
          Version {from}
          {changed && ', edited'}.{' '}
          {policy.People + policy.Services === 0
            ? 'Nobody has it, so it gives nothing yet.'
            : `A change counts for ${holdersText(policy)} from the next request on.`}
        </p>
        {changed && since !== null && <KeptEdit since={since} />}
        <PolicyField
          id="policy-text"
          name={Name}
          policy={written}
          changed={text !== policy.Policy}
          compared
          statement={statement}
        >
          <Gains title="What those who have it would gain and lose" foreseen={foreseen} />
        </PolicyField>
        <InEnglish level="h3" text={text} wanted={statement} decided={decided} onGo={editor.goTo} />
        {moved && (
          <ChangedMeanwhile
            change={{
              operation: 'PutIdentityPolicy',
              isIts: ({ Parameters }) =>
                Parameters.some(([name, value]) => name === 'Name' && value === Name),
            }}
          >
            It is version {version} now. What you wrote is kept: overwrite it, or discard yours.
          </ChangedMeanwhile>
        )}
        <TextField
          label="What it is for"
          help={
            rewritten && description !== '' && description === policy.Description
              ? 'As it was before the text changed. Every list of policies shows it.'
              : undefined
          }
          maxLength={1000}
          value={description}
          readOnly={!may.allowed}
          onChange={(next) => edit({ description: next })}
        />
        {changed && (
          <TextField
            ref={reasonField}
            label="Why it changes"
            help="Stays in its history and in the audit log."
            maxLength={500}
            value={reason}
            error={reasonMissing ? 'Say why, in a few words, for whoever reads the history.' : null}
            onChange={(next) => {
              setReasonMissing(false);
              edit({ reason: next });
            }}
          />
        )}
        {problem !== null && (
          <Notice tone="bad" role="alert">
            <b>{problem.what}.</b> {problem.why} {problem.remedy}
            <RequestLine requestId={problem.requestId} />
          </Notice>
        )}
        <div className={styles['saving']}>
          <Button
            kind={changed ? 'primary' : 'plain'}
            pending={put.isPending || waiting}
            disabledReason={may.reason ?? (changed ? null : 'Nothing is changed')}
            onClick={save}
          >
            {moved ? `Overwrite version ${version}` : `Save as version ${version + 1}`}
          </Button>
          {changed && <Button onClick={() => finish(null)}>Discard</Button>}
          <p role="status" className={styles['words']}>
            {changed && blocking > 0
              ? `Cannot be saved yet: ${blocking === 1 ? 'one finding refuses' : `${blocking} findings refuse`} it.`
              : ''}
          </p>
        </div>
      </div>
      {question}
      <LeaveGuard
        when={changed && may.allowed}
        title="Leave without saving?"
        stay="Keep editing"
        leave="Leave without saving"
        onLeave={() => setEdited(null)}
      >
        The edited policy {Name} is not saved. Version {version} stays in force.
      </LeaveGuard>
    </Card>
  );
}
