import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { paths } from '../../paths.ts';
import { useLogCheck } from '../../log-check/use-log-check.ts';
import { useAlerts, useDismissed } from '../../query/alerts.ts';
import type { DeskFacts } from '../../query/contract.ts';
import { mayRead, useMayRead } from '../../query/can.ts';
import { explain } from '../../query/explain.ts';
import { prefetch, query, usePrefetched } from '../../query/query.ts';
import { useReachable } from '../../query/reach.ts';
import { vaultWords } from '../../query/vault-words.ts';
import { Link } from '../../ui/link.tsx';
import { Columns, Page, PageHead, Stack } from '../../ui/page.tsx';
import { ErrorState, Notice } from '../../ui/states.tsx';
import { FirstSteps } from './first-steps.tsx';
import { Health } from './health.tsx';
import { counted, restoredWords, type HomeFacts } from './home-words.ts';
import { LogCard } from './log-card.tsx';
import { NeedsYou } from './needs-you.tsx';
import { PostureCard } from './posture-card.tsx';
import { RefusedToday } from './refusals.tsx';
import styles from './home.module.css';
import { WhatComesNext } from './upcoming.tsx';

/** A part that fails says so in its place, and one that this person may not see is not asked for: the rest of Home stands. */
export async function loader(): Promise<null> {
  const [home, alerts] = await Promise.all([mayRead('keydesk:DescribeHome'), mayRead('keydesk:ListAlerts')]);
  await Promise.allSettled([home && prefetch('DescribeHome', {}), alerts && prefetch('ListAlerts', {})]);
  return null;
}

/** How many alerts this person has not put away. */
function useOpenAlerts(person: string): number {
  const alerts = useAlerts().data;
  const { isDismissed } = useDismissed(person);
  return (alerts?.Alerts ?? []).filter((alert) => !isDismissed(alert)).length;
}

/** Whether the desk is well, in one sentence; the numbers of the second lead to what they count. */
function Answer({
  desk,
  home,
  person,
}: {
  readonly desk: DeskFacts;
  readonly home: HomeFacts;
  readonly person: string;
}) {
  const check = useLogCheck(desk.Log);
  const reachable = useReachable();
  const open = useOpenAlerts(person);
  const { Today, Unusual, Days } = home.Refusals;
  const { name, Name, kept } = vaultWords(desk.Vault);
  const standing = !reachable
    ? 'The desk does not answer; this is what it last said.'
    : desk.Vault.State === 'lost'
      ? `${Name} cannot be reached: keys cannot be used until it is back.`
      : check?.verdict === 'failed'
        ? 'The log does not verify: trust nothing that it says until somebody has looked.'
        : check?.verdict === 'restored'
          ? `${Name} answers. The desk was ${restoredWords(check.restored)}.`
          : check?.verdict === 'verified' && check.now.size > 0
            ? `${open === 0 ? 'All' : 'The desk'} is well: ${name} answers, every event is ${kept}, and the log verifies.`
            : `${Name} answers, and every event is ${kept}.`;
  return (
    <p className="tale">
      {standing}{' '}
      {open === 0 ? (
        'Nothing urgent needs you.'
      ) : (
        <>
          <a href="#needs">{counted(open, 'matter', 'matters')}</a> {open === 1 ? 'needs' : 'need'} you.
        </>
      )}{' '}
      {home.UpcomingTotal > 0 && (
        <>
          <a href="#next">{counted(home.UpcomingTotal, 'thing', 'things')}</a>{' '}
          {home.UpcomingTotal === 1 ? 'comes' : 'come'} in the next 30 days.{' '}
        </>
      )}
      {Today > 0 && (
        <>
          <Link href={paths.audit({ outcome: 'denied', since: `${Days.at(-1)?.Day ?? ''}T00:00:00Z` })}>
            {counted(Today, 'request', 'requests')}
          </Link>{' '}
          {Today === 1 ? 'was' : 'were'} denied today{Unusual ? ', which is unusual' : ''}.
        </>
      )}
    </p>
  );
}

export function Component() {
  const desk = usePrefetched('DescribeDesk', {});
  const session = usePrefetched('GetSession', {});
  const may = useMayRead('keydesk:DescribeHome');
  const home = useQuery({ ...query('DescribeHome', {}), enabled: may === true });
  const [search] = useSearchParams();
  const person = session.Principal.PrincipalId;
  const open = useOpenAlerts(person);
  const steps = home.data?.Steps ?? [];
  const stepsDone = steps.every(({ Done }) => Done);
  const showSteps = steps.length > 0 && (!stepsDone || search.get('steps') === 'shown');
  const check = useLogCheck(desk.Log);
  // Of a log that was restored, or does not verify, people read before anything else.
  const isTold = check?.verdict === 'restored' || check?.verdict === 'failed';
  const logCard = (
    <div id="log">
      <LogCard desk={desk} />
    </div>
  );
  return (
    <Page>
      <PageHead title="Home" />
      <div className={styles['page']}>
        {home.data !== undefined && <Answer desk={desk} home={home.data} person={person} />}
        {may === false && (
          <Notice>
            What needs attention, what comes next and what was refused is for those who look after this desk.
            You find{' '}
            <Link href={paths.keys()} className="link">
              your keys
            </Link>{' '}
            as ever.
          </Notice>
        )}
        <Health desk={desk} />
        {isTold && logCard}
        <Columns>
          <Stack>
            {home.isError && home.data === undefined && (
              <ErrorState
                alone
                problem={explain('Home could not be read', home.error)}
                onRetry={() => void home.refetch()}
              />
            )}
            {open > 0 && !stepsDone && <NeedsYou person={person} />}
            {showSteps && home.data !== undefined && !stepsDone && <FirstSteps home={home.data} />}
            {(open === 0 || stepsDone) && <NeedsYou person={person} />}
            {home.data !== undefined && <WhatComesNext home={home.data} />}
            {home.data !== undefined && <RefusedToday home={home.data} />}
            {showSteps && home.data !== undefined && stepsDone && <FirstSteps home={home.data} />}
          </Stack>
          <Stack>
            {!isTold && logCard}
            <PostureCard />
            {steps.length > 0 && stepsDone && !showSteps && (
              <p className="quiet">
                <Link href={paths.home({ steps: 'shown' })}>See the first steps again</Link>
              </p>
            )}
          </Stack>
        </Columns>
      </div>
    </Page>
  );
}
