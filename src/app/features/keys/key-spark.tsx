import type { KeyOverview } from '../../query/contract.ts';
import { useNow } from '../../ui/time.tsx';
import { Sparkline } from '../../ui/use-strip.tsx';
import { bucketsOf } from '../../ui/use-strip-layout.ts';
import { refusedWords } from './asked-words.ts';
import styles from './key-page.module.css';

const number = new Intl.NumberFormat('en');
const DAY_MS = 86_400_000;
const DAYS = 90;

/** Use and refusals of 90 days beside the key's name; nothing for a key that nobody asked for. */
export function KeySpark({ overview: { Daily, Key, Failed90Days } }: { readonly overview: KeyOverview }) {
  // The desk's clock may be a little ahead of the browser's: its newest day counts then.
  const lastDay = Math.max(Math.floor(useNow() / DAY_MS), Daily.at(-1)?.Day ?? 0);
  if (Daily.length === 0) return null;
  const buckets = bucketsOf(Daily, { firstDay: lastDay - DAYS + 1, lastDay, size: 1 });
  const peak = number.format(Math.max(...Daily.map(({ Allowed }) => Allowed)));
  const refused = refusedWords({ denied: Key.Refused90Days - Failed90Days, failed: Failed90Days });
  return (
    <div className={styles['spark']}>
      <Sparkline
        buckets={buckets}
        summary={`Requests a day, 90 days: at most ${peak} allowed in a day${refused === '' ? '' : `, ${refused} in all`}`}
        caption={
          <>
            <span>Requests a day, peak {peak}</span>
            {refused !== '' && <span className={styles['refused']}>{refused}</span>}
          </>
        }
      />
    </div>
  );
}
