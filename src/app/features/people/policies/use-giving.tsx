import { useState, type ReactNode } from 'react';
import { useOnceJudged } from '../../../policy/judge/use-once-judged.ts';
import type { Input } from '../../../query/contract.ts';
import { ElevationAsked } from './elevation-asked.tsx';
import { elevated } from './gain-words.ts';
import { useForeseen, type Foreseen } from './use-foreseen.ts';

export interface Giving {
  readonly foreseen: Foreseen;
  /** It was asked for, and what it would do is being worked out. */
  readonly waiting: boolean;
  /** As soon as that is known: checks, asks where somebody would be as good as an administrator, and gives. */
  readonly run: () => void;
  /** That question, while it is asked. */
  readonly question: ReactNode;
}

/**
 * Giving policies to somebody, or what a policy gives, with what it would do. `asked` null: nothing changes; `check`: false where something
 * else is wrong, which it shows; `give`: does it; `isRead`: whether the text that it is about was read.
 */
export function useGiving(
  asked: Input<'CompareIdentityPolicies'> | null,
  check: () => boolean,
  give: () => void,
  isRead = true,
): Giving {
  const foreseen = useForeseen(asked);
  const [asking, setAsking] = useState(false);
  const risen = foreseen.comparison === null ? [] : elevated(foreseen.comparison);
  const { waiting, run } = useOnceJudged(isRead && foreseen.isKnown, () => {
    if (!check()) return;
    if (risen.length > 0) setAsking(true);
    else give();
  });
  return {
    foreseen,
    waiting,
    run,
    question: (
      <ElevationAsked
        of={asking ? risen : []}
        onAnswer={(go) => {
          setAsking(false);
          if (go) give();
        }}
      />
    ),
  };
}
