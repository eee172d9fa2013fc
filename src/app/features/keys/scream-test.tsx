import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { keyCan } from '../../../domain/keys/key-state.ts';
import { paths } from '../../paths.ts';
import type { KeyOverview, KeySummary } from '../../query/contract.ts';
import { explain } from '../../query/explain.ts';
import { useCan } from '../../query/can.ts';
import { query } from '../../query/query.ts';
import { AskFirst } from '../../ui/ask-first.tsx';
import { Button } from '../../ui/button.tsx';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { Link } from '../../ui/link.tsx';
import { Card } from '../../ui/page.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { shortArn } from '../../ui/shorten.ts';
import { Time, useZone } from '../../ui/time.tsx';
import { zoneName } from '../../ui/time-format.ts';
import { useWatch } from '../../ui/use-watch.ts';
import styles from './delete-key-page.module.css';
import { callersOf, closedSince, type Caller } from './deletion-rules.ts';
import { shortName } from './key-words.ts';
import { lossesOf, useDisable, useEnable } from './switch-key.tsx';

const number = new Intl.NumberFormat('en');
/** How often the log is asked for refusals, while somebody watches. */
const WATCH_MS = 3000;
/** As many events as one answer can hold. */
const MOST_EVENTS = 500;

const columns = (keyId: string, since: Date, zone: string): readonly Column<Caller>[] => [
  {
    id: 'principal',
    header: 'Principal',
    cell: (caller) => (
      <Link
        href={paths.audit({
          key: keyId,
          principal: caller.principal,
          outcome: 'failed',
          since: since.toISOString(),
        })}
      >
        {shortArn(caller.principal)}
      </Link>
    ),
  },
  {
    id: 'operation',
    header: 'Asked last for',
    grow: true,
    phone: 'start-2',
    cell: (caller) => caller.operation,
  },
  {
    id: 'last',
    header: `Last refused (${zone})`,
    whole: true,
    align: 'right',
    phone: 'end-2',
    cell: (caller) => <Time value={caller.last} />,
  },
  {
    id: 'refused',
    header: 'Refused',
    align: 'right',
    phone: 'end-1',
    phoneWords: 'refused',
    cell: (caller) => number.format(caller.refused),
  },
];

/** Refusals since the key was closed, read again and again from the log while somebody may be looking. */
function Refusals({ keyId, since }: { readonly keyId: string; readonly since: Date }) {
  const zone = useZone();
  const { watching, watchOn } = useWatch();
  const failed = useQuery({
    ...query('SearchAuditEvents', {
      KeyId: keyId,
      Classes: ['data'],
      Outcome: 'failed',
      Since: since,
      Limit: MOST_EVENTS,
    }),
    refetchInterval: watching ? WATCH_MS : false,
  });
  if (failed.isPending) return <Skeleton rows={2} label="Loading refusals" />;
  if (failed.data === undefined)
    return (
      <ErrorState
        problem={explain('The refusals could not be read', failed.error)}
        onRetry={() => void failed.refetch()}
      />
    );
  const { Events, Matching, Searched } = failed.data;
  const callers = callersOf(Events);
  const count = Matching ?? Events.length;
  return (
    <>
      <p className="tale" role="status">
        {count === 0 ? (
          'Nobody has asked for it since.'
        ) : (
          <>
            <b>
              {number.format(count)}
              {Matching === undefined && ' or more'} {count === 1 ? 'request' : 'requests'}
            </b>{' '}
            {count === 1 ? 'was' : 'were'} refused since: somebody still needs it.
          </>
        )}
      </p>
      <p className={styles['note']}>
        Disabled since <Time value={since} /> {zoneName(zone)}.{' '}
        {watching ? (
          `All ${number.format(Searched.Log)} events of the log are searched anew every few seconds.`
        ) : (
          <>
            Not watched any more: all {number.format(Searched.Log)} events of the log were searched.{' '}
            <button
              type="button"
              className="link"
              onClick={() => {
                watchOn();
                void failed.refetch();
              }}
            >
              Watch on
            </button>
          </>
        )}
        {Events.length < count &&
          ` Principals are those of the newest ${number.format(Events.length)} refusals.`}
      </p>
      {callers.length > 0 && (
        <div className={styles['table']}>
          <DataTable
            caption="Who was refused since it was disabled"
            columns={columns(keyId, since, zoneName(zone))}
            rows={callers}
            rowKey={(caller) => caller.principal}
          />
        </div>
      )}
    </>
  );
}

/** Watches a disabled key. */
function Watching({ summary }: { readonly summary: KeySummary }) {
  const { enable, pending } = useEnable(summary);
  const may = useCan('kms:EnableKey', summary.KeyId);
  const history = useQuery(
    query('SearchAuditEvents', {
      KeyId: summary.KeyId,
      Classes: ['management'],
      Outcome: 'allowed',
      Limit: MOST_EVENTS,
    }),
  );
  const since = history.data === undefined ? null : closedSince(history.data.Events);
  return (
    <>
      {history.isPending && <Skeleton rows={2} label="Loading refusals" />}
      {history.isError && (
        <ErrorState
          problem={explain('Who still asks cannot be seen', history.error)}
          onRetry={() => void history.refetch()}
        />
      )}
      {since !== null && <Refusals keyId={summary.KeyId} since={since} />}
      <p className={styles['note']}>
        Wait at least as long as its slowest user rests: a monthly report, a yearly audit, a restore.
        {summary.LastUsedDate !== undefined && (
          <>
            {' '}
            It was last used <Time value={summary.LastUsedDate} form="relative" />.
          </>
        )}
      </p>
      <span>
        <Button icon="play" pending={pending} disabledReason={may.reason} onClick={enable}>
          Enable {shortName(summary)} again
        </Button>
      </span>
    </>
  );
}

function DisableFirst({ overview }: { readonly overview: KeyOverview }) {
  const { Key } = overview;
  const [asked, setAsked] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const { disable, pending, problem } = useDisable(Key);
  const may = useCan('kms:DisableKey', Key.KeyId);
  const name = shortName(Key);
  return (
    <div>
      <p className={styles['note']}>
        Every use is refused from then on and each refusal is in the log, so that this page can name who still
        asks. Nothing is destroyed.
      </p>
      <p className={styles['opener']}>
        <Button
          ref={opener}
          aria-expanded={asked}
          disabledReason={
            may.reason ?? (keyCan.disable(Key.KeyState) ? null : 'Only an enabled key can be disabled')
          }
          onClick={() => setAsked(true)}
        >
          Disable {name}…
        </Button>
      </p>
      {asked && (
        <AskFirst
          armed
          cancelLabel="Keep it enabled"
          actionLabel={`Disable ${name}`}
          pending={pending}
          problem={problem}
          onCancel={() => {
            setAsked(false);
            opener.current?.focus();
          }}
          onConfirm={disable}
        >
          {lossesOf(overview).map((loss, i) => (
            <p key={i}>
              <b>{number.format(loss.value)}</b> {loss.words}
            </p>
          ))}
        </AskFirst>
      )}
    </div>
  );
}

/** The scream test: a disabled key, and who was refused since. */
export const ScreamTest = ({ overview }: { readonly overview: KeyOverview }) => (
  <Card title="1. Disable it, and watch who still asks">
    <div className={styles['body']}>
      {keyCan.enable(overview.Key.KeyState) ? (
        <Watching summary={overview.Key} />
      ) : (
        <DisableFirst overview={overview} />
      )}
    </div>
  </Card>
);
