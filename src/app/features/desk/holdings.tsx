import { cx } from '../../ui/cx.ts';
import styles from './desk.module.css';
import { Glyph } from './scene/glyph.tsx';
import type { Vocabulary, Words } from './scene/picture.ts';
import { say, type Values } from './values.ts';
import type { Held, Step } from './walk/step.ts';

const WHO = [
  ['vault', ['The vault holds', 'HSM holds']],
  ['guest', ['The guest holds', 'Application holds']],
  ['storage', ['The storage room holds', 'Database holds']],
] as const satisfies readonly (readonly [keyof Step['holds'], Words])[];

function Thing({
  held,
  words,
  values,
}: {
  readonly held: Held;
  readonly words: Vocabulary;
  readonly values: Values;
}) {
  const more = held.more === undefined ? '' : say(held.more, words, values);
  return (
    <li className={cx(held.mark !== undefined && styles[held.mark])}>
      <Glyph name={held.glyph} />
      <span>
        {held.mark === 'gone' ? (
          <s>{say(held.name, words, values)}</s>
        ) : held.mark === 'empty' ? (
          say(held.name, words, values)
        ) : (
          <b>{say(held.name, words, values)}</b>
        )}
        {more !== '' && `: ${more}`}
      </span>
    </li>
  );
}

/** What each of the three has right now. */
export const HoldingsLists = ({
  step,
  words,
  values,
}: {
  readonly step: Step;
  readonly words: Vocabulary;
  readonly values: Values;
}) => (
  <div className={styles['holds']}>
    {WHO.map(([who, title]) => (
      <section key={who} aria-label={say(title, words, values)} data-holds={who}>
        <h2>{say(title, words, values)}</h2>
        <ul>
          {step.holds[who].map((held) => (
            <Thing key={`${held.glyph} ${String(held.name)}`} held={held} words={words} values={values} />
          ))}
        </ul>
      </section>
    ))}
  </div>
);
