import { useEffect, useState } from 'react';
import type { PolicyStatement } from '../../../../domain/policy/document.ts';
import { statementAt } from '../../../query/decided-by.ts';
import { cx } from '../../../ui/cx.ts';
import { Link } from '../../../ui/link.tsx';
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
  wanted = null,
  decided,
  onGo,
}: {
  readonly text: string;
  readonly level: 'h2' | 'h3';
  /** The statement that an address asked for: its name, or `#3`. */
  readonly wanted?: string | null;
  /** Where it can be seen what a statement decided; null: nowhere. */
  readonly decided?: (statement: PolicyStatement) => string | null;
  readonly onGo?: (at: number) => void;
}) {
  const { statements, stale } = useStatements(text);
  if (statements.length === 0) return null;
  const asked = wanted === null ? undefined : statementAt(statements, wanted);
  return (
    <section aria-label="In English" className={styles['english']}>
      <Heading>In English</Heading>
      {stale && (
        <p className={styles['words']}>As it was last read: what stands there now is not whole yet.</p>
      )}
      <ol>
        {statements.map((statement) => {
          const href = decided?.(statement) ?? null;
          const name =
            statement.sid === null || statement.sid === ''
              ? `Statement ${statement.index + 1}`
              : statement.sid;
          return (
            <li key={statement.index} aria-current={statement === asked ? true : undefined}>
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
              {href !== null && (
                <Link
                  href={href}
                  className={cx('link', styles['decided'])}
                  aria-label={`What did it decide? ${name}`}
                >
                  What did it decide?
                </Link>
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
