import styles from './severity.module.css';
import { cx } from './cx.ts';

export type SeverityName = 'error' | 'high' | 'medium' | 'low' | 'info';

const DIAMOND = 'M6 .8 11.2 6 6 11.2.8 6z';
const RING = 'M6 2.2a3.8 3.8 0 1 0 0 7.6 3.8 3.8 0 0 0 0-7.6z';
const SHAPES: Readonly<Record<SeverityName, string>> = {
  error: DIAMOND,
  high: DIAMOND,
  medium: 'M6 1.2 11.4 10.8H.6z',
  low: RING,
  info: RING,
};
export const SEVERITY_WORDS: Readonly<Record<SeverityName, string>> = {
  error: 'Error',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  info: 'Note',
};

/** The shape alone, in the colour of its text; the rings are drawn, the others filled. */
export const SeverityMark = ({ value }: { readonly value: SeverityName }) => (
  <svg viewBox="0 0 12 12" aria-hidden="true" data-ring={SHAPES[value] === RING ? '' : undefined}>
    <path d={SHAPES[value]} />
  </svg>
);

/** How bad a finding is: a shape and a colour, and its word (seen with `word`, always there for a screen reader). */
export function Severity({ value, word = false }: { readonly value: SeverityName; readonly word?: boolean }) {
  return (
    <span className={cx(styles['severity'], styles[value])}>
      <SeverityMark value={value} />
      <span className={cx(!word && 'hidden')}>{SEVERITY_WORDS[value]}</span>
    </span>
  );
}
