import { cx } from './cx.ts';
import styles from './tags.module.css';

export type TagState =
  | 'Enabled'
  | 'Disabled'
  | 'PendingDeletion'
  | 'PendingImport'
  | 'Unavailable'
  | 'Active'
  | 'Inactive'
  | 'Invited'
  | 'Locked';

/** A state has a colour, a sign and a word, never colour alone. */
const STATES: Readonly<
  Record<TagState, { readonly look: string; readonly word: string; readonly sign: string }>
> = {
  Enabled: { look: 'enabled', word: 'Enabled', sign: 'm4 6.1 1.5 1.5L8.2 4.7' },
  Active: { look: 'enabled', word: 'Active', sign: 'm4 6.1 1.5 1.5L8.2 4.7' },
  Disabled: { look: 'disabled', word: 'Disabled', sign: 'M4 6h4' },
  Inactive: { look: 'disabled', word: 'Inactive', sign: 'M4 6h4' },
  PendingDeletion: { look: 'deletion', word: 'Pending deletion', sign: 'M6 3.8V6l1.5 1' },
  PendingImport: { look: 'import', word: 'Pending import', sign: 'M6 3.6v4.2M4.4 6.3 6 7.9l1.6-1.6' },
  Invited: { look: 'import', word: 'Invited', sign: 'M6 3.8V6l1.5 1' },
  Locked: { look: 'unavailable', word: 'Cannot sign in', sign: 'm4.5 4.5 3 3m0-3-3 3' },
  Unavailable: { look: 'unavailable', word: 'Unavailable', sign: 'm4.5 4.5 3 3m0-3-3 3' },
};

/** The word of a state, for sentences. */
export const stateWord = (state: TagState): string => STATES[state].word;

/** A state as a key tag. The normal case is only an outline; on the thing's own page (`lit`) it is filled. `date` is when it ends. */
export function StateTag({
  state,
  date,
  lit = false,
}: {
  readonly state: TagState;
  readonly date?: string | undefined;
  readonly lit?: boolean;
}) {
  const { look, word, sign } = STATES[state];
  return (
    <span className={cx(styles['fob'], styles[look], lit && look === 'enabled' && styles['lit'])}>
      <svg viewBox="0 0 12 12" aria-hidden="true">
        <circle cx="6" cy="6" r="4.5" />
        <path d={sign} />
      </svg>
      {date === undefined ? word : `${word} ${date}`}
    </span>
  );
}

/** Of a key to learn on, which protects nothing. */
export const PracticeTag = () => (
  <span className={cx(styles['fob'], styles['practice'])}>
    <svg viewBox="0 0 12 12" aria-hidden="true">
      <circle cx="6" cy="6" r="4.5" />
      <path d="m4.2 7.8 .5-1.8 2.6-2.3.9 1-2.6 2.4z" />
    </svg>
    Practice key
  </span>
);

export type TagOutcome = 'allowed' | 'denied' | 'failed';

const OUTCOMES: Readonly<Record<TagOutcome, { readonly word: string; readonly sign: string }>> = {
  allowed: { word: 'Allowed', sign: 'm3 7.5 2.8 2.8L11.2 4.3' },
  denied: { word: 'Denied', sign: 'm4 4 6 6m0-6-6 6' },
  failed: { word: 'Failed', sign: 'M7 2.8v5M7 10.8h.01' },
};

/** In place of an outcome: the event was altered outside Keydesk, and nothing that it says is shown. */
export const AlteredTag = () => (
  <span className={cx(styles['outcome'], styles['denied'])}>
    <svg viewBox="0 0 14 14" aria-hidden="true">
      <path d={OUTCOMES.failed.sign} />
    </svg>
    Altered
  </span>
);

export const outcomeWord = (outcome: TagOutcome): string => OUTCOMES[outcome].word;

export function OutcomeTag({ outcome }: { readonly outcome: TagOutcome }) {
  const { word, sign } = OUTCOMES[outcome];
  return (
    <span className={cx(styles['outcome'], styles[outcome])}>
      <svg viewBox="0 0 14 14" aria-hidden="true">
        <path d={sign} />
      </svg>
      {word}
    </span>
  );
}
