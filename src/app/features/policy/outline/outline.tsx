import { useLayoutEffect, useRef, useState } from 'react';
import type { PolicyStatement } from '../../../../domain/policy/document.ts';
import { cx } from '../../../ui/cx.ts';
import type { Row } from '../../../policy/editor/statement-rows.ts';
import { Link } from '../../../ui/link.tsx';
import { StatementSentence } from '../../../ui/statement-sentence.tsx';
import styles from './outline.module.css';
import { place } from './place.ts';
import type { StatementChange } from '../../../policy/judge/statement-changes.ts';

interface Props {
  readonly statements: readonly PolicyStatement[];
  /** Of each statement, what is not as it was saved. */
  readonly changes: readonly StatementChange[];
  /** It is of an older text: what is typed now cannot be read. */
  readonly stale: boolean;
  /** The one that an address asked for. */
  readonly wanted: PolicyStatement | null;
  readonly decided: DecidedHref;
  readonly onGo: (statement: PolicyStatement) => void;
}

/** Where it can be seen what a statement decided; null: nowhere, as it is in force nowhere, or nobody may look. */
export type DecidedHref = (statement: PolicyStatement, change: StatementChange) => string | null;

const nameOf = ({ sid, index }: PolicyStatement): string =>
  sid === null || sid === '' ? `Statement ${index + 1}` : sid;

function Cell({
  statement,
  change,
  decided,
  onGo,
}: {
  readonly statement: PolicyStatement;
  readonly change: StatementChange;
  readonly decided: DecidedHref;
  readonly onGo: Props['onGo'];
}) {
  const href = decided(statement, change);
  return (
    <>
      <h3>
        <button
          type="button"
          dir="auto"
          className={cx(styles['sid'], statement.effect === 'Deny' && styles['deny'])}
          onClick={() => onGo(statement)}
        >
          {nameOf(statement)}
        </button>
        {change !== null && <small>{change}</small>}
      </h3>
      <p>
        <StatementSentence statement={statement} />
      </p>
      {href !== null && (
        <Link
          href={href}
          className={cx('link', styles['decided'])}
          aria-label={`What did it decide? ${nameOf(statement)}`}
        >
          What did it decide?
        </Link>
      )}
    </>
  );
}

const STALE = 'As it was last read: what stands there now is not whole yet.';

/** The statements in English, in a list by themselves: where there is no room beside the text. */
export function OutlineList({ statements, changes, stale, wanted, decided, onGo }: Props) {
  return (
    <section aria-label="In English" data-stale={stale ? '' : undefined} className={styles['outlineList']}>
      <h2>In English</h2>
      {stale && <p className="fine-print">{STALE}</p>}
      <ol>
        {statements.map((statement, i) => (
          <li key={statement.index} aria-current={statement === wanted ? true : undefined}>
            <Cell statement={statement} change={changes[i] ?? null} decided={decided} onGo={onGo} />
          </li>
        ))}
      </ol>
    </section>
  );
}

const same = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i]);

/** The statements in English, each beside its lines. */
export function OutlineColumn({
  statements,
  changes,
  stale,
  wanted,
  decided,
  onGo,
  head,
  rows,
  onGaps,
}: Props & {
  /** Above the first statement: `Policy version 2012-10-17, 5 statements`. */
  readonly head: string;
  readonly rows: readonly Row[];
  readonly onGaps: (gaps: readonly number[]) => void;
}) {
  const list = useRef<HTMLOListElement>(null);
  const top = useRef<HTMLHeadingElement>(null);
  const [floor, setFloor] = useState(0);
  const [heights, setHeights] = useState<readonly number[]>([]);
  useLayoutEffect(() => {
    const cells = [...(list.current?.children ?? [])];
    const measure = (): void => {
      const now = cells.map((cell) => Math.ceil(cell.getBoundingClientRect().height));
      setHeights((before) => (same(before, now) ? before : now));
      setFloor(top.current === null ? 0 : top.current.offsetHeight);
    };
    measure();
    const watch = new ResizeObserver(measure);
    cells.forEach((cell) => watch.observe(cell));
    return () => watch.disconnect();
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- other statements are other cells
  }, [statements, stale]);
  const { tops, gaps } = place(rows, heights, floor);
  const told = useRef<readonly number[]>([]);
  useLayoutEffect(() => {
    if (same(told.current, gaps)) return;
    told.current = gaps;
    onGaps(gaps);
  });
  return (
    <section aria-label="In English" data-stale={stale ? '' : undefined} className={styles['outline']}>
      <h2 ref={top} className={styles['outlineHead']}>
        {stale ? STALE : head}
      </h2>
      <ol ref={list}>
        {statements.map((statement, i) => (
          <li
            key={statement.index}
            style={{ top: tops[i] ?? 0 }}
            data-last={i === statements.length - 1 ? '' : undefined}
            aria-current={statement === wanted ? true : undefined}
          >
            <Cell statement={statement} change={changes[i] ?? null} decided={decided} onGo={onGo} />
          </li>
        ))}
      </ol>
    </section>
  );
}
