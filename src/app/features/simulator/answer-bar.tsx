import { cx } from '../../ui/cx.ts';
import { OutcomeTag } from '../../ui/tags.tsx';
import { nearestText, whyOf, type Decision } from './decision-words.ts';
import styles from './simulator.module.css';

/** The answer in one line, in sight while the question is put together: where the whole of it stands below the form. */
export const AnswerBar = ({
  decision,
  onKey,
  busy,
  onShow,
}: {
  readonly decision: Decision;
  readonly onKey: boolean;
  readonly busy: boolean;
  readonly onShow: () => void;
}) => (
  <div className={cx(styles['bar'], busy && styles['busy'])}>
    <OutcomeTag outcome={decision.Allowed ? 'allowed' : 'denied'} />
    {/* The whole answer is read out when it comes. */}
    <span aria-hidden="true">{nearestText(decision) ?? whyOf(decision, onKey)}</span>
    <button type="button" className="link" onClick={onShow}>
      See why
    </button>
  </div>
);
