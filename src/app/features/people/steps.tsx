import type { ReactNode } from 'react';
import { Icon } from '../../ui/icon.tsx';
import styles from './steps.module.css';

export type StepState = 'done' | 'now' | 'later';

/** One flow from its first step to its last: what is done stays in sight, what comes later is told and quiet. */
export const Steps = ({ children }: { readonly children: ReactNode }) => (
  <ol className={styles['steps']}>{children}</ol>
);

const WORDS: Readonly<Record<StepState, string>> = { done: 'done', now: 'now', later: 'later' };

export function Step({
  number,
  title,
  state,
  children,
}: {
  readonly number: number;
  readonly title: string;
  readonly state: StepState;
  readonly children?: ReactNode;
}) {
  return (
    <li className={styles['step']} data-state={state} aria-current={state === 'now' ? 'step' : undefined}>
      <span className={styles['mark']} aria-hidden="true">
        {state === 'done' ? <Icon name="check" small /> : number}
      </span>
      <section className={styles['body']}>
        <h2>
          {title}
          <span className="hidden">, {WORDS[state]}</span>
        </h2>
        {children}
      </section>
    </li>
  );
}
