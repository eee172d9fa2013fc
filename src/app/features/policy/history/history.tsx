import { useEffect, useState } from 'react';
import type { Comparison } from '../../../../domain/policy/compare/comparison.ts';
import { usePolicyVersions } from '../../../query/policy-versions.ts';
import {
  PolicyVersions,
  type MeaningOf,
  type SavedVersion,
} from '../../../ui/policy-versions/policy-versions.tsx';
import type { JudgedPolicy } from '../../../policy/judge/use-judged-policy.ts';
import { proofWords, verdictOf } from '../../../policy/words/comparison-words.ts';
import styles from './history.module.css';

/** Every saved version of a key's policy, with who gained and who lost by it. */
export default function History({
  keyId,
  current,
  chosen,
  judged,
  onChoose,
  onRestore,
}: {
  readonly keyId: string;
  /** The version in force. */
  readonly current: number;
  /** The version that the address names. */
  readonly chosen: number | null;
  readonly judged: Judged;
  readonly onChoose: (version: number) => void;
  readonly onRestore: (version: SavedVersion) => void;
}) {
  const read = usePolicyVersions({ operation: 'ListKeyPolicyVersions', input: { KeyId: keyId } }, current);
  const meaning: MeaningOf = (before, after) => <Meaning before={before} after={after} judged={judged} />;
  return (
    <PolicyVersions read={read} chosen={chosen} meaning={meaning} onChoose={onChoose} onRestore={onRestore} />
  );
}

type Judged = Pick<JudgedPolicy, 'ask' | 'sight'>;

/** What the change meant: who gained and lost. */
function Meaning({
  before,
  after,
  judged: { ask, sight },
}: {
  readonly before: string;
  readonly after: string;
  readonly judged: Judged;
}) {
  const [answer, setAnswer] = useState<Comparison | null>(null);
  useEffect(() => {
    let here = true;
    void ask({ kind: 'compare', before, after }).then((comparison) => {
      if (here) setAnswer(comparison);
    });
    return () => {
      here = false;
    };
  }, [ask, before, after]);
  if (answer === null) return null;
  return (
    <div className={styles['meaning']} aria-live="polite">
      <p>
        {verdictOf(answer, sight).map(({ strong, rest }) => (
          <span key={strong}>
            <b>{strong}</b>
            {rest}{' '}
          </span>
        ))}
      </p>
      <p className="fine-print">{proofWords(answer, sight)}</p>
    </div>
  );
}
