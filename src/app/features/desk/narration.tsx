import styles from './desk.module.css';
import type { Vocabulary } from './scene/picture.ts';
import { say, type Values } from './values.ts';
import type { Flow, Step } from './walk/step.ts';

/** One sentence of what happens, and the belief that it ends. Read out when the step is reached. */
export const Narration = ({
  flow,
  step,
  at,
  words,
  values,
}: {
  readonly flow: Flow;
  readonly step: Step;
  readonly at: number;
  readonly words: Vocabulary;
  readonly values: Values;
}) => (
  <div className={styles['say']}>
    <p className={styles['place']}>
      {at + 1} / {flow.steps.length}
      <span> · {say(step.name, words, values)}</span>
    </p>
    <div aria-live="polite" className={styles['told']}>
      <span className="hidden">
        Step {at + 1} of {flow.steps.length}, {say(step.name, words, values)}.{' '}
      </span>
      <p className={styles['tale']}>{say(step.tale, words, values)}</p>
      {step.belief !== undefined && (
        <p className={styles['belief']}>
          <b>Not so:</b> <s>“{say(step.belief.said, words, values)}”</s>{' '}
          {say(step.belief.fact, words, values)}
        </p>
      )}
    </div>
  </div>
);
