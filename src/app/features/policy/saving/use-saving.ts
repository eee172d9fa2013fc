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
import type { EditedPolicy } from '../use-edited-policy.ts';
import type { AccessChange } from '../../../../domain/policy/compare/comparison.ts';
import { errorsToAsk, lockoutOf, openedBy, type Lockout } from './save-rules.ts';

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
  /** The question about lockout, errors and who is let in is open. */
  readonly asking: boolean;
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
  editor,
  onDone,
}: {
  readonly keyId: string;
  readonly keyName: string;
  readonly version: number;
  readonly edited: EditedPolicy;
  readonly judged: JudgedPolicy;
  readonly editor: Pick<Editor, 'facts' | 'goTo'>;
  readonly onDone: () => void;
}): Saving {
  const put = useAct('PutKeyPolicy');
  const toast = useToast();
  const [asking, setAsking] = useState(false);
  /** Saving was asked for before it was known what to ask. */
  const [waiting, setWaiting] = useState(false);
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
  const reason = edited.reason.trim();

  const discard = (): void => {
    edited.drop();
    setReasonMissing(false);
    if (!put.isPending) put.reset();
    onDone();
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
          discard();
        },
      },
    );
  };
  const save = (): void => {
    const [first] = problems;
    if (first !== undefined) return editor.goTo(first.from);
    if (reason === '') {
      setReasonMissing(true);
      reasonField.current?.focus();
      return undefined;
    }
    if (!isJudged) return setWaiting(true);
    if (lockout !== null || errors.length > 0 || opened.length > 0) return setAsking(true);
    return send(false);
  };
  useEffect(() => {
    if (!waiting || !isJudged) return;
    setWaiting(false);
    save();
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- what was waited for has come
  }, [waiting, isJudged]);
  return {
    pending: put.isPending || waiting,
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
    asking,
    answer: (answer) => {
      // The dialog is gone before the editor takes focus: it would take it back.
      flushSync(() => setAsking(false));
      if (answer !== null) send(answer.bypass);
      else editor.goTo(errors[0]?.from ?? editor.facts.caret);
    },
    save,
    discard,
  };
}
