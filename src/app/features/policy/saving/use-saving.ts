import { useEffect, useRef, useState, type RefObject } from 'react';
import { flushSync } from 'react-dom';
import type { Finding } from '../../../../domain/policy/lint/finding.ts';
import { useAct } from '../../../query/act.ts';
import { explain } from '../../../query/explain.ts';
import type { Problem } from '../../../ui/states.tsx';
import { useToast } from '../../../ui/toast.tsx';
import type { Editor } from '../../../policy/editor/use-editor.ts';
import type { Keepers } from '../../../policy/judge/protocol.ts';
import type { JudgedPolicy } from '../../../policy/judge/use-judged-policy.ts';
import type { Replaying } from '../panel/use-replay.ts';
import type { EditedPolicy } from '../use-edited-policy.ts';
import type { AccessChange } from '../../../../domain/policy/compare/comparison.ts';
import { errorsToAsk, lockoutOf, openedBy, replayAsks, type Lockout } from './save-rules.ts';

/** Waiting for the replay is shown once it is longer than a moment; and ends, with what is known by then. */
const MOMENT_MS = 500;
const MOST_WAITED_MS = 30_000;

/** Saving the edited policy, and what stands in its way. */
export interface Saving {
  readonly pending: boolean;
  /** Another version came meanwhile, and not from here. */
  readonly overtaken: boolean;
  /** Why it was not saved. */
  readonly problem: Problem | null;
  readonly keepers: Keepers | null;
  readonly lockout: Lockout | null;
  /** They do not keep it from being saved, but are asked about. */
  readonly errors: readonly Finding[];
  /** What the edit gives to more than can be counted: asked about, too. */
  readonly opened: readonly AccessChange[];
  /** Saving was asked for without a reason. */
  readonly reasonMissing: boolean;
  readonly reasonField: RefObject<HTMLInputElement | null>;
  readonly giveReason: (reason: string) => void;
  /**
   * What stands before the person: nothing; that the replay is waited for; or the question about lockout, errors, who is let in and which
   * requests turn.
   */
  readonly asking: 'no' | 'waiting' | 'question';
  /** Does not wait for the replay any longer. */
  readonly skip: () => void;
  /** Its answer; null: keep editing. */
  readonly answer: (answer: { readonly bypass: boolean } | null) => void;
  readonly save: () => void;
  readonly discard: () => void;
}

/** `version`: the one in force, which is overwritten. `onDone`: nothing is edited any more. */
export function useSaving({
  keyId,
  keyName,
  version,
  edited,
  judged,
  replay,
  editor,
  onDone,
}: {
  readonly keyId: string;
  readonly keyName: string;
  readonly version: number;
  readonly edited: EditedPolicy;
  readonly judged: JudgedPolicy;
  readonly replay: Replaying;
  readonly editor: Pick<Editor, 'facts' | 'goTo'>;
  readonly onDone: () => void;
}): Saving {
  const put = useAct('PutKeyPolicy');
  const toast = useToast();
  const [asking, setAsking] = useState(false);
  /** Saving was asked for before it was known what to ask. */
  const [waiting, setWaiting] = useState<'no' | 'a moment' | 'long'>('no');
  const [reasonMissing, setReasonMissing] = useState(false);
  const reasonField = useRef<HTMLInputElement>(null);

  // What was refused may have been another text.
  const refused = put.isError && put.variables.Policy === edited.text;
  const overtaken = edited.overtaken && (put.isIdle || put.isError);
  const { problems = [], keepers = null } = judged.current?.reading ?? {};
  const lockout = lockoutOf(keepers);
  const errors = errorsToAsk(judged.current === null ? [] : judged.findings.counting);
  const opened = openedBy(judged.current?.compared?.comparison ?? null);
  // Where the checks have stopped nothing more comes.
  const isJudged = judged.failed || judged.current?.compared !== undefined;
  const isReady = isJudged && replay.status !== 'running';
  const reason = edited.reason.trim();

  const done = (): void => {
    edited.drop();
    setReasonMissing(false);
    if (!put.isPending) put.reset();
    onDone();
  };
  const discard = (): void => {
    const { text, version: began, reason: said } = edited;
    done();
    toast({
      text: 'The edit is discarded',
      action: { label: 'Undo', onAction: () => edited.replace({ text, version: began, reason: said }) },
    });
  };
  const send = (bypass: boolean): void => {
    edited.replace({ text: edited.text, version, reason });
    put.mutate(
      {
        KeyId: keyId,
        Policy: edited.text,
        IfPolicyVersion: version,
        Reason: reason,
        ...(bypass && { BypassPolicyLockoutSafetyCheck: true }),
      },
      {
        onSuccess: () => {
          toast({ text: `Saved the policy of ${keyName} as version ${version + 1}` });
          done();
        },
      },
    );
  };
  const ask = (): void => {
    if (lockout !== null || errors.length > 0 || opened.length > 0 || replayAsks(replay)) setAsking(true);
    else send(false);
  };
  const save = (): void => {
    const [first] = problems;
    if (first !== undefined) return editor.goTo(first.from);
    if (reason === '') {
      setReasonMissing(true);
      reasonField.current?.focus();
      return undefined;
    }
    if (!isReady) return setWaiting('a moment');
    return ask();
  };
  useEffect(() => {
    if (waiting === 'no' || !isReady) return;
    setWaiting('no');
    // What has come may stand in the way altogether.
    save();
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- what was waited for has come
  }, [waiting, isReady]);
  const isWaiting = waiting !== 'no';
  useEffect(() => {
    if (!isWaiting) return;
    // What has come in this very moment has ended the waiting: it must not begin again, or it would be saved twice.
    const moment = setTimeout(() => setWaiting((now) => (now === 'no' ? now : 'long')), MOMENT_MS);
    const most = setTimeout(() => {
      setWaiting('no');
      setAsking(true);
    }, MOST_WAITED_MS);
    return () => {
      clearTimeout(moment);
      clearTimeout(most);
    };
  }, [isWaiting]);
  return {
    pending: put.isPending || isWaiting,
    overtaken,
    problem: refused && !overtaken ? explain('The policy was not saved', put.error) : null,
    keepers,
    lockout,
    errors,
    opened,
    reasonMissing,
    reasonField,
    giveReason: (next) => {
      setReasonMissing(false);
      edited.giveReason(next);
    },
    asking: asking ? 'question' : waiting === 'long' && isJudged ? 'waiting' : 'no',
    skip: () => {
      setWaiting('no');
      ask();
    },
    answer: (answer) => {
      // The dialog is gone before the editor takes focus: it would take it back.
      flushSync(() => {
        setAsking(false);
        setWaiting('no');
      });
      if (answer !== null) send(answer.bypass);
      else editor.goTo(errors[0]?.from ?? editor.facts.caret);
    },
    save,
    discard,
  };
}
