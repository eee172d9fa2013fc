import { useAct } from '../../query/act.ts';
import type { SessionSummary } from '../../query/contract.ts';
import { explain } from '../../query/explain.ts';
import { paths } from '../../paths.ts';
import { Button } from '../../ui/button.tsx';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { Link } from '../../ui/link.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { Time, useZone } from '../../ui/time.tsx';
import { zoneName } from '../../ui/time-format.ts';
import { useToast } from '../../ui/toast.tsx';
import { Hint } from '../../ui/tooltip.tsx';
import { agentWords } from './person-words.ts';
import styles from './people.module.css';

function EndButton({
  session,
  reason,
}: {
  readonly session: SessionSummary;
  readonly reason: string | null;
}) {
  const end = useAct('EndSession');
  const toast = useToast();
  const act = (): void => {
    // By the promise: this row goes with its session, and a mutation's own callbacks would go with it.
    end.mutateAsync({ SessionId: session.SessionId }).then(
      () => toast({ text: `A session of ${session.Name} was ended` }),
      (error: unknown) =>
        toast({ tone: 'bad', text: `The session was not ended. ${explain('', error).why}` }),
    );
  };
  return (
    <span className={styles['acts']}>
      {session.Current && <span className={styles['because']}>sign out instead</span>}
      <Button
        small
        pending={end.isPending}
        disabledReason={session.Current ? 'You work in this one: sign out instead' : reason}
        onClick={act}
      >
        End
        <span className="hidden">
          {' '}
          the session of {session.Name} from {session.Source}
        </span>
      </Button>
    </span>
  );
}

const columns = (zone: string, whose: boolean, reason: string | null): readonly Column<SessionSummary>[] => [
  {
    id: 'agent',
    header: 'Browser',
    cell: (session) => (
      <>
        <Hint text={session.UserAgent === '' ? 'It does not say what it is' : session.UserAgent}>
          <span>{agentWords(session.UserAgent)}</span>
        </Hint>
        {session.Current && <span className={styles['this']}>, this one</span>}
      </>
    ),
  },
  ...(whose
    ? [
        {
          id: 'person',
          header: 'Person',
          phone: 'start-2' as const,
          cell: (session: SessionSummary) => (
            <Link href={paths.person(session.PrincipalId)}>{session.Name}</Link>
          ),
        },
      ]
    : []),
  {
    id: 'source',
    header: 'From',
    phone: whose ? 'start-3' : 'start-2',
    cell: (session) => <span className="mono">{session.Source}</span>,
  },
  {
    id: 'used',
    header: 'Last used',
    align: 'right',
    phone: 'end-1',
    phoneLead: 'used',
    cell: (session) => <Time value={session.LastUsedDate} form="relative" />,
  },
  {
    id: 'created',
    header: `Signed in (${zone})`,
    align: 'right',
    whole: true,
    cell: (session) => <Time value={session.CreationDate} />,
  },
  {
    id: 'ends',
    header: 'Ends at the latest',
    align: 'right',
    cell: (session) => <Time value={session.ExpiresAt} />,
  },
  {
    id: 'acts',
    header: <span className="hidden">Actions</span>,
    align: 'right',
    phone: 'end-2',
    cell: (session) => <EndButton session={session} reason={reason} />,
  },
];

/** Open sessions, each with the way to end it. `whose`: of several people. `reason`: why they cannot be ended by who looks. */
export function SessionsTable({
  sessions,
  whose = false,
  reason = null,
}: {
  readonly sessions: readonly SessionSummary[];
  readonly whose?: boolean;
  readonly reason?: string | null;
}) {
  const zone = useZone();
  if (sessions.length === 0)
    return <EmptyState title="No open session">A session ends after half an hour without use.</EmptyState>;
  return (
    <DataTable
      caption="Open sessions"
      columns={columns(zoneName(zone), whose, reason)}
      rows={sessions}
      rowKey={(session) => session.SessionId}
    />
  );
}

/** Ends every session of a person but the one in which it is pressed. */
export function EndAllButton({
  principalId,
  count,
  label,
  reason = null,
}: {
  readonly principalId: string;
  readonly count: number;
  readonly label: string;
  readonly reason?: string | null;
}) {
  const end = useAct('EndSession');
  const toast = useToast();
  const act = (): void =>
    end.mutate(
      { PrincipalId: principalId },
      {
        onSuccess: ({ Ended }) =>
          toast({ text: Ended === 1 ? 'One session was ended' : `${Ended} sessions were ended` }),
        onError: (error) => toast({ tone: 'bad', text: `No session was ended. ${explain('', error).why}` }),
      },
    );
  return (
    <Button
      small
      pending={end.isPending}
      disabledReason={count === 0 ? 'There is no other session' : reason}
      onClick={act}
    >
      {label}
    </Button>
  );
}
