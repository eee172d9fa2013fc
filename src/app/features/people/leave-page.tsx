import { useState } from 'react';
import { useNavigate, useParams, type LoaderFunctionArgs } from 'react-router';
import { paths } from '../../paths.ts';
import type { Dependencies } from '../../query/contract.ts';
import { prefetch, usePrefetched } from '../../query/query.ts';
import { useAct } from '../../query/act.ts';
import { useCan } from '../../query/can.ts';
import { explain } from '../../query/explain.ts';
import { Checkbox } from '../../ui/choice.tsx';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { GuardedAction } from '../../ui/guarded-action.tsx';
import { Link } from '../../ui/link.tsx';
import { Card, Crumbs, Page, PageHead } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import { shortAlias, shortId } from '../../ui/shorten.ts';
import { Time } from '../../ui/time.tsx';
import { useToast } from '../../ui/toast.tsx';
import {
  deleteHeld,
  grantEnd,
  leaveSentence,
  NOTHING_WORDS,
  statementsText,
  URGENCY_WORDS,
  urgencyOf,
} from './leave-words.ts';
import { LockOut, useLockedOut } from './lock-out.tsx';
import styles from './people.module.css';
import { Step, Steps } from './steps.tsx';
import { useCanActAs } from './use-can-act-as.ts';

export async function loader({ params }: LoaderFunctionArgs): Promise<null> {
  await prefetch('ListPrincipalDependencies', { PrincipalId: params['principalId'] ?? '' });
  return null;
}

type DependentKey = Dependencies['Keys'][number];
/** Reads of somebody, which find nobody any more. */
const OF_THE_GONE = ['ListPrincipalDependencies', 'DescribeUser'] as const;
const number = new Intl.NumberFormat('en');

const COLUMNS: readonly Column<DependentKey>[] = [
  {
    id: 'key',
    header: 'Key',
    cell: (key) => (
      <Link href={paths.key(key.KeyId)}>
        {key.Aliases[0] === undefined ? shortId(key.KeyId) : shortAlias(key.Aliases[0])}
      </Link>
    ),
  },
  {
    id: 'why',
    header: 'Why it matters',
    phone: 'start-2',
    cell: (key) => (
      <span className={key.AdministersAlone ? styles['old'] : undefined}>
        {URGENCY_WORDS[urgencyOf(key)]}
      </span>
    ),
  },
  {
    id: 'statements',
    header: 'Take out of',
    third: true,
    wraps: true,
    phone: 'start-3',
    cell: (key) =>
      key.Statements.length === 0 ? (
        <span className="quiet">{NOTHING_WORDS[urgencyOf(key)]}</span>
      ) : (
        <Link href={paths.keyPolicy(key.KeyId)} className="link">
          {statementsText(key.Statements)}
        </Link>
      ),
  },
  {
    id: 'requests',
    header: 'Requests, 90 d',
    align: 'right',
    phone: 'end-1',
    phoneWords: 'requests',
    cell: (key) => number.format(key.Requests),
  },
  {
    id: 'last',
    header: 'Last asked',
    align: 'right',
    phone: 'end-2',
    phoneLead: 'asked',
    cell: (key) =>
      key.LastUsedDate === undefined ? (
        <span className="quiet">not in 90 days</span>
      ) : (
        <Time value={key.LastUsedDate} form="relative" />
      ),
  },
];

type DependentGrant = Dependencies['Grants'][number];
const operations = new Intl.ListFormat('en', { type: 'conjunction' });

const GRANT_COLUMNS: readonly Column<DependentGrant>[] = [
  {
    id: 'grant',
    header: 'Grant',
    cell: ({ KeyId, GrantId, Name }) => (
      <Link href={paths.keyGrant(KeyId, GrantId)}>{Name ?? shortId(GrantId)}</Link>
    ),
  },
  {
    id: 'key',
    header: 'Key',
    phone: 'start-2',
    cell: ({ KeyId, Aliases: [alias] }) => (alias === undefined ? shortId(KeyId) : shortAlias(alias)),
  },
  {
    id: 'operations',
    header: 'Allows',
    third: true,
    wraps: true,
    phone: 'start-3',
    cell: ({ Operations }) => operations.format(Operations),
  },
  {
    id: 'end',
    header: 'Then',
    wraps: true,
    phone: 'end-1',
    cell: (grant) => grantEnd(grant),
  },
  {
    id: 'last',
    header: 'Last used',
    align: 'right',
    phone: 'end-2',
    phoneLead: 'used',
    cell: ({ LastUsedDate }) =>
      LastUsedDate === undefined ? (
        <span className="quiet">never</span>
      ) : (
        <Time value={LastUsedDate} form="relative" />
      ),
  },
];

function Grants({ Name, Grants: grants, GrantsTotal }: Dependencies) {
  if (grants.length === 0) return null;
  return (
    <>
      <p className={styles['words']}>
        Grants name {Name} by its id, which nobody gets again. Give a grant of their own to whoever takes
        over.
      </p>
      <Card>
        <DataTable
          caption={`Grants that name ${Name}`}
          columns={GRANT_COLUMNS}
          rows={grants}
          rowKey={({ GrantId }) => GrantId}
        />
      </Card>
      {GrantsTotal > grants.length && (
        <p className={styles['words']}>
          The first {number.format(grants.length)} of {number.format(GrantsTotal)}.
        </p>
      )}
    </>
  );
}

function DeleteRow({
  found,
  reason,
  lockedOut,
}: {
  readonly found: Dependencies;
  readonly reason: string | null;
  readonly lockedOut: boolean;
}) {
  const deleteUser = useAct('DeleteUser', OF_THE_GONE);
  const deleteService = useAct('DeleteService', OF_THE_GONE);
  const [abandon, setAbandon] = useState(false);
  const navigate = useNavigate();
  const toast = useToast();
  const { Kind, Name, PrincipalId, Keys } = found;
  const act = Kind === 'user' ? deleteUser : deleteService;
  const named = Keys.filter(({ Statements }) => Statements.length > 0).length;
  const alone = Keys.filter(({ AdministersAlone }) => AdministersAlone).length;
  const held = deleteHeld({ lockedOut, named, alone, allTheSame: abandon });
  const confirm = (): void => {
    act.mutateAsync({ PrincipalId, ...(abandon && alone > 0 ? { AbandonKeys: true } : {}) }).then(
      () => {
        toast({ text: `${Kind}/${Name} is deleted` });
        void navigate(Kind === 'user' ? paths.people() : paths.services(), { replace: true });
      },
      () => {}, // shown in its place below
    );
  };
  return (
    <>
      {(named > 0 || alone > 0) && (
        <div className={styles['check']}>
          <Checkbox
            label={
              alone > 0
                ? `Delete all the same, and abandon ${alone === 1 ? 'the key that only it can change' : `the ${number.format(alone)} keys that only it can change`}`
                : `Delete all the same, and leave ${Name} in ${named === 1 ? 'that policy' : `those ${number.format(named)} policies`}`
            }
            note={
              alone > 0
                ? 'The policy stays as it is, for good: nobody can change it, hand it over, or delete the key by it.'
                : `While a key policy names ${Kind}/${Name}, nobody new can have that name: they would get what it gives.`
            }
            checked={abandon}
            onChange={setAbandon}
          />
        </div>
      )}
      <Card>
        <div className={styles['guard']}>
          <GuardedAction
            title={`Delete ${Kind}/${Name}`}
            actionLabel={`Delete ${Name}`}
            cancelLabel={`Keep ${Name}`}
            confirmText={Name}
            losses={[
              {
                value: named,
                words: named === 1 ? 'key policy still names it' : 'key policies still name it',
              },
              ...(Kind === 'user'
                ? [{ value: found.Sessions, words: 'open sessions end' }]
                : [{ value: found.AccessKeys.length, words: 'access keys go with it' }]),
            ]}
            disabledReason={reason ?? held?.why}
            because={reason === null ? held?.short : null}
            pending={act.isPending}
            error={act.isError ? explain(`${Name} was not deleted`, act.error) : null}
            onConfirm={confirm}
          >
            For good. What was done under this name stays in the audit log.
          </GuardedAction>
        </div>
      </Card>
    </>
  );
}

export function Component() {
  const { principalId = '' } = useParams();
  const found = usePrefetched('ListPrincipalDependencies', { PrincipalId: principalId });
  const { Principal } = usePrefetched('GetSession', {});
  const { Kind, Name, PrincipalId, Keys, KeysTotal, LastAdministrator } = found;
  const named = Keys.filter(({ Statements }) => Statements.length > 0);
  const mayDelete = useCan(Kind === 'user' ? 'keydesk:DeleteUser' : 'keydesk:DeleteService');
  const resetReason = useCanActAs('keydesk:ResetUser', found);
  const mayDisable = useCan('keydesk:UpdateAccessKey');
  const lockReason = Kind === 'user' ? resetReason : mayDisable.reason;
  const reason =
    Principal.PrincipalId === PrincipalId
      ? 'Nobody deletes themselves: another administrator does it'
      : LastAdministrator
        ? 'The last administrator: make somebody else one first'
        : Kind === 'role' && Name === 'root-operator'
          ? 'The root operator is what the settings say'
          : null;
  const lockedOut = useLockedOut(found);
  return (
    <Page>
      <div className={styles['head']}>
        <PageHead
          title={`Remove ${Name}`}
          crumb={
            <Crumbs
              path={
                Kind === 'user'
                  ? [
                      ['People', paths.people()],
                      [Name, paths.person(PrincipalId)],
                    ]
                  : [
                      ['Services', paths.services()],
                      [Name, paths.service(PrincipalId)],
                    ]
              }
            />
          }
        />
        <p className="tale">{leaveSentence(found)}</p>
        {reason !== null && (
          <div style={{ marginTop: 12 }}>
            <Notice>{reason}.</Notice>
          </div>
        )}
      </div>
      <div className={styles['flow']}>
        <Steps>
          <Step number={1} title="Lock out" state={lockedOut ? 'done' : 'now'}>
            <LockOut found={found} reason={reason ?? lockReason} lockedOut={lockedOut} />
          </Step>
          <Step
            number={2}
            title="Hand over the keys"
            state={named.length === 0 ? 'done' : lockedOut ? 'now' : 'later'}
          >
            {Keys.length === 0 ? (
              <p className={styles['words']}>There is no key to hand over.</p>
            ) : (
              <>
                <p className={styles['words']}>
                  Open each policy, put somebody else in its place, and take {Name} out. This list follows.
                </p>
                <Card>
                  <DataTable
                    caption={`Keys that rest on ${Name}`}
                    columns={COLUMNS}
                    rows={Keys}
                    rowKey={(key) => key.KeyId}
                  />
                </Card>
                {KeysTotal > Keys.length && (
                  <p className={styles['words']}>
                    The first {number.format(Keys.length)} of {number.format(KeysTotal)}, most urgent first.
                  </p>
                )}
              </>
            )}
            <Grants {...found} />
          </Step>
          <Step number={3} title="Delete" state={lockedOut && named.length === 0 ? 'now' : 'later'}>
            <DeleteRow found={found} reason={reason ?? mayDelete.reason} lockedOut={lockedOut} />
          </Step>
        </Steps>
      </div>
    </Page>
  );
}
