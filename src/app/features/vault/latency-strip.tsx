import { useState, type KeyboardEvent, type PointerEvent } from 'react';
import { ButtonLink } from '../../ui/button.tsx';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { Card } from '../../ui/page.tsx';
import { Time, useZone } from '../../ui/time.tsx';
import { clockTime, zoneName } from '../../ui/time-format.ts';
import { scaleTop, slotWords, stripOf, totals, type Span, type StripSlot } from './latency-rules.ts';
import { vaultPath, type VaultSearch } from './vault-search.ts';
import { latencyText, type VaultFacts } from './vault-words.ts';
import styles from './latency-strip.module.css';

const number = new Intl.NumberFormat('en');
/** Units of the drawing: latencies stand on the line, failures hang below it. */
const ABOVE = 64;
const BELOW = 14;

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  PageUp: -10,
  PageDown: 10,
  Home: -Infinity,
  End: Infinity,
};

/** Height of a latency; the smallest can still be seen. */
const heightOf = (ms: number, top: number): number => Math.max(1.5, (Math.min(ms, top) / top) * ABOVE);

function Drawing({
  slots,
  top,
  at,
}: {
  readonly slots: readonly StripSlot[];
  readonly top: number;
  readonly at: number | null;
}) {
  return (
    <svg
      className={styles['drawing']}
      viewBox={`0 0 ${slots.length} ${ABOVE + BELOW}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {at !== null && <rect className={styles['cursor']} x={at} y={0} width={1} height={ABOVE + BELOW} />}
      {slots.map(({ start, slot }, i) =>
        slot === null ? null : (
          <g key={start}>
            {slot.SlowestMilliseconds !== undefined && (
              <rect
                className={styles['answered']}
                x={i + 0.12}
                width={0.76}
                y={ABOVE - heightOf(slot.SlowestMilliseconds, top)}
                height={heightOf(slot.SlowestMilliseconds, top)}
              />
            )}
            {slot.Failures > 0 && (
              <rect
                className={styles['failed']}
                x={i}
                width={1}
                y={ABOVE + 2}
                height={Math.max(3, (slot.Failures / slot.Probes) * (BELOW - 2))}
              />
            )}
          </g>
        ),
      )}
    </svg>
  );
}

/** Walked by arrow keys or the pointer: each stretch says its time and what was found. */
function Strip({ slots, span }: { readonly slots: readonly StripSlot[]; readonly span: Span }) {
  const [at, setAt] = useState<number | null>(null);
  const zone = useZone();
  const top = scaleTop(slots);
  const last = slots.length - 1;
  const shown = slots[Math.min(at ?? last, last)];
  const words = (each: StripSlot | undefined): string =>
    each === undefined ? '' : `${clockTime(new Date(each.start), zone).slice(0, 8)} ${slotWords(each.slot)}`;
  const walk = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    setAt((now) => Math.max(0, Math.min(last, (now ?? last) + step)));
  };
  const point = (event: PointerEvent<HTMLDivElement>): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    setAt(Math.max(0, Math.min(last, Math.floor(((event.clientX - left) / width) * slots.length))));
  };
  return (
    <div className={styles['strip']}>
      <span className={styles['top']}>{latencyText(top)}</span>
      <div
        role="slider"
        tabIndex={0}
        className={styles['plot']}
        aria-label={
          span === 'hour' ? 'Probes of the last hour, by minute' : 'Probes of the last two minutes, by second'
        }
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={at ?? last}
        aria-valuetext={words(shown)}
        onKeyDown={walk}
        onPointerMove={point}
        onPointerLeave={() => setAt(null)}
        onBlur={() => setAt(null)}
      >
        <Drawing slots={slots} top={top} at={at} />
      </div>
      <div className={styles['axis']}>
        <span>{span === 'hour' ? '1 h ago' : '2 min ago'}</span>
        <span className={styles['said']} data-at={at === null ? undefined : ''}>
          {at === null ? 'below the line: failed' : words(shown)}
        </span>
        <span>now</span>
      </div>
    </div>
  );
}

/** A row a second: they scroll inside of the card. */
const ROWS_IN_SIGHT = 10;

type Asked = StripSlot & { readonly slot: NonNullable<StripSlot['slot']> };
const COLUMNS: readonly Column<Asked>[] = [
  { id: 'time', header: 'From', whole: true, cell: ({ start }) => <Time value={new Date(start)} /> },
  {
    id: 'probes',
    header: 'Probes',
    align: 'right',
    phone: 'end-2',
    phoneWords: ({ slot }) => (slot.Probes === 1 ? 'probe' : 'probes'),
    cell: ({ slot }) => slot.Probes,
  },
  {
    id: 'failed',
    header: 'Failed',
    align: 'right',
    phone: 'start-2',
    phoneWords: 'failed',
    cell: ({ slot }) =>
      slot.Failures === 0 ? (
        <span className="quiet">none</span>
      ) : (
        <b className={styles['bad']}>{slot.Failures}</b>
      ),
  },
  {
    id: 'mean',
    header: 'Mean',
    align: 'right',
    cell: ({ slot }) => (slot.MeanMilliseconds === undefined ? '' : latencyText(slot.MeanMilliseconds)),
  },
  {
    id: 'slowest',
    header: 'Slowest',
    align: 'right',
    phone: 'end-1',
    cell: ({ slot }) =>
      slot.SlowestMilliseconds === undefined ? 'lost' : latencyText(slot.SlowestMilliseconds),
  },
];

/** How the token answered lately: a strip, and the same numbers as a table. */
export function LatencyCard({ vault, search }: { readonly vault: VaultFacts; readonly search: VaultSearch }) {
  const zone = useZone();
  const { span, table } = search;
  const slots = stripOf(vault, span);
  const { probes, failures, slowest } = totals(slots);
  const rows = slots.filter((each): each is Asked => each.slot !== null).toReversed();
  return (
    <Card
      title="Latency"
      note={`one probe of a token object a second${table ? `; times in ${zoneName(zone)}` : ''}`}
      far={
        <span className={styles['acts']}>
          <ButtonLink
            kind="bare"
            small
            href={vaultPath({ ...search, span: span === 'hour' ? 'minutes' : 'hour' })}
          >
            {span === 'hour' ? 'Last 2 minutes' : 'Last hour'}
          </ButtonLink>
          <ButtonLink kind="bare" small href={vaultPath({ ...search, table: !table })}>
            {table ? 'As a strip' : 'As a table'}
          </ButtonLink>
        </span>
      }
      flush
    >
      <p className={styles['sum']}>
        <b>{number.format(probes)}</b> {probes === 1 ? 'probe' : 'probes'} in the last{' '}
        {span === 'hour' ? 'hour' : 'two minutes'},{' '}
        {failures === 0 ? 'none failed' : <b className={styles['bad']}>{number.format(failures)} failed</b>}
        {slowest !== null && `, the slowest took ${latencyText(slowest)}`}.
      </p>
      {table ? (
        <DataTable
          caption="Probes of the token, newest first"
          columns={COLUMNS}
          rows={rows}
          rowKey={({ start }) => String(start)}
          inSight={ROWS_IN_SIGHT}
        />
      ) : (
        <Strip slots={slots} span={span} />
      )}
    </Card>
  );
}
