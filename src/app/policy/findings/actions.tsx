import { useState } from 'react';
import { actionsWords } from '../words/comparison-words.ts';
import styles from './panel.module.css';

const conjunction = new Intl.ListFormat('en', { type: 'conjunction' });

/** Actions by name; of many how many, with a way to see them all. */
export function Actions({ actions }: { readonly actions: readonly string[] }) {
  const [all, setAll] = useState(false);
  const words = actionsWords(actions);
  const counted = /^\d+ actions/.exec(words)?.[0];
  if (counted === undefined) return words;
  return (
    <>
      <button type="button" className={styles['more']} aria-expanded={all} onClick={() => setAll(!all)}>
        {counted}
      </button>
      {all
        ? `: ${conjunction.format(actions.map((action) => action.replace(/^kms:/, '')))}`
        : words.slice(counted.length)}
    </>
  );
}
