import { useState } from 'react';
import type { PolicyStatement } from '../../../domain/policy/document.ts';
import { MOST_NAMED, statementParts } from './policy-reading.ts';
import styles from './policy-tab.module.css';

const list = new Intl.ListFormat('en', { type: 'conjunction' });

/** A list in a sentence. What is too much for it is counted, and told when somebody asks: `A, B, and 21 more`. */
function Listed({ words }: { readonly words: readonly string[] }) {
  const [all, setAll] = useState(false);
  if (words.length <= MOST_NAMED) return list.format(words);
  const rest = words.length - MOST_NAMED + 1;
  return (
    <>
      {all ? `${list.format(words)} ` : `${words.slice(0, MOST_NAMED - 1).join(', ')}, and `}
      <button
        type="button"
        className={styles['more']}
        aria-expanded={all}
        aria-label={all ? 'Show fewer' : `${rest} more`}
        onClick={() => setAll(!all)}
      >
        {all ? '(fewer)' : `${rest} more`}
      </button>
    </>
  );
}

/** A statement in plain English: who may or may not do what, and when. */
export function StatementSentence({ statement }: { readonly statement: PolicyStatement }) {
  const { who, verb, actions, when } = statementParts(statement);
  return (
    <>
      <Listed words={who} /> {verb} <Listed words={actions} />
      {when}.
    </>
  );
}
