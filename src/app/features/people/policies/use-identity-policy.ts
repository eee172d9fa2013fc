import { useMemo, useState } from 'react';
import type { Fix } from '../../../../domain/policy/lint/finding.ts';
import { useEditor, type Editor } from '../../../policy/editor/use-editor.ts';
import type { Problem, Scene } from '../../../policy/judge/protocol.ts';
import type { Judgement } from '../../../policy/judge/receive.ts';
import { useJudgement, type Judging } from '../../../policy/judge/use-judgement.ts';
import { usePrefetched } from '../../../query/query.ts';
import { editsBetween } from '../../../ui/text-diff.ts';
import { useToast } from '../../../ui/toast.tsx';

/** An identity policy in its editor, with everything that is said of it. */
export interface WrittenPolicy extends Judging {
  readonly text: string;
  readonly scene: Scene;
  readonly editor: Editor;
  readonly write: (text: string) => void;
  /** The judgement, unless it is of an older text. */
  readonly current: Judgement | null;
  /** It is known of this very text whether it can be saved; or nothing will be, since the checks have stopped. */
  readonly isJudged: boolean;
  /** What keeps it from being saved. */
  readonly problems: readonly Problem[];
  readonly fix: (fix: Fix) => void;
  readonly fixAll: () => void;
}

const NONE: readonly Problem[] = [];

/** `saved`: the version in force; empty: there is none yet. People and keys are not looked at: what a policy says is the same whoever has it. */
export function useIdentityPolicy(saved: string, text: string, write: (text: string) => void): WrittenPolicy {
  const { AccountId: accountId, Region: region } = usePrefetched('DescribeDesk', {});
  const [now] = useState(Date.now);
  const scene = useMemo(
    (): Scene => ({
      kind: 'identity',
      saved,
      world: { accountId, region, key: null, principals: null, grants: null, usage: null, now, me: null },
      suppressions: [],
    }),
    [saved, accountId, region, now],
  );
  const judging = useJudgement(scene, text);
  const editor = useEditor(text, write, () => undefined);
  const toast = useToast();
  const { judgement, failed, ask } = judging;
  const current = judgement !== null && judgement.text === text ? judgement : null;
  return {
    ...judging,
    text,
    scene,
    editor,
    write,
    current,
    isJudged: failed || current !== null,
    problems: current?.reading.problems ?? NONE,
    fix: ({ edits }) => editor.applyAndShow(edits),
    fixAll: () =>
      void ask({ kind: 'fix-all', text }).then(({ text: fixed, titles }) => {
        editor.applyAndShow(editsBetween(text, fixed));
        toast({
          text:
            titles.length === 1
              ? `Done: ${titles[0]}`
              : `${titles.length} safe fixes done. Undo takes them back.`,
        });
      }),
  };
}
