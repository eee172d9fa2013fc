/** Beside the scene: how many came, the newest lines of the logbook, the keys in use. */
import { memo } from 'react';
import { paths } from '../../../paths.ts';
import { Link } from '../../../ui/link.tsx';
import { Card, Figures, type Figure } from '../../../ui/page.tsx';
import { shortArn } from '../../../ui/shorten.ts';
import { AlteredTag, OutcomeTag } from '../../../ui/tags.tsx';
import { Time, useZone } from '../../../ui/time.tsx';
import { zoneName } from '../../../ui/time-format.ts';
import styles from './live-page.module.css';
import { keyName, rateText, type KeyNames } from './live-words.ts';
import { refusedOf, totalOf, type View, type Visit } from './visits.ts';

const number = new Intl.NumberFormat('en');

export function Counters({ view }: { readonly view: View }) {
  const { totals, visits, rate } = view;
  const figures: readonly Figure[] = [
    {
      id: 'visits',
      value: number.format(visits),
      words: visits === 1 ? 'visit' : 'visits',
    },
    { id: 'rate', value: rateText(rate), words: 'a second' },
    { id: 'allowed', value: number.format(totals.allowed), words: 'allowed' },
    {
      id: 'denied',
      value: number.format(totals.denied),
      words: 'turned away',
      ...(totals.denied > 0 ? { tone: 'bad' as const } : {}),
    },
    {
      id: 'failed',
      value: number.format(totals.failed),
      words: 'failed',
      ...(totals.failed > 0 ? { tone: 'warn' as const } : {}),
    },
    ...(totals.altered > 0
      ? [{ id: 'altered', value: number.format(totals.altered), words: 'altered', tone: 'bad' as const }]
      : []),
  ];
  return <Figures figures={figures} />;
}

const Line = memo(function Line({
  visit,
  names,
  practice,
}: {
  readonly visit: Visit;
  readonly names: KeyNames;
  readonly practice: boolean;
}) {
  const href = paths.audit({
    event: String(visit.sequence),
    kind: 'all',
    practice: practice ? '1' : undefined,
  });
  return (
    <li className={styles['line']}>
      <Link href={href} className="mono">
        {visit.outcome === 'altered' ? (
          `Event ${visit.sequence}`
        ) : (
          <Time value={new Date(visit.time)} form="clock" />
        )}
      </Link>
      {visit.outcome === 'altered' ? <AlteredTag /> : <OutcomeTag outcome={visit.outcome} />}
      <span className={styles['who']}>
        <bdi>{shortArn(visit.principal)}</bdi>
      </span>
      <span className={styles['what']}>
        {visit.operation}
        {visit.key !== null && <span className="quiet"> {keyName(visit.key, names)}</span>}
      </span>
    </li>
  );
});

export function Logbook({
  view,
  names,
  practice,
}: {
  readonly view: View;
  readonly names: KeyNames;
  /** Practice keys are shown: so are they where a line leads to. */
  readonly practice: boolean;
}) {
  const zone = useZone();
  return (
    <Card title="Logbook" note={`newest lines, ${zoneName(zone)}`} flush>
      {view.lines.length === 0 ? (
        <p className={styles['none']}>
          No line yet. One is written at every visit, before anything is handed over.
        </p>
      ) : (
        <ol className={styles['lines']} aria-label="Newest lines of the logbook">
          {view.lines.map((visit) => (
            <Line key={visit.sequence} visit={visit} names={names} practice={practice} />
          ))}
        </ol>
      )}
    </Card>
  );
}

export function KeysInUse({
  view,
  names,
  hrefOf,
}: {
  readonly view: View;
  readonly names: KeyNames;
  /** The desk with this key only. */
  readonly hrefOf: (key: string) => string;
}) {
  return (
    <Card title="Keys in use" note="last 5 seconds" flush>
      {view.keys.length === 0 ? (
        <p className={styles['none']}>None just now.</p>
      ) : (
        <ul className={styles['keys']}>
          {view.keys.map(({ key, counts }) => (
            <li key={key}>
              <Link href={hrefOf(key)} className="link">
                <bdi>{keyName(key, names)}</bdi>
              </Link>
              <span>
                {rateText(totalOf(counts) / view.seconds)}/s
                {refusedOf(counts) > 0 && (
                  <span className={styles['refused']}> ✕ {rateText(refusedOf(counts) / view.seconds)}/s</span>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
