import { useEffect, useEffectEvent, useId, useState } from 'react';
import type { Comparison } from '../../../domain/policy/compare/comparison.ts';
import { applyEdits } from '../../../domain/policy/lint/apply.ts';
import type { Fix, FixClass } from '../../../domain/policy/lint/finding.ts';
import { Button } from '../../ui/button.tsx';
import { Seal } from '../../ui/seal.tsx';
import type { Judging } from '../judge/use-judgement.ts';
import styles from './panel.module.css';
import { actionsWords, everybody, whenOf } from '../words/comparison-words.ts';

const conjunction = new Intl.ListFormat('en', { type: 'conjunction' });

/** What is proved of a fix before it is offered, by its class. */
const PROVED: Readonly<Partial<Record<FixClass, string>>> = {
  A: 'proved: nothing changes for anybody',
  N: 'proved: nobody gains',
};

/** Of these nothing has to be asked: the one is proved to change nothing, the other repairs a text that gives nothing yet. */
const AT_ONCE: readonly FixClass[] = ['A', 'R'];

/** What can be done about a finding. What takes access away, or may, is shown before it is done, whatever its class. */
export function Fixes({
  fixes,
  text,
  ask,
  onFix,
}: {
  readonly fixes: readonly Fix[];
  readonly text: string;
  readonly ask: Judging['ask'];
  readonly onFix: (fix: Fix) => void;
}) {
  const [looked, setLooked] = useState<Fix | null>(null);
  const [asking, setAsking] = useState(false);
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
            {...(!AT_ONCE.includes(fix.class) && { 'aria-expanded': looked === fix && !asking })}
            pending={looked === fix && asking}
            onClick={() => {
              if (AT_ONCE.includes(fix.class)) onFix(fix);
              else {
                setLooked(looked === fix ? null : fix);
                setAsking(looked !== fix);
              }
            }}
          >
            {fix.title}
          </Button>
          {fix.class in PROVED && (
            <span id={`${id}${i}`} className={styles['certified']}>
              <Seal size={16} label="Proved" /> {PROVED[fix.class]}
            </span>
          )}
          {looked === fix && (
            <Losses
              text={text}
              fix={fix}
              ask={ask}
              onKnown={() => setAsking(false)}
              onFix={() => {
                setLooked(null);
                onFix(fix);
              }}
              onCancel={() => setLooked(null)}
            />
          )}
        </div>
      ))}
    </div>
  );
}

/** What a fix takes away, before it does. Where it is sure that nobody loses anything there is nothing to ask, and it is done. */
function Losses({
  text,
  fix,
  ask,
  onKnown,
  onFix,
  onCancel,
}: {
  readonly text: string;
  readonly fix: Fix;
  readonly ask: Judging['ask'];
  /** It is known what it takes. */
  readonly onKnown: () => void;
  readonly onFix: () => void;
  readonly onCancel: () => void;
}) {
  const [comparison, setComparison] = useState<Comparison | null>(null);
  const told = useEffectEvent((answer: Comparison | null): void => {
    onKnown();
    // A text that cannot be read gives nothing that could be lost.
    if (answer === null || (answer.exact && answer.lost.length === 0)) onFix();
    else setComparison(answer);
  });
  useEffect(() => {
    let here = true;
    void ask({ kind: 'compare', before: text, after: applyEdits(text, fix.edits) }).then((answer) => {
      if (here) told(answer);
    });
    return () => {
      here = false;
    };
  }, [ask, text, fix]);
  if (comparison === null) return null;
  return (
    <div className={styles['losses']} role="group" aria-label={`What “${fix.title}” takes away`}>
      {comparison.lost.length === 0 ? (
        <p>It could not be proved that nobody loses anything by it.</p>
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
        <Button small kind="primary" onClick={onFix}>
          {fix.title}
        </Button>
      </div>
    </div>
  );
}
