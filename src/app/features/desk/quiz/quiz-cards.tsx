import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { RadioGroup } from '../../../ui/choice.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { Notice } from '../../../ui/states.tsx';
import { noteDone, useProgress } from '../../../query/desk-progress.ts';
import type { FlowId } from '../scene/picture.ts';
import { quizMark, quizOf, type QuizAnswer, type QuizCard } from './quiz.ts';
import styles from './quiz.module.css';

function Verdict({ answer }: { readonly answer: QuizAnswer }) {
  return (
    <Notice tone={answer.right ? 'good' : 'warn'}>
      <b>{answer.right ? 'Right.' : 'Not so.'}</b> {answer.why}
    </Notice>
  );
}

function Question({ card }: { readonly card: QuizCard }) {
  const done = useProgress().has(quizMark(card));
  const [chosen, choose] = useState<string>('');
  const [checked, setChecked] = useState<QuizAnswer | null>(null);
  const check = (): void => {
    const answer = card.answers.find(({ id }) => id === chosen);
    if (answer === undefined) return;
    setChecked(answer);
    if (answer.right) noteDone(quizMark(card));
  };
  return (
    <form
      className={styles['question']}
      onSubmit={(event) => {
        event.preventDefault();
        check();
      }}
    >
      <RadioGroup
        legend={card.question}
        value={chosen}
        options={card.answers.map(({ id, text }) => ({ value: id, label: text }))}
        onChange={(id) => {
          choose(id);
          setChecked(null);
        }}
      />
      <div className={styles['end']}>
        <Button
          type="submit"
          small
          disabledReason={
            chosen === ''
              ? 'Choose an answer first.'
              : checked === null
                ? null
                : 'Choose another answer first.'
          }
        >
          Check
        </Button>
        {done && (
          <span className={styles['done']}>
            <Icon name="check" small />
            You have answered it
          </span>
        )}
      </div>
      <div role="status">{checked !== null && <Verdict answer={checked} />}</div>
    </form>
  );
}

/** What can be answered after a flow: one or two questions. A wrong answer says why it is wrong, and may be followed by another. */
export function QuizCards({ flow }: { readonly flow: FlowId }) {
  return (
    <section className={styles['cards']} aria-label="What you know now">
      {quizOf(flow).map((card) => (
        <Question key={card.id} card={card} />
      ))}
    </section>
  );
}
