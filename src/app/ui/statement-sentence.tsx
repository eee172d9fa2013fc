import { useState } from 'react';
import type { PolicyStatement } from '../../domain/policy/document.ts';
import styles from './statement-sentence.module.css';
import { statementParts, whenWords } from './statement-words.ts';

const list = new Intl.ListFormat('en', { type: 'conjunction' });
/** Names that a sentence can hold; more are counted. */
const MOST_NAMED = 3;

/** A list in a sentence. What is too much for it is counted, and told when somebody asks: `A, B, and 21 more`. */
function Listed({
  words,
  strong = false,
  after = '',
}: {
  readonly words: readonly string[];
  readonly strong?: boolean;
  /** What follows at once: it stays with the last word. */
  readonly after?: string;
}) {
  const [all, setAll] = useState(false);
  const said = (each: readonly string[]) =>
    strong
      ? list.formatToParts(each).map((part, i) =>
          part.type === 'element' ? (
            // oxlint-disable-next-line react/no-array-index-key -- parts of one sentence, which has no other identity
            <b key={i} dir="auto">
              {part.value}
            </b>
          ) : (
            part.value
          ),
        )
      : list.format(each);
  if (words.length <= MOST_NAMED)
    return (
      <>
        {said(words)}
        {after}
      </>
    );
  const rest = words.length - MOST_NAMED + 1;
  return (
    <>
      {all ? <>{said(words)} </> : `${words.slice(0, MOST_NAMED - 1).join(', ')}, and `}
      <span className={styles['together']}>
        <button
          type="button"
          className={styles['more']}
          aria-expanded={all}
          aria-label={all ? 'Show fewer' : `${rest} more`}
          onClick={() => setAll(!all)}
        >
          {all ? '(fewer)' : `${rest} more`}
        </button>
        {after}
      </span>
    </>
  );
}

/** A statement in plain English: who may or may not do what, where and when. */
export function StatementSentence({ statement }: { readonly statement: PolicyStatement }) {
  const { before, who, verb, beforeActions, actions, on, when } = statementParts(statement);
  const clause = whenWords(statement.effect, when);
  const end = clause === '' ? '.' : ',';
  return (
    <>
      {before !== '' && `${before} `}
      <Listed words={who} strong /> {verb} {beforeActions !== '' && `${beforeActions} `}
      <Listed words={actions} after={on.length > 0 ? '' : end} />
      {on.length > 0 && (
        <>
          {' on '}
          <Listed words={on} after={end} />
        </>
      )}
      {clause !== '' && (
        <>
          {' '}
          <b>{clause.slice(2)}</b>.
        </>
      )}
    </>
  );
}
