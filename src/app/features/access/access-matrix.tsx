import { useVirtualizer } from '@tanstack/react-virtual';
import {
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type RefObject,
} from 'react';
import { ACCESS_ROLES } from '../../../domain/policy/access-roles.ts';
import { paths } from '../../paths.ts';
import { cx } from '../../ui/cx.ts';
import { Link } from '../../ui/link.tsx';
import type { AccessKey, AccessPrincipal, Cell, Matrix } from './access-model.ts';
import { cellText, ROLE_WORDS } from './access-words.ts';
import styles from './access.module.css';

const ROW = 36;
const COLUMN = 84;
/** Where few columns leave room, they take it up to this, and the names take the rest. */
const COLUMN_MOST = 152;
/** Of the row's own name. */
const NAME = 232;
const NAME_PHONE = 132;

/** Place in the grid; −1: the head, the row's name. */
interface Place {
  readonly row: number;
  readonly column: number;
}

const STEPS: Readonly<Record<string, Place>> = {
  ArrowUp: { row: -1, column: 0 },
  ArrowDown: { row: 1, column: 0 },
  ArrowLeft: { row: 0, column: -1 },
  ArrowRight: { row: 0, column: 1 },
  PageUp: { row: -12, column: 0 },
  PageDown: { row: 12, column: 0 },
};

/** Letters of a name that stand in a line of the head, and lines that it has at most. */
const LINE = 10;
const MOST_LINES = 5;
const nameOf = ({ name }: AccessPrincipal): string => name.replace(/^(?:user|role)\//, '');

/** px: as high as the longest name needs. */
function headOf(principals: readonly AccessPrincipal[]): number {
  const longest = Math.max(1, ...principals.map((each) => nameOf(each).length));
  return 16 * Math.min(MOST_LINES, Math.ceil(longest / LINE)) + 38;
}

/** Letters at their places, so that a column of cells is read as a pattern. */
function Letters({ cell }: { readonly cell: Cell }) {
  return (
    <span className={styles['letters']} aria-hidden="true">
      {ACCESS_ROLES.map((role) => {
        const access = cell.roles.find(({ Role }) => Role === role);
        if (access === undefined) return <i key={role} />;
        const unused = cell.used !== null && !cell.used.has(role);
        return (
          <i
            key={role}
            data-role={role}
            data-conditional={access.Always ? undefined : ''}
            data-unused={unused ? '' : undefined}
          >
            {ROLE_WORDS[role].letter}
          </i>
        );
      })}
    </span>
  );
}

const simulatorOf = (key: AccessKey, { arn }: AccessPrincipal, cell: Cell): string =>
  paths.simulator({ who: arn, action: cell.roles[0]?.Action, key: key.id });

/** px inside it, from edge to edge; 0 until it is drawn. */
function useRoom(box: RefObject<HTMLElement | null>): number {
  const [room, setRoom] = useState(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = (): void => setRoom(element.clientWidth);
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    return () => watch.disconnect();
  }, [box]);
  return room;
}

/**
 * Keys down, people and services across. One tab stop: arrow keys, Home, End and the page keys walk; Enter follows the link under the
 * focus. Only what is in sight is drawn.
 */
export function AccessMatrix({
  matrix: { keys, principals },
  narrow,
}: {
  readonly matrix: Matrix;
  readonly narrow: boolean;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const room = useRoom(scroller);
  const least = narrow ? NAME_PHONE : NAME;
  const count = Math.max(1, principals.length);
  const step = Math.min(COLUMN_MOST, Math.max(COLUMN, Math.floor((room - least) / count)));
  const name = Math.max(least, room - count * step);
  const head = useMemo(() => headOf(principals), [principals]);
  // oxlint-disable-next-line react/incompatible-library -- no compiler memoises here
  const rows = useVirtualizer({
    count: keys.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 8,
    scrollPaddingStart: head,
  });
  const columns = useVirtualizer({
    horizontal: true,
    count: principals.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => step,
    overscan: 4,
    scrollPaddingStart: name,
  });
  useLayoutEffect(() => columns.measure(), [columns, step]);
  const [at, setAt] = useState<Place>({ row: 0, column: -1 });
  const [seen, see] = useState<Place | null>(null);
  /** Set by a key press: the place gets the focus once it is drawn. */
  const moved = useRef(false);
  const row = Math.min(at.row, keys.length - 1);
  const column = Math.min(at.column, principals.length - 1);
  useEffect(() => {
    if (!moved.current) return;
    const target = scroller.current?.querySelector<HTMLElement>(`[data-at="${row},${column}"]`);
    if (target == null) return;
    moved.current = false;
    target.focus({ preventScroll: true });
  });
  const go = (next: Place): void => {
    const to = {
      row: Math.max(-1, Math.min(keys.length - 1, next.row)),
      column: Math.max(-1, Math.min(principals.length - 1, next.column)),
    };
    moved.current = true;
    if (to.row >= 0) rows.scrollToIndex(to.row);
    if (to.column >= 0) columns.scrollToIndex(to.column);
    setAt(to);
  };
  const press = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (step !== undefined) go({ row: row + step.row, column: column + step.column });
    else if (event.key === 'Home') go(event.ctrlKey ? { row: 0, column: -1 } : { row, column: -1 });
    else if (event.key === 'End')
      go(
        event.ctrlKey
          ? { row: keys.length - 1, column: principals.length - 1 }
          : { row, column: principals.length - 1 },
      );
    else return;
    event.preventDefault();
  };
  const placed = (r: number, c: number) => ({
    'data-at': `${r},${c}`,
    tabIndex: r === row && c === column ? 0 : -1,
    onFocus: () => {
      setAt({ row: r, column: c });
      see({ row: r, column: c });
    },
    onMouseEnter: () => see({ row: r, column: c }),
  });
  const width = name + columns.getTotalSize();
  const drawn = columns.getVirtualItems();
  const told = seen === null ? undefined : keys[seen.row];
  const whom = seen === null ? undefined : principals[seen.column];
  return (
    <>
      <div
        ref={scroller}
        className={styles['grid']}
        role="grid"
        tabIndex={-1}
        aria-label="Keys by people and services"
        aria-rowcount={keys.length + 1}
        aria-colcount={principals.length + 1}
        style={{ '--name': `${name}px`, '--head': `${head}px` }}
        onKeyDown={press}
        onMouseLeave={() => see(null)}
      >
        <div role="row" aria-rowindex={1} className={styles['gridHead']} style={{ width }}>
          <div role="columnheader" aria-colindex={1} className={styles['corner']}>
            Key
          </div>
          {drawn.map(({ index, start }) => {
            const principal = principals[index]!; // drawn of these
            return (
              <div
                key={principal.arn}
                role="columnheader"
                aria-colindex={index + 2}
                className={styles['columnHead']}
                style={{ left: name + start, width: step }}
              >
                <Link
                  href={paths.access({ who: principal.arn })}
                  dir="auto"
                  title={principal.name}
                  {...placed(-1, index)}
                >
                  {nameOf(principal)}
                </Link>
                <span
                  className={styles['kind']}
                  {...(principal.cannotAsk !== null && { title: principal.cannotAsk })}
                >
                  {principal.cannotAsk !== null ? (
                    <b>no way in</b>
                  ) : principal.kind === 'user' ? (
                    'person'
                  ) : (
                    'service'
                  )}
                </span>
              </div>
            );
          })}
        </div>
        <div role="rowgroup" className={styles['gridBody']} style={{ height: rows.getTotalSize(), width }}>
          {rows.getVirtualItems().map(({ index, start }) => {
            const key = keys[index]!; // drawn of these
            return (
              <div
                key={key.id}
                role="row"
                aria-rowindex={index + 2}
                className={styles['gridRow']}
                style={{ transform: `translateY(${start}px)`, width }}
              >
                <div role="rowheader" aria-colindex={1} className={styles['rowHead']}>
                  <Link
                    href={paths.access({ key: key.id })}
                    dir="auto"
                    title={key.name}
                    {...placed(index, -1)}
                  >
                    {key.name}
                  </Link>
                </div>
                {drawn.map(({ index: c, start: left }) => {
                  const principal = principals[c]!; // likewise
                  const cell = key.cells.get(principal.arn);
                  return (
                    <div
                      key={principal.arn}
                      role="gridcell"
                      aria-colindex={c + 2}
                      className={cx(styles['cell'], seen?.column === c && styles['lit'])}
                      style={{ left: name + left, width: step }}
                      {...(cell === undefined ? { ...placed(index, c), 'aria-label': 'nothing' } : {})}
                    >
                      {cell !== undefined && (
                        <Link href={simulatorOf(key, principal, cell)} {...placed(index, c)}>
                          <span className="hidden">{`${principal.name} on ${key.name}: ${cellText(cell)}`}</span>
                          <Letters cell={cell} />
                        </Link>
                      )}
                    </div>
                  );
                })}
              </div>
            );
          })}
        </div>
      </div>
      <p className={styles['told']} aria-hidden="true">
        {told === undefined || whom === undefined ? (
          'Point at a cell to read it; follow it to see why.'
        ) : (
          <>
            <b>{whom.name}</b>
            {whom.cannotAsk !== null && ` (${whom.cannotAsk})`} on <b>{told.name}</b>:{' '}
            {cellText(told.cells.get(whom.arn) ?? { roles: [], used: null, young: false }) || 'nothing'}
          </>
        )}
      </p>
    </>
  );
}
