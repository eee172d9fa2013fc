import { useState } from 'react';
import { useNavigate, useParams, type LoaderFunctionArgs } from 'react-router';
import { paths } from '../../paths.ts';
import { useAct } from '../../query/act.ts';
import { useCan } from '../../query/can.ts';
import type { PersonSummary } from '../../query/contract.ts';
import { explain } from '../../query/explain.ts';
import { prefetch, usePrefetched } from '../../query/query.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { DetailList } from '../../ui/detail-list.tsx';
import { DangerZone, GuardedAction, GuardedLink } from '../../ui/guarded-action.tsx';
import { Id } from '../../ui/id.tsx';
import { Link } from '../../ui/link.tsx';
import { Card, Columns, Page, PageHead, Stack } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import { StateTag } from '../../ui/tags.tsx';
import { Time } from '../../ui/time.tsx';
import { useToast } from '../../ui/toast.tsx';
import { LinkOnce, type NewLink } from './link-once.tsx';
import { prefetchOwnPolicies } from './own-policies.ts';
import { PrincipalTagsCard } from './principal-tags-card.tsx';
import { IdentityPoliciesCard } from './identity-policies-card.tsx';
import { EndAllButton, SessionsTable } from './sessions-table.tsx';
import styles from './people.module.css';
import { useCanActAs } from './use-can-act-as.ts';

export async function loader({ params }: LoaderFunctionArgs): Promise<null> {
  const PrincipalId = params['principalId'] ?? '';
  await Promise.all([
    prefetch('DescribeUser', { PrincipalId }),
    prefetch('ListSessions', { PrincipalId }),
    prefetchOwnPolicies(),
  ]);
  return null;
}

/** A restore ends every link that the backup brings back; whoever had one is not locked out by anybody. */
function EndedByRestore({ since }: { readonly since: Date }) {
  const restored = usePrefetched('DescribeDesk', {}).Log.Epochs.at(-1);
  if (restored === undefined || restored.Time.getTime() < since.getTime()) return null;
  return (
    <>
      Every link ended when the desk was restored, on <Time value={restored.Time} />: make a new one.
    </>
  );
}

function InvitationCard({
  person,
  renewReason,
  withdrawReason,
  onLink,
}: {
  readonly person: PersonSummary;
  readonly renewReason: string | null;
  readonly withdrawReason: string | null;
  readonly onLink: (made: NewLink) => void;
}) {
  const stays = person.Invitation?.Purpose !== 'invite';
  // Who never came goes with the invitation.
  const withdraw = useAct('WithdrawInvitation', stays ? [] : ['DescribeUser', 'ListSessions']);
  const reset = useAct('ResetUser');
  const toast = useToast();
  const navigate = useNavigate();
  const { Invitation, State, Name, PrincipalId } = person;
  const problem = withdraw.isError ? explain('The link was not withdrawn', withdraw.error) : null;
  const remove = (): void => {
    // By the promise: this card goes with its invitation.
    withdraw.mutateAsync({ PrincipalId }).then(
      () => {
        toast({ text: `The link for ${Name} was withdrawn` });
        if (!stays) void navigate(paths.people());
      },
      () => {}, // shown in its place below
    );
  };
  const renew = (): void =>
    reset.mutate(
      { PrincipalId },
      {
        onSuccess: ({ Link: link, ExpiresAt }) => {
          onLink({ name: Name, link, expiresAt: ExpiresAt });
          reset.reset();
        },
        onError: (error) => toast({ tone: 'bad', text: `No link was made. ${explain('', error).why}` }),
      },
    );
  return (
    <Card title="Invitation link">
      <p className={styles['words']}>
        {Invitation === undefined ? (
          <>
            {Name} has neither a password nor a link. <EndedByRestore since={person.CreationDate} />
          </>
        ) : State === 'Invited' ? (
          <>
            Not used yet. It works until <Time value={Invitation.ExpiresAt} />.
          </>
        ) : (
          <>
            It was not used, and stopped working on <Time value={Invitation.ExpiresAt} />.
          </>
        )}
      </p>
      <div className={styles['acts']} style={{ marginTop: 12 }}>
        <Button pending={reset.isPending} disabledReason={renewReason} onClick={renew}>
          Make a new link
        </Button>
        {Invitation !== undefined && (
          <Button pending={withdraw.isPending} disabledReason={withdrawReason} onClick={remove}>
            {stays ? 'Withdraw link' : 'Withdraw invitation'}
          </Button>
        )}
      </div>
      {problem !== null && (
        <div style={{ marginTop: 12 }}>
          <Notice tone="bad" role="alert">
            <b>{problem.what}.</b> {problem.why}{' '}
            {!stays && (
              <Link href={paths.leavePerson(PrincipalId)} className="link">
                Remove {Name}
              </Link>
            )}
          </Notice>
        </div>
      )}
    </Card>
  );
}

function ResetRow({
  person,
  reason,
  onLink,
}: {
  readonly person: PersonSummary;
  readonly reason: string | null;
  readonly onLink: (made: NewLink) => void;
}) {
  const reset = useAct('ResetUser');
  const confirm = (): void => {
    // By the promise: this row goes when there is no password to reset any more.
    reset.mutateAsync({ PrincipalId: person.PrincipalId }).then(
      ({ Link: link, ExpiresAt }) => onLink({ name: person.Name, link, expiresAt: ExpiresAt }),
      () => {}, // shown in its place below
    );
  };
  return (
    <GuardedAction
      title={`Reset password of ${person.Name}`}
      actionLabel={`Reset password of ${person.Name}`}
      cancelLabel="Keep the password"
      losses={[
        {
          value: person.Sessions,
          words: person.Sessions === 1 ? 'open session ends at once' : 'open sessions end at once',
        },
      ]}
      disabledReason={reason}
      pending={reset.isPending}
      error={reset.isError ? explain('The password was not reset', reset.error) : null}
      onConfirm={confirm}
    >
      Their password works no more and every session ends. You get a link with which they set a new one.
    </GuardedAction>
  );
}

export function Component() {
  const { principalId = '' } = useParams();
  const { User: person, LastAdministrator } = usePrefetched('DescribeUser', { PrincipalId: principalId });
  const { Sessions } = usePrefetched('ListSessions', { PrincipalId: principalId });
  const session = usePrefetched('GetSession', {});
  const resetReason = useCanActAs('keydesk:ResetUser', person);
  const mayWithdraw = useCan('keydesk:WithdrawInvitation');
  const mayGivePolicies = useCan('keydesk:UpdatePrincipalPolicies');
  const mayTag = useCan('keydesk:UpdatePrincipalTags');
  const mayEnd = useCan('keydesk:EndSession');
  const [made, setMade] = useState<NewLink | null>(null);
  const isMe = session.Principal.PrincipalId === person.PrincipalId;
  const others = Sessions.filter(({ Current }) => !Current).length;
  const unstored = made === null ? null : 'Send the link that is shown first';
  const endReason = isMe ? null : mayEnd.reason;
  const last = LastAdministrator ? 'The last administrator: make somebody else one first' : null;
  return (
    <Page>
      <div className={styles['head']}>
        <PageHead
          title={person.Name}
          crumb={<Link href={paths.people()}>People</Link>}
          purpose={<StateTag state={person.State} lit />}
          actions={
            <>
              <ButtonLink href={paths.access({ who: person.Arn })} icon="shield">
                What they can touch
              </ButtonLink>
              <ButtonLink href={paths.audit({ principal: person.Arn })} icon="audit">
                Their events
              </ButtonLink>
              {isMe && <ButtonLink href={paths.account()}>Your account</ButtonLink>}
            </>
          }
        />
      </div>
      <Stack>
        {made !== null && <LinkOnce key={made.link} made={made} onSent={() => setMade(null)} />}
        <Columns>
          <Stack>
            {person.State !== 'Active' && made === null && (
              <InvitationCard
                person={person}
                renewReason={unstored ?? resetReason}
                withdrawReason={unstored ?? mayWithdraw.reason}
                onLink={setMade}
              />
            )}
            <IdentityPoliciesCard
              key={person.PrincipalId}
              principal={person}
              reason={mayGivePolicies.reason}
              note={
                LastAdministrator
                  ? 'The last administrator of this desk: that policy cannot be taken away.'
                  : undefined
              }
            />
            <PrincipalTagsCard key={`tags ${person.PrincipalId}`} principal={person} reason={mayTag.reason} />
            <Card
              title="Open sessions"
              flush
              far={
                <EndAllButton
                  principalId={person.PrincipalId}
                  count={others}
                  label={isMe ? 'End all others' : 'End all'}
                  reason={endReason}
                />
              }
            >
              <SessionsTable sessions={Sessions} reason={endReason} />
            </Card>
          </Stack>
          <Card title="Facts">
            <DetailList
              details={[
                { term: 'ARN', value: <Id value={person.Arn} what="ARN" short={`user/${person.Name}`} /> },
                {
                  term: 'Id',
                  value: <Id value={person.PrincipalId} what="principal id" short={person.PrincipalId} />,
                },
                {
                  term: 'Signs in with',
                  value:
                    person.State === 'Active' ? (
                      'a password alone'
                    ) : (
                      <span className="quiet">nothing yet</span>
                    ),
                },
                {
                  term: 'Last seen',
                  value:
                    person.LastUsedDate === undefined ? (
                      <span className="quiet">never</span>
                    ) : (
                      <Time value={person.LastUsedDate} form="relative" />
                    ),
                },
                { term: 'Created', value: <Time value={person.CreationDate} /> },
              ]}
            />
          </Card>
        </Columns>
        <DangerZone>
          {person.State === 'Active' && (
            <ResetRow
              person={person}
              reason={
                unstored ?? resetReason ?? (isMe ? 'Change your own password on your account page' : last)
              }
              onLink={setMade}
            />
          )}
          <GuardedLink
            title={`Remove ${person.Name}`}
            href={paths.leavePerson(person.PrincipalId)}
            label={`Remove ${person.Name}`}
          >
            Lock them out, hand over the keys that rest on them, then delete them.
          </GuardedLink>
        </DangerZone>
      </Stack>
    </Page>
  );
}
