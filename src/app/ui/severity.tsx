import styles from './severity.module.css';
import { cx } from './cx.ts';

export type SeverityName = 'high' | 'medium' | 'low';

const SHAPES: Readonly<Record<SeverityName, string>> = {
  high: 'M6 .8 11.2 6 6 11.2.8 6z',
  medium: 'M6 1.2 11.4 10.8H.6z',
  low: 'M6 2.2a3.8 3.8 0 1 0 0 7.6 3.8 3.8 0 0 0 0-7.6z',
};
const WORDS: Readonly<Record<SeverityName, string>> = { high: 'High', medium: 'Medium', low: 'Low' };

/** How bad a finding is: a shape and a colour, and its word (seen with `word`, always there for a screen reader). */
export function Severity({ value, word = false }: { readonly value: SeverityName; readonly word?: boolean }) {
  return (
    <span className={cx(styles['severity'], styles[value])}>
      <svg viewBox="0 0 12 12" aria-hidden="true">
        <path d={SHAPES[value]} />
      </svg>
      <span className={cx(!word && 'hidden')}>{WORDS[value]}</span>
    </span>
  );
}
