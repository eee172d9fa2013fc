import { useEffect, useId, useState } from 'react';
import type { Comparison } from '../../../../domain/policy/compare/comparison.ts';
import { applyEdits } from '../../../../domain/policy/lint/apply.ts';
import type { Fix, FixClass } from '../../../../domain/policy/lint/finding.ts';
import { Button } from '../../../ui/button.tsx';
import { Seal } from '../../../ui/seal.tsx';
import type { Judging } from '../judge/use-judgement.ts';
import styles from './panel.module.css';
import { actionsWords, everybody, whenOf } from '../words/comparison-words.ts';

const conjunction = new Intl.ListFormat('en', { type: 'conjunction' });

/** What is proved of a fix before it is offered, by its class. */
const PROVED: Readonly<Partial<Record<FixClass, string>>> = {
  A: 'proved: nothing changes for anybody',
  N: 'proved: nobody gains',
};

/** What can be done about a finding. What takes access away is shown before it is done. */
export function Fixes({
  fixes,
  blocked,
  text,
  ask,
  onFix,
}: {
  readonly fixes: readonly Fix[];
  readonly blocked: string | null;
  readonly text: string;
  readonly ask: Judging['ask'];
  readonly onFix: (fix: Fix) => void;
}) {
  const [looked, setLooked] = useState<Fix | null>(null);
  const id = useId();
  const choices = fixes.filter((fix) => fix.class === 'T').length;
  return (
    <div className={styles['fixes']}>
      {choices > 1 && <p className="fine-print">Choose one of these:</p>}
      {fixes.map((fix, i) => (
        <div key={`${fix.class} ${fix.title}`} className={styles['fix']}>
          <Button
            small
            data-fix=""
            {...(fix.class in PROVED && { 'aria-describedby': `${id}${i}` })}
            disabledReason={blocked}
            {...(fix.class === 'N' && { 'aria-expanded': looked === fix })}
            onClick={() => (fix.class === 'N' ? setLooked(looked === fix ? null : fix) : onFix(fix))}
          >
            {fix.title}
          </Button>
          {fix.class in PROVED && (
            <span id={`${id}${i}`} className={styles['certified']}>
              <Seal size={16} label="Proved" /> {PROVED[fix.class]}
            </span>
          )}
          {looked === fix && (
            <Losses text={text} fix={fix} ask={ask} onFix={onFix} onCancel={() => setLooked(null)} />
          )}
        </div>
      ))}
    </div>
  );
}

/** What a narrowing fix takes away, before it does. */
function Losses({
  text,
  fix,
  ask,
  onFix,
  onCancel,
}: {
  readonly text: string;
  readonly fix: Fix;
  readonly ask: Judging['ask'];
  readonly onFix: (fix: Fix) => void;
  readonly onCancel: () => void;
}) {
  const [comparison, setComparison] = useState<Comparison | null | undefined>();
  useEffect(() => {
    let here = true;
    void ask({ kind: 'compare', before: text, after: applyEdits(text, fix.edits) }).then((answer) => {
      if (here) setComparison(answer);
    });
    return () => {
      here = false;
    };
  }, [ask, text, fix]);
  return (
    <div className={styles['losses']} role="group" aria-label={`What “${fix.title}” takes away`}>
      {comparison === undefined ? (
        <p className="fine-print">Looking at who loses what…</p>
      ) : comparison === null ? (
        <p>It takes access away. Who loses it could not be said.</p>
      ) : comparison.lost.length === 0 ? (
        <p>Nobody loses anything by it.</p>
      ) : (
        <ul>
          {comparison.lost.map((change, i) => (
            // oxlint-disable-next-line react/no-array-index-key -- rows of one answer, which have no other identity
            <li key={i}>
              <b>{conjunction.format(everybody([change]))}</b> {comparison.exact ? 'would lose' : 'may lose'}{' '}
              {actionsWords(change.actions)}
              {whenOf(change)}.
            </li>
          ))}
        </ul>
      )}
      <div className={styles['fix']}>
        <Button small onClick={onCancel}>
          Leave it
        </Button>
        <Button small kind="primary" pending={comparison === undefined} onClick={() => onFix(fix)}>
          {fix.title}
        </Button>
      </div>
    </div>
  );
}
