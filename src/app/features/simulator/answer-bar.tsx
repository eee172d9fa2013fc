import { useEffect, useState, type RefObject } from 'react';
import { cx } from '../../ui/cx.ts';
import { OutcomeTag } from '../../ui/tags.tsx';
import { nearestText, whyOf, type Decision } from './decision-words.ts';
import styles from './simulator.module.css';

/** So much of the whole answer stands in the window that the line is not needed. */
const SEEN = '0px 0px -96px 0px';

/** The answer in one line, in sight while the question is put together and the whole of it (`answer`) stands below the window. */
export function AnswerBar({
  decision,
  onKey,
  busy,
  answer,
}: {
  readonly decision: Decision;
  readonly onKey: boolean;
  readonly busy: boolean;
  readonly answer: RefObject<HTMLElement | null>;
}) {
  const [seen, setSeen] = useState(true);
  useEffect(() => {
    if (answer.current === null) return;
    const watch = new IntersectionObserver(([entry]) => setSeen(entry?.isIntersecting === true), {
      rootMargin: SEEN,
    });
    watch.observe(answer.current);
    return () => watch.disconnect();
  }, [answer]);
  if (seen) return null;
  return (
    <div className={cx(styles['bar'], busy && styles['busy'])}>
      <OutcomeTag outcome={decision.Allowed ? 'allowed' : 'denied'} />
      {/* The whole answer is read out when it comes. */}
      <span aria-hidden="true">{nearestText(decision) ?? whyOf(decision, onKey)}</span>
      <button
        type="button"
        className="link"
        onClick={() => {
          answer.current?.scrollIntoView({ block: 'start' });
          answer.current?.focus({ preventScroll: true });
        }}
      >
        See why
      </button>
    </div>
  );
}
