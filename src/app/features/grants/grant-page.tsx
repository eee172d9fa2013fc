import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, type LoaderFunctionArgs } from 'react-router';
import { paths } from '../../paths.ts';
import { useAct } from '../../query/act.ts';
import { mayRead, useCan, useMayRead } from '../../query/can.ts';
import type { KeyGrant } from '../../query/contract.ts';
import { explain } from '../../query/explain.ts';
import { prefetch, usePrefetched } from '../../query/query.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { DetailList } from '../../ui/detail-list.tsx';
import { DangerZone, GuardedAction } from '../../ui/guarded-action.tsx';
import { Id } from '../../ui/id.tsx';
import { Link } from '../../ui/link.tsx';
import { Card, Columns, Crumb, Stack } from '../../ui/page.tsx';
import { EmptyState, Notice } from '../../ui/states.tsx';
import { shortArn } from '../../ui/shorten.ts';
import { Time } from '../../ui/time.tsx';
import { useToast } from '../../ui/toast.tsx';
import {
  constraintText,
  counted,
  grantConfirm,
  grantName,
  inOrder,
  OPERATION_NOTES,
  operationsText,
  partyText,
} from './grant-words.ts';
import { madeEvent, saidOf } from './gone-grant.ts';
import { LIST, NotShown } from './not-shown.tsx';
import styles from './grants.module.css';

/** Grantees named in a sentence. */
const MOST_NAMED = 5;
const names = new Intl.ListFormat('en');

/** Grants that were made by one, named at most. */
const MOST_MADE = 100;
const madeBy = (keyId: string, grantId: string) =>
  ({ KeyId: keyId, DescendantsOf: grantId, Limit: MOST_MADE }) as const;

export async function loader({ params }: LoaderFunctionArgs): Promise<null> {
  const KeyId = params['keyId'] ?? '';
  const asked = { KeyId, GrantId: params['grantId'] ?? '' };
  await Promise.all([
    mayRead(LIST, KeyId).then((may) => (may ? prefetch('DescribeKeyGrants', asked) : null)),
    mayRead(LIST, KeyId).then((may) =>
      may ? prefetch('DescribeKeyGrants', madeBy(KeyId, asked.GrantId)) : null,
    ),
    prefetch('DescribeKeyOverview', { KeyId }),
  ]);
  return null;
}

const href = ({ Kind, Principal }: KeyGrant['Grantee'], keyId: string): string =>
  paths.audit({ key: keyId, principal: Principal, ...(Kind === 'gone' ? {} : { kind: 'all' }) });

function Party({ party, keyId }: { readonly party: KeyGrant['Grantee']; readonly keyId: string }) {
  return party.Kind === 'gone' ? (
    <>
      somebody who is gone <Id value={party.Principal} what="principal id" />
    </>
  ) : (
    <Link href={href(party, keyId)} className="link">
      <bdi>{partyText(party)}</bdi>
    </Link>
  );
}

/** An old event or bookmark led here. */
function Gone({ keyId, grantId }: { readonly keyId: string; readonly grantId: string }) {
  return (
    <Stack>
      <GoneCard keyId={keyId} grantId={grantId} />
      <WhatItSaid keyId={keyId} grantId={grantId} />
    </Stack>
  );
}

function GoneCard({ keyId, grantId }: { readonly keyId: string; readonly grantId: string }) {
  return (
    <Card>
      <EmptyState
        title="This grant is gone"
        actions={
          <>
            <ButtonLink href={paths.keyGrants(keyId)}>Grants of this key</ButtonLink>
            <ButtonLink href={paths.audit({ key: keyId, operation: 'RevokeGrant' })}>
              Who revoked grants
            </ButtonLink>
            <ButtonLink href={paths.audit({ key: keyId, operation: 'RetireGrant' })}>
              Who retired grants
            </ButtonLink>
          </>
        }
      >
        Grant <Id value={grantId} what="grant id" /> was retired or revoked, so it allows nothing any more.
        What was done by it stays in the log.
      </EmptyState>
    </Card>
  );
}

/** What the log says of a grant that is gone: to whom it was given, for what, and under which context. */
function WhatItSaid({ keyId, grantId }: { readonly keyId: string; readonly grantId: string }) {
  const may = useMayRead('keydesk:SearchAuditEvents');
  const found = useQuery({
    queryKey: ['grant as it was made', keyId, grantId],
    queryFn: ({ signal }) => madeEvent(keyId, grantId, signal),
    enabled: may === true,
    // The log does not change.
    staleTime: Infinity,
  });
  if (may !== true || found.isPending) return null;
  const { data: event } = found;
  if (event === undefined || event === null)
    return (
      <Notice>
        {found.isError
          ? 'The log could not be asked what it gave.'
          : 'The log was looked through, and does not have how it was made.'}
      </Notice>
    );
  return (
    <Card title="What it was" note="as the log has it">
      <DetailList
        details={[
          ...saidOf(event.Parameters).map(({ term, value }) => ({ term, value: <bdi>{value}</bdi> })),
          { term: 'Made by', value: shortArn(event.Principal) },
          {
            term: 'Made',
            value: (
              <Link href={paths.audit({ event: String(event.Sequence), kind: 'all' })} className="link">
                <Time value={event.Time} />
              </Link>
            ),
          },
        ]}
      />
    </Card>
  );
}

function Facts({ grant, keyId }: { readonly grant: KeyGrant; readonly keyId: string }) {
  const context = constraintText(grant.Constraints);
  return (
    <Card title="The grant">
      <DetailList
        details={[
          { term: 'Grantee', value: <Party party={grant.Grantee} keyId={keyId} /> },
          { term: 'Context', value: context === null ? 'any' : <bdi>{context}</bdi> },
          {
            term: 'May be retired by',
            value:
              grant.Retiring === undefined ? (
                <span className="quiet">
                  {grant.Operations.includes('RetireGrant') ? 'its grantee, and the account' : 'the account'}
                </span>
              ) : (
                <Party party={grant.Retiring} keyId={keyId} />
              ),
          },
          { term: 'Made by', value: <Party party={grant.CreatedBy} keyId={keyId} /> },
          { term: 'Made', value: <Time value={grant.CreationDate} /> },
          grant.ParentGrantId === undefined
            ? null
            : {
                term: 'By grant',
                value: (
                  <Link href={paths.keyGrant(keyId, grant.ParentGrantId)} className="link mono">
                    {grantName({ Name: '', GrantId: grant.ParentGrantId })}
                  </Link>
                ),
              },
          { term: 'Id', value: <Id value={grant.GrantId} what="grant id" /> },
        ]}
      />
    </Card>
  );
}

/** What was made by a grant, by whatever many hands: to whom, and what it gives. */
function MadeByIt({ grant, keyId }: { readonly grant: KeyGrant; readonly keyId: string }) {
  const made = usePrefetched('DescribeKeyGrants', madeBy(keyId, grant.GrantId));
  return (
    <Card title="Made by it" note="each stays when this one goes" flush>
      <ul className={styles['may']}>
        {made.Grants.map((each) => (
          <li key={each.GrantId}>
            <b>
              <Link href={paths.keyGrant(keyId, each.GrantId)} className="link">
                <bdi>{partyText(each.Grantee)}</bdi>
              </Link>
            </b>
            <span>
              {operationsText(each.Operations)}
              {each.Name !== '' && <bdi>, “{each.Name}”</bdi>}
              {`, ${each.Uses90Days === 0 ? 'not used in 90 days' : counted(each.Uses90Days, 'use in 90 days', 'uses in 90 days')}`}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** Ends a grant with all that was made by it: the grant itself first, so that nothing more is passed on meanwhile. */
function RevokeAll({ grant, keyId }: { readonly grant: KeyGrant; readonly keyId: string }) {
  const made = usePrefetched('DescribeKeyGrants', madeBy(keyId, grant.GrantId)).Grants;
  const act = useAct('RevokeGrant');
  const may = useCan('kms:RevokeGrant', keyId);
  const navigate = useNavigate();
  const toast = useToast();
  const all = [grant, ...made];
  const revoke = async (): Promise<void> => {
    let done = 0;
    try {
      for (const { GrantId } of all) {
        // oxlint-disable-next-line no-await-in-loop -- in this order
        await act.mutateAsync({ KeyId: keyId, GrantId });
        done++;
      }
    } catch {
      // Of the first one it is shown in its place; after it this page has no grant any more.
      if (done === 0) return;
    }
    toast({
      text:
        done === all.length
          ? `Revoked ${done} grants`
          : `Revoked ${done} of ${all.length} grants: revoke the others one by one`,
    });
    void navigate(paths.keyGrants(keyId), { replace: true });
  };
  const who = [...new Set(all.map(({ Grantee }) => partyText(Grantee)))];
  const uses = all.reduce((sum, { Uses90Days }) => sum + Uses90Days, 0);
  return (
    <GuardedAction
      title="Revoke it and what was made by it"
      actionLabel={`Revoke ${all.length} grants`}
      cancelLabel="Keep them"
      {...(uses > 0 ? { confirmText: grantConfirm(grant) } : {})}
      losses={[
        { value: all.length, words: 'grants end, this one first' },
        { value: uses, words: 'requests of the last 90 days that nothing but these allowed' },
      ]}
      disabledReason={may.reason}
      pending={act.isPending}
      error={act.isError ? explain('Nothing was revoked', act.error) : null}
      onConfirm={() => void revoke()}
    >
      {names.format(
        who.length > MOST_NAMED
          ? [...who.slice(0, MOST_NAMED - 1), `${who.length - MOST_NAMED + 1} more`]
          : who,
      )}{' '}
      {who.length === 1 ? 'loses' : 'lose'} what these grants give, at once and for good. What the key’s
      policy or another grant lets them do stays:{' '}
      <Link href={paths.keyAccess(keyId)} className="link">
        see who can do what
      </Link>
      .
    </GuardedAction>
  );
}

function Revoke({ grant, keyId }: { readonly grant: KeyGrant; readonly keyId: string }) {
  const act = useAct('RevokeGrant');
  const may = useCan('kms:RevokeGrant', keyId);
  const navigate = useNavigate();
  const toast = useToast();
  const name = grantName(grant);
  const used = grant.Uses90Days > 0;
  const children = grant.ChildGrantIds.length;
  const revoke = (): void => {
    act.mutateAsync({ KeyId: keyId, GrantId: grant.GrantId }).then(
      () => {
        toast({ text: `Revoked grant ${name}` });
        void navigate(paths.keyGrants(keyId), { replace: true });
      },
      () => {}, // shown in its place below
    );
  };
  return (
    <DangerZone>
      <GuardedAction
        title="Revoke this grant"
        actionLabel={`Revoke ${name}`}
        cancelLabel="Keep it"
        {...(used ? { confirmText: grantConfirm(grant) } : {})}
        losses={[
          {
            value: grant.Uses90Days,
            words: (
              <>
                {grant.Uses90Days === 1 ? 'request' : 'requests'} of the last 90 days that nothing but this
                grant allowed: the next one like it is refused
                {grant.LastUsedDate !== undefined && (
                  <>
                    {' '}
                    (last <Time value={grant.LastUsedDate} form="relative" />)
                  </>
                )}
              </>
            ),
          },
          ...(children === 0
            ? []
            : [
                {
                  value: children,
                  words: `${children === 1 ? 'grant was' : 'grants were'} made by it, and ${children === 1 ? 'stays' : 'stay'}`,
                },
              ]),
        ]}
        {...(used && {
          safer: (
            <>
              If it must not go on, revoke it now. If {partyText(grant.Grantee)} still needs the key, give
              them the same by the key’s policy first.
            </>
          ),
        })}
        disabledReason={may.reason}
        pending={act.isPending}
        error={act.isError ? explain('The grant was not revoked', act.error) : null}
        onConfirm={revoke}
      >
        {partyText(grant.Grantee)} loses what this grant gives, at once and for good. What the key’s policy or
        another grant lets them do stays.
        {children > 0 && ' What was made by it stays.'}
      </GuardedAction>
      {children > 0 && <RevokeAll grant={grant} keyId={keyId} />}
    </DangerZone>
  );
}

/** One grant of a key, for who may list them. */
export function Component() {
  const may = useCan(LIST, useParams()['keyId'] ?? '');
  return may.allowed ? <OneGrant /> : <NotShown reason={may.reason} />;
}

/** One grant: what it gives, how it is used, and its end. */
function OneGrant() {
  const { keyId = '', grantId = '' } = useParams();
  const found = usePrefetched('DescribeKeyGrants', { KeyId: keyId, GrantId: grantId });
  const [grant] = found.Grants;
  if (grant === undefined) return <Gone keyId={keyId} grantId={grantId} />;
  const { Uses90Days, LastUsedDate, LastUsedOperation, ChildGrantIds } = grant;
  return (
    <Columns>
      <Stack>
        <div>
          <Crumb>
            <Link href={paths.keyGrants(keyId)}>Grants</Link>
          </Crumb>
          <h2 className={styles['title']}>
            <bdi>{grant.Name === '' ? `Grant ${grantName(grant)}` : grant.Name}</bdi>
          </h2>
          <p className="tale">
            {Uses90Days === 0 ? (
              'No request of the last 90 days rested on it.'
            ) : (
              <>
                In 90 days{' '}
                <Link href={paths.audit({ grant: grantId, outcome: 'allowed', kind: 'all', since: '90d' })}>
                  {counted(Uses90Days, 'request', 'requests')}
                </Link>{' '}
                rested on it alone
              </>
            )}
            {LastUsedDate !== undefined && (
              <>
                {Uses90Days === 0 ? ' The last one' : ', the last one'}{' '}
                <Time value={LastUsedDate} form="relative" />
                {LastUsedOperation === undefined ? '' : ` (${LastUsedOperation})`}.
              </>
            )}
          </p>
        </div>
        {found.UsesKnownSince !== undefined && (
          <Notice>
            Uses are counted since <Time value={found.UsesKnownSince} />.
          </Notice>
        )}
        <Card title={`${partyText(grant.Grantee)} may`} flush>
          <ul className={styles['may']}>
            {inOrder(grant.Operations).map((operation) => (
              <li key={operation}>
                <b>{operation}</b>
                <span>{OPERATION_NOTES[operation]}</span>
              </li>
            ))}
          </ul>
        </Card>
        {ChildGrantIds.length > 0 && <MadeByIt grant={grant} keyId={keyId} />}
        <Revoke grant={grant} keyId={keyId} />
      </Stack>
      <Facts grant={grant} keyId={keyId} />
    </Columns>
  );
}
