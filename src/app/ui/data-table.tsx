import { useCallback, useEffect, useRef, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { cx } from './cx.ts';
import { Box, Row } from './data-table-row.tsx';
import styles from './data-table.module.css';
import { Icon } from './icon.tsx';

export interface Column<T> {
  readonly id: string;
  readonly header: ReactNode;
  /** Numbers stand right, in tabular figures. */
  readonly align?: 'right';
  /** Never cut, also where room is short: a time. */
  readonly whole?: boolean;
  /** px: a longer value is cut with an ellipsis. */
  readonly most?: number;
  /** Takes what is left of the width, and is cut with an ellipsis: for long values. Short ones would stand far from the next column. */
  readonly grow?: boolean;
  /** Takes a third of the width and is cut with an ellipsis: the others share the rest, so that a row is read in one look. */
  readonly third?: boolean;
  /** Goes on in another line instead of being cut. */
  readonly wraps?: boolean;
  /** Names the column to the sorter; without it the column does not sort. */
  readonly sort?: string;
  /** Place in the block that a row becomes below 760 px: which side or the whole width, which of four lines; or the row's menu, at its end. */
  readonly phone?: `${'start' | 'end' | 'wide'}-${1 | 2 | 3 | 4}` | 'menu' | 'hide';
  /** Words before the value there, where no header names it: "last seen". */
  readonly phoneLead?: string | ((row: T) => string);
  /** Words that follow it: "requests". */
  readonly phoneWords?: string | ((row: T) => string);
  readonly cell: (row: T) => ReactNode;
}

export interface Sorting {
  readonly by: string;
  readonly descending: boolean;
  readonly onSort: (by: string) => void;
}

export interface Selecting<T> {
  readonly isSelected: (row: T) => boolean;
  /** `range`: shift was held, so from the last one that was chosen to this one. */
  readonly onToggle: (row: T, range: boolean) => void;
  /** All rows that are shown, or none of them. */
  readonly onToggleShown: () => void;
  /** What a row's box is called. */
  readonly labelOf: (row: T) => string;
}

export interface Grouping<T> {
  /** Rows of one group stand together. */
  readonly groupOf: (row: T) => string;
  /** The words above a group's first row on this page. */
  readonly heading: (group: string) => ReactNode;
}

interface Props<T> {
  readonly caption: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly rowKey: (row: T) => string;
  readonly sorting?: Sorting;
  /** Fetching anew: the old rows stay, dimmed. */
  readonly busy?: boolean;
  readonly density?: 'compact' | 'comfortable';
  /** Rows in sight at once where there is room for them; the others scroll inside of the table. */
  readonly inSight?: number;
  readonly selecting?: Selecting<T>;
  readonly grouping?: Grouping<T> | null;
}

function Header<T>({
  column,
  sorting,
}: {
  readonly column: Column<T>;
  readonly sorting: Sorting | undefined;
}) {
  const { sort } = column;
  const active = sort !== undefined && sorting?.by === sort;
  const cell = (content: ReactNode) => (
    <th
      scope="col"
      className={cx(column.align === 'right' && styles['right'])}
      aria-sort={active ? (sorting.descending ? 'descending' : 'ascending') : undefined}
    >
      {content}
    </th>
  );
  if (sort === undefined || sorting === undefined) return cell(column.header);
  return cell(
    <button
      type="button"
      className={styles['sort']}
      data-idle={active ? undefined : ''}
      onClick={() => sorting.onSort(sort)}
    >
      {column.header}
      <Icon name={active && !sorting.descending ? 'up' : 'down'} />
    </button>,
  );
}

/** Rows of one group, one after the other as they came; without grouping one nameless run. */
function runsOf<T>(
  rows: readonly T[],
  grouping: Grouping<T> | null,
): readonly { readonly group: string; readonly rows: readonly T[] }[] {
  const runs: { group: string; rows: T[] }[] = [];
  for (const row of rows) {
    const group = grouping?.groupOf(row) ?? '';
    const run = runs.at(-1);
    if (run?.group === group) run.rows.push(row);
    else runs.push({ group, rows: [row] });
  }
  return runs;
}

/**
 * A real table. The first cell of a row is its header and holds the true link; the rest of the row is not clickable. With
 * selection a row has a box, and shift chooses from the last one to this one.
 */
export function DataTable<T>({
  caption,
  columns,
  rows,
  rowKey,
  sorting,
  busy = false,
  density = 'compact',
  inSight,
  selecting,
  grouping = null,
}: Props<T>) {
  const latest = useRef({ rows, rowKey, selecting });
  useEffect(() => {
    latest.current = { rows, rowKey, selecting };
  });
  const toggle = useCallback((row: T, range: boolean) => latest.current.selecting?.onToggle(row, range), []);
  const chosen = selecting === undefined ? 0 : rows.filter(selecting.isSelected).length;
  const width = columns.length + (selecting === undefined ? 0 : 1);
  return (
    <div
      className={cx(styles['scroller'], inSight !== undefined && styles['window'])}
      style={inSight === undefined ? undefined : { '--in-sight': inSight }}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scroller must be reachable by keyboard (WCAG 2.1.1)
      tabIndex={0}
      role="region"
      aria-label={caption}
    >
      <table
        className={styles['table']}
        aria-busy={busy || undefined}
        data-density={density}
        data-selecting={selecting === undefined ? undefined : ''}
      >
        <caption>{caption}</caption>
        <thead>
          <tr>
            {selecting !== undefined && (
              <th scope="col" className={styles['boxCell']}>
                <Box
                  label="Select the rows of this page"
                  state={chosen === 0 ? false : chosen === rows.length ? true : 'some'}
                  onToggle={selecting.onToggleShown}
                />
              </th>
            )}
            {columns.map((column) => (
              <Header key={column.id} column={column} sorting={sorting} />
            ))}
          </tr>
        </thead>
        {runsOf(rows, grouping).map((run) => (
          <tbody key={run.group}>
            {grouping !== null && (
              <tr className={styles['group']}>
                <th scope="rowgroup" colSpan={width}>
                  {grouping.heading(run.group)}
                </th>
              </tr>
            )}
            {run.rows.map((row) => (
              <Row
                key={rowKey(row)}
                name={rowKey(row)}
                columns={columns}
                row={row}
                box={selecting?.labelOf(row) ?? null}
                selected={selecting?.isSelected(row) ?? false}
                onToggle={toggle}
              />
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

/** Under a paged table: which rows these are, and the way to the others. */
export function TableFoot({
  children,
  onPrevious,
  onNext,
}: {
  readonly children: ReactNode;
  readonly onPrevious: (() => void) | null;
  readonly onNext: (() => void) | null;
}) {
  return (
    <div className={styles['foot']}>
      <span>{children}</span>
      {(onPrevious !== null || onNext !== null) && (
        <div className={styles['far']}>
          <Button
            small
            icon="left"
            disabledReason={onPrevious === null ? 'This is the first page' : null}
            onClick={() => onPrevious?.()}
          >
            Previous
          </Button>
          <Button
            small
            trailing="right"
            disabledReason={onNext === null ? 'This is the last page' : null}
            onClick={() => onNext?.()}
          >
            Next
          </Button>
        </div>
      )}
    </div>
  );
}
