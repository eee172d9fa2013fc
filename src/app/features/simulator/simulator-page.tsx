import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { useLoaderData, useLocation, useNavigate } from 'react-router';
import { ACTIONS } from '../../../domain/policy/actions.ts';
import { CONDITION_KEYS } from '../../../domain/policy/condition-keys.ts';
import { ChooseKey, ChoosePrincipal } from '../../choose/choose-who.tsx';
import { paths } from '../../paths.ts';
import { mayRead, useCan } from '../../query/can.ts';
import type { KeySummary } from '../../query/contract.ts';
import { explain } from '../../query/explain.ts';
import { keptPolicyDraft } from '../../query/policy-draft.ts';
import { prefetch, query, usePrefetched } from '../../query/query.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { ComboBox } from '../../ui/combo-box.tsx';
import { Link } from '../../ui/link.tsx';
import { Card, Crumbs, Page, PageHead, Stack } from '../../ui/page.tsx';
import { EmptyState, ErrorState, Notice, Skeleton } from '../../ui/states.tsx';
import { useSettled } from '../../ui/use-settled.ts';
import { AnswerBar } from './answer-bar.tsx';
import { DecisionCard } from './decision-card.tsx';
import { OthersCard } from './others-card.tsx';
import { PairFields } from './pair-fields.tsx';
import styles from './simulator.module.css';
import {
  missing,
  needsKey,
  parseSimulated,
  simulatedPath,
  simulateInput,
  type Simulated,
} from './simulator-search.ts';

const SETTLE_MS = 300;
/** Keys that the box offers before anything is typed. */
const OFFERED = 50;

export async function loader(): Promise<{ readonly mayList: boolean }> {
  const mayList = await mayRead('keydesk:ListPrincipals');
  await Promise.all([
    prefetch('DescribeDesk', {}),
    prefetch('GetSession', {}),
    prefetch('SearchKeys', { Limit: OFFERED, Sort: 'Alias' }).catch(() => null),
    ...(mayList ? [prefetch('ListPrincipals', {})] : []),
  ]);
  return { mayList };
}

/** Condition keys that a request says, and that no context or principal does. */
const GIVEN_NAMES = CONDITION_KEYS.filter(({ from }) => from === 'request' || from === 'call').map(
  ({ name }) => name,
);
const ACTION_OPTIONS = ACTIONS.map(({ name }) => ({ value: name, label: name }));

function ChosenKey({
  keys,
  chosen,
  onChange,
}: {
  readonly keys: readonly KeySummary[];
  readonly chosen: string | null;
  readonly onChange: (key: string | null) => void;
}) {
  const named = useQuery({
    ...query('SearchKeys', { Text: chosen ?? '', Limit: 1 }),
    enabled: chosen !== null && !keys.some(({ KeyId }) => KeyId === chosen),
  });
  const own = (named.data?.Keys ?? []).filter(({ KeyId }) => KeyId === chosen);
  return (
    <ChooseKey keys={[...own, ...keys]} chosen={chosen} placeholder="Choose a key" onChange={onChange} />
  );
}

/** An edit of the key's policy stands in this tab: which of the two is asked. */
function DraftNotice({
  keyId,
  draft,
  edited,
  onChange,
}: {
  readonly keyId: string;
  readonly draft: boolean;
  readonly edited: boolean;
  readonly onChange: (edited: boolean) => void;
}) {
  if (!draft)
    return <Notice>The edit that was meant is not in this tab any more. The saved policy decides.</Notice>;
  return (
    <Notice tone={edited ? 'warn' : 'plain'}>
      {edited
        ? 'Decided by your edit of the key’s policy, which is not saved. '
        : 'Decided by the key’s policy as it is saved. You have an edit of it that is not. '}
      <button type="button" className="link" onClick={() => onChange(!edited)}>
        {edited ? 'Ask the saved policy' : 'Ask your edit'}
      </button>
      {' or '}
      <Link href={paths.keyPolicy(keyId)} className="link">
        go back to the edit
      </Link>
    </Notice>
  );
}

export function Component() {
  const { mayList } = useLoaderData<typeof loader>();
  const asked = parseSimulated(useLocation());
  const me = usePrefetched('GetSession', {}).Principal.Arn;
  const draft = asked.key !== null && needsKey(asked.action) ? keptPolicyDraft(me, asked.key) : null;
  const edited = asked.edited && draft !== null ? draft.text : null;
  const navigate = useNavigate();
  const keys = useQuery(query('SearchKeys', { Limit: OFFERED, Sort: 'Alias' })).data?.Keys ?? [];
  const principals = useQuery({ ...query('ListPrincipals', {}), enabled: mayList }).data?.Principals ?? [];
  usePrefetched('DescribeDesk', {});
  const change = (part: Partial<Simulated>): void =>
    void navigate(simulatedPath({ ...asked, ...part }), { replace: true, preventScrollReset: true });
  const can = useCan('keydesk:SimulateAccess');
  const settled = useSettled(JSON.stringify(asked), SETTLE_MS);
  const input = simulateInput(JSON.parse(settled) as Simulated, edited); // what was just written
  const result = useQuery({
    ...query('SimulateAccess', input ?? { PrincipalArn: '', Action: '' }),
    enabled: input !== null && can.allowed,
    placeholderData: keepPreviousData,
  });
  const answer = useRef<HTMLDivElement>(null);
  const lacks = can.reason ?? missing(asked);
  const keyId = asked.key !== null && needsKey(asked.action) ? asked.key : null;
  return (
    <Page>
      <PageHead
        title="Simulator"
        crumb={<Crumbs path={[['Access', paths.access()]]} />}
        purpose="Asks the desk what it would decide, and why. Nothing is done; the address of this page is the question."
      />
      <div className={styles['page']}>
        <Card title="The request">
          <form
            className={styles['form']}
            aria-label="The request"
            onSubmit={(event) => event.preventDefault()}
          >
            <ChoosePrincipal
              principals={principals}
              chosen={asked.who}
              placeholder="A name, or any ARN"
              onChange={(who) => change({ who, session: null })}
            />
            <ComboBox
              label="Action"
              labelled
              placeholder="kms:Decrypt"
              value={asked.action}
              options={ACTION_OPTIONS}
              onChange={(action) => change({ action })}
            />
            {(asked.action === null || needsKey(asked.action)) && (
              <ChosenKey keys={keys} chosen={asked.key} onChange={(key) => change({ key })} />
            )}
            <PairFields
              legend="Encryption context"
              help="What the caller binds to the data. Order does not matter; all else does."
              thing="pair"
              placeholders={['tenant', 'acme']}
              pairs={asked.context}
              onChange={(context) => change({ context })}
            />
            <PairFields
              legend="Other values of the request"
              help="By condition key. What follows from principal, key and time need not be given; all else is absent."
              thing="value"
              placeholders={['aws:SourceIp', '10.0.0.7']}
              pairs={asked.given}
              names={GIVEN_NAMES}
              onChange={(given) => change({ given })}
            />
          </form>
        </Card>
        {lacks === null && result.data !== undefined && (
          <AnswerBar
            decision={result.data}
            onKey={keyId !== null}
            busy={result.isPlaceholderData}
            answer={answer}
          />
        )}
        <div ref={answer} tabIndex={-1} className={styles['answers']}>
          <Stack>
            {(draft !== null || asked.edited) && (
              <DraftNotice
                keyId={asked.key ?? ''}
                draft={draft !== null}
                edited={edited !== null}
                onChange={(on) => change({ edited: on })}
              />
            )}
            {lacks !== null ? (
              <Card>
                <EmptyState
                  title={lacks}
                  actions={<ButtonLink href={paths.access()}>See who can do what</ButtonLink>}
                >
                  Who asks, what for, on which key and with which encryption context: the desk then decides as
                  it does for real, and shows every statement that it looked at.
                </EmptyState>
              </Card>
            ) : result.isError ? (
              <Card>
                <ErrorState
                  problem={explain('The request could not be simulated', result.error)}
                  onRetry={() => void result.refetch()}
                />
              </Card>
            ) : result.data === undefined ? (
              <Card>
                <Skeleton rows={6} label="Deciding" />
              </Card>
            ) : (
              <>
                <DecisionCard
                  decision={result.data}
                  keyId={keyId}
                  busy={result.isPlaceholderData || settled !== JSON.stringify(asked)}
                />
                <OthersCard
                  decision={result.data}
                  hrefOf={(who) => simulatedPath({ ...asked, who, session: null })}
                />
              </>
            )}
          </Stack>
        </div>
      </div>
    </Page>
  );
}
