import { useEffect, useState } from 'react';
import type { PolicyStatement } from '../../../../domain/policy/document.ts';
import { StatementSentence } from '../../../ui/statement-sentence.tsx';
import { useSettled } from '../../../ui/use-settled.ts';
import styles from './policies.module.css';

/** Between the last keystroke and the next look. */
const PAUSE_MS = 120;

interface Read {
  readonly statements: readonly PolicyStatement[];
  /** They are of an older text: what is typed now cannot be read. */
  readonly stale: boolean;
}

/** The statements of the text; while none can be read, the last ones that could. The parser comes after the page. */
function useStatements(text: string): Read {
  const settled = useSettled(text, PAUSE_MS);
  const [read, setRead] = useState<Read>({ statements: [], stale: false });
  useEffect(() => {
    let wanted = true;
    import('./read-statements.ts').then(
      ({ readStatements }) => {
        if (!wanted) return;
        const statements = readStatements(settled);
        setRead((before) =>
          statements === null ? { ...before, stale: true } : { statements, stale: false },
        );
      },
      () => undefined, // the text itself is there to be read
    );
    return () => {
      wanted = false;
    };
  }, [settled]);
  return read;
}

/** An identity policy, a sentence a statement. `level` of its heading; `onGo`: each leads to its place in the text. */
export function InEnglish({
  text,
  level: Heading,
  onGo,
}: {
  readonly text: string;
  readonly level: 'h2' | 'h3';
  readonly onGo?: (at: number) => void;
}) {
  const { statements, stale } = useStatements(text);
  if (statements.length === 0) return null;
  return (
    <section aria-label="In English" className={styles['english']}>
      <Heading>In English</Heading>
      {stale && (
        <p className={styles['words']}>As it was last read: what stands there now is not whole yet.</p>
      )}
      <ol>
        {statements.map((statement) => {
          const name = statement.sid ?? `Statement ${statement.index + 1}`;
          return (
            <li key={statement.index}>
              {onGo === undefined ? (
                <b dir="auto">{name}</b>
              ) : (
                <button type="button" className="link" dir="auto" onClick={() => onGo(statement.from)}>
                  {name}
                </button>
              )}
              <p>
                <StatementSentence statement={statement} />
              </p>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
