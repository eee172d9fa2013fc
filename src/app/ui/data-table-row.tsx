import { memo, useRef, type ReactNode } from 'react';
import { cx } from './cx.ts';
import styles from './data-table.module.css';
import type { Column } from './data-table.tsx';

/** A box in a table. Shift is told, so that a range can be chosen; Space on a box that has focus ticks it as anywhere. */
export function Box({
  label,
  state,
  onToggle,
}: {
  readonly label: string;
  readonly state: boolean | 'some';
  readonly onToggle: (range: boolean) => void;
}) {
  // A change event does not know of the shift key, and a label's click comes before it.
  const shift = useRef(false);
  return (
    <label className={styles['box']}>
      <input
        type="checkbox"
        aria-label={label}
        checked={state === true}
        ref={(box) => {
          if (box !== null) box.indeterminate = state === 'some';
        }}
        onClick={(event) => {
          shift.current = event.shiftKey;
        }}
        onChange={() => onToggle(shift.current)}
      />
    </label>
  );
}

const wordsOf = <T,>(words: string | ((row: T) => string), row: T): string =>
  typeof words === 'function' ? words(row) : words;

function PlainCells<T>({
  columns,
  row,
}: {
  readonly columns: readonly Column<T>[];
  readonly row: T;
}): ReactNode {
  return columns.map((column, i) => {
    const Cell = i === 0 ? 'th' : 'td';
    return (
      <Cell
        key={column.id}
        scope={i === 0 ? 'row' : undefined}
        data-whole={column.whole === true ? '' : undefined}
        data-phone={column.phone ?? (i === 0 ? 'start-1' : 'hide')}
        className={cx(
          column.align === 'right' && styles['right'],
          column.grow === true && styles['grow'],
          column.most !== undefined && styles['most'],
          i === 0 && styles['first'],
        )}
        style={column.most === undefined ? undefined : { '--most': `${column.most}px` }}
      >
        {column.phoneLabel !== undefined && (
          <span className={styles['phoneOnly']}>{wordsOf(column.phoneLabel, row)} </span>
        )}
        {column.cell(row)}
        {column.phoneWords !== undefined && (
          <span className={styles['phoneOnly']}> {wordsOf(column.phoneWords, row)}</span>
        )}
      </Cell>
    );
  });
}

/** A tick changes a row's box and its ground, not its cells. */
const Cells = memo(PlainCells) as typeof PlainCells; // memo forgets that it is generic

interface RowProps<T> {
  readonly columns: readonly Column<T>[];
  readonly row: T;
  readonly name: string;
  /** Null where rows are not chosen. */
  readonly box: string | null;
  readonly selected: boolean;
  readonly onToggle: (row: T, range: boolean) => void;
}

function PlainRow<T>({ columns, row, name, box, selected, onToggle }: RowProps<T>) {
  return (
    <tr data-row={name} data-chosen={selected ? '' : undefined}>
      {box !== null && (
        <td className={styles['boxCell']} data-phone="box">
          <Box label={box} state={selected} onToggle={(range) => onToggle(row, range)} />
        </td>
      )}
      <Cells columns={columns} row={row} />
    </tr>
  );
}

/** Rendered anew only when it changes itself: a page of rows is too much for every keystroke. */
export const Row = memo(PlainRow) as typeof PlainRow; // as above
