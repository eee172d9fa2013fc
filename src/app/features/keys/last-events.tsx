import { useQuery } from '@tanstack/react-query';
import { paths } from '../../paths.ts';
import { DONE } from '../../query/event-kinds.ts';
import { ALTERED, decidedByText, isAltered } from '../../query/event-words.ts';
import { explain } from '../../query/explain.ts';
import { query } from '../../query/query.ts';
import { Link } from '../../ui/link.tsx';
import { Card } from '../../ui/page.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { shortArn } from '../../ui/shorten.ts';
import { AlteredTag, OutcomeTag } from '../../ui/tags.tsx';
import { Time } from '../../ui/time.tsx';
import styles from './overview.module.css';

const SHOWN = 4;

/** What was last done with a key. A panel of its own: who may not read the log still sees the rest of the page. */
export function LastEvents({ keyId }: { readonly keyId: string }) {
  const events = useQuery(query('SearchAuditEvents', { KeyId: keyId, Classes: [...DONE], Limit: SHOWN }));
  const all = (
    <Link href={paths.keyActivity(keyId)} className="link">
      {events.data?.Matching === undefined
        ? 'All'
        : `All ${new Intl.NumberFormat('en').format(events.data.Matching)}`}
    </Link>
  );
  return (
    <Card title="Last events" far={all}>
      {events.isPending && <Skeleton rows={4} label="Loading events" />}
      {events.isError && (
        <ErrorState
          problem={explain('The events could not be read', events.error)}
          onRetry={() => void events.refetch()}
        />
      )}
      {events.data !== undefined && events.data.Events.length === 0 && (
        <p className="quiet">Nothing has been done with this key yet.</p>
      )}
      <ul className={styles['log']}>
        {events.data?.Events.map((event) => (
          <li key={event.Sequence}>
            <Link href={paths.audit({ key: keyId, event: String(event.Sequence) })}>
              {isAltered(event) ? `Event ${event.Sequence}` : event.Operation}
            </Link>
            {isAltered(event) ? <AlteredTag /> : <OutcomeTag outcome={event.Outcome} />}
            <span className={styles['by']}>
              {isAltered(event) ? ALTERED : `${shortArn(event.Principal)}, ${decidedByText(event)}`}
            </span>
            {!isAltered(event) && <Time value={event.Time} form="relative" />}
          </li>
        ))}
      </ul>
    </Card>
  );
}
