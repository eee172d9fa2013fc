import { paths } from '../../paths.ts';
import { Link } from '../../ui/link.tsx';
import { Card } from '../../ui/page.tsx';
import { shortArn } from '../../ui/shorten.ts';
import { dayText } from '../../ui/time-format.ts';
import styles from './home.module.css';
import { counted, refusalWords, type HomeFacts } from './home-words.ts';

const number = new Intl.NumberFormat('en');
const HEIGHT = 48;

type Day = HomeFacts['Refusals']['Days'][number];

const dayOf = ({ Day: day }: Day): Date => new Date(`${day}T00:00:00Z`);

/** `18 Nov`; on a phone only the day has room. */
function DayName({ date }: { readonly date: Date }) {
  const [day, month] = dayText(date, 'utc', false).split(' ');
  return (
    <>
      {day}
      <span className={styles['month']}> {month}</span>
    </>
  );
}

/** Eight days as bars: today's is hatched as well as red. Each bar says its day and number to who cannot see it. */
function Bars({ days, unusual }: { readonly days: readonly Day[]; readonly unusual: boolean }) {
  const most = Math.max(1, ...days.map(({ Count }) => Count));
  return (
    <ol className={styles['bars']} aria-label="Refused requests by day">
      {days.map((day, i) => (
        <li
          key={day.Day}
          data-today={i === days.length - 1 ? '' : undefined}
          data-unusual={unusual || undefined}
        >
          <span className={styles['barCount']}>{day.Count === 0 ? '' : number.format(day.Count)}</span>
          <i style={{ height: `${day.Count === 0 ? 1 : Math.max(3, (day.Count / most) * HEIGHT)}px` }} />
          <span className={styles['barDay']}>
            {i === days.length - 1 ? 'today' : <DayName date={dayOf(day)} />}
            <span className="hidden">, {counted(day.Count, 'request', 'requests')}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}

/** What was refused today, by whom, and whether that is unusual. Days are those of UTC. */
export function RefusedToday({ home }: { readonly home: HomeFacts }) {
  const { Refusals } = home;
  const today = Refusals.Days.at(-1)?.Day ?? '';
  const since = `${today}T00:00:00Z`;
  return (
    <Card
      title="Denied today"
      note="UTC"
      far={
        <Link href={paths.audit({ outcome: 'denied', since: '7d' })} className="link">
          See 7 days
        </Link>
      }
    >
      <p className={styles['verdict']} data-unusual={Refusals.Unusual || undefined}>
        <b>{number.format(Refusals.Today)}</b> {refusalWords(Refusals)}
      </p>
      <Bars days={Refusals.Days} unusual={Refusals.Unusual} />
      {Refusals.ByPrincipal.length > 0 && (
        <ul className={styles['who']}>
          {Refusals.ByPrincipal.map(({ Principal, Count }) => (
            <li key={Principal}>
              <Link href={paths.audit({ principal: Principal, outcome: 'denied', since })}>
                {shortArn(Principal)}
              </Link>
              <span>{number.format(Count)}</span>
            </li>
          ))}
          {Refusals.Principals > Refusals.ByPrincipal.length && (
            <li>
              <span className="quiet">
                {counted(Refusals.Principals - Refusals.ByPrincipal.length, 'other', 'others')}
              </span>
            </li>
          )}
        </ul>
      )}
    </Card>
  );
}
