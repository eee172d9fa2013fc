import { useState } from 'react';
import { useNavigate, type LoaderFunctionArgs } from 'react-router';
import { keyCan } from '../../../domain/keys/key-state.ts';
import { paths } from '../../paths.ts';
import { useAct } from '../../query/act.ts';
import { allowedActions, useCan } from '../../query/can.ts';
import type { KeyOverview } from '../../query/contract.ts';
import { explain } from '../../query/explain.ts';
import { prefetch, queryClient } from '../../query/query.ts';
import { Acts } from '../../ui/acts.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { TextField } from '../../ui/field.tsx';
import { ErrorSummary, type FieldProblem } from '../../ui/form-page.tsx';
import { Link } from '../../ui/link.tsx';
import { Card, Page, PageHead, Stack } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import { shortArn } from '../../ui/shorten.ts';
import { Time, useNow, useZone } from '../../ui/time.tsx';
import { dayText, zoneName } from '../../ui/time-format.ts';
import { useToast } from '../../ui/toast.tsx';
import { useDraft } from '../../ui/use-draft.ts';
import { keyName } from '../../ui/key-name.ts';
import { ALSO_NEEDS, DeletionBanner } from './deletion-banner.tsx';
import { LEAST_WAIT_DAYS, MOST_WAIT_DAYS, waitProblem } from './deletion-rules.ts';
import styles from './delete-key-page.module.css';
import { confirmText, shortName } from './key-words.ts';
import { ScreamTest } from './scream-test.tsx';
import { useKey } from './use-key.ts';

export async function loader({ params }: LoaderFunctionArgs): Promise<null> {
  const KeyId = params['keyId'] ?? '';
  await prefetch('DescribeKeyOverview', { KeyId });
  // Buttons stand right at once.
  await queryClient.prefetchQuery(allowedActions(KeyId));
  return null;
}

const number = new Intl.NumberFormat('en');
const DAY_MS = 86_400_000;

type User = NonNullable<KeyOverview['Users']>[number];

const userColumns = (keyId: string, zone: string): readonly Column<User>[] => [
  {
    id: 'principal',
    header: 'Principal',
    cell: (user) => (
      <Link href={paths.audit({ key: keyId, principal: user.Principal })}>{shortArn(user.Principal)}</Link>
    ),
  },
  {
    id: 'last',
    header: `Last asked (${zone})`,
    whole: true,
    grow: true,
    phone: 'start-2',
    cell: (user) => <Time value={user.LastUsedDate} />,
  },
  {
    id: 'allowed',
    header: 'Allowed, 90 d',
    align: 'right',
    phone: 'end-1',
    phoneWords: 'allowed',
    cell: (user) => number.format(user.Allowed),
  },
  {
    id: 'refused',
    header: 'Refused, 90 d',
    align: 'right',
    phone: 'end-2',
    phoneWords: 'refused',
    cell: (user) => number.format(user.Refused),
  },
];

/** Who would lose what, named from the log. */
function Victims({ overview: { Key, Users, Versions } }: { readonly overview: KeyOverview }) {
  const zone = useZone();
  // Who may not see the users sees how many there are.
  const count = Key.Services90Days;
  const users = (Users ?? []).filter((user) => user.Allowed > 0);
  const sealed = Versions.reduce((sum, version) => sum + version.Encryptions, 0);
  return (
    <>
      <p className="tale">
        {count === 0 ? (
          'Nobody used it in 90 days.'
        ) : (
          <>
            <b>
              {number.format(count)} {count === 1 ? 'principal' : 'principals'}
            </b>{' '}
            used it in 90 days.
          </>
        )}{' '}
        {sealed > 0 && (
          <>
            <b>
              {number.format(sealed)} {sealed === 1 ? 'ciphertext' : 'ciphertexts'}
            </b>{' '}
            made by it can never be opened again.
          </>
        )}
      </p>
      {users.length > 0 && (
        <div className={styles['table']}>
          <DataTable
            caption="Who used it in 90 days"
            columns={userColumns(Key.KeyId, zoneName(zone))}
            rows={users}
            rowKey={(user) => user.Principal}
          />
        </div>
      )}
    </>
  );
}

function ScheduleForm({ overview }: { readonly overview: KeyOverview }) {
  const { Key } = overview;
  const expected = confirmText(Key);
  const name = shortName(Key);
  const navigate = useNavigate();
  const toast = useToast();
  const zone = useZone();
  const now = useNow();
  const schedule = useAct('ScheduleKeyDeletion');
  const may = useCan('kms:ScheduleKeyDeletion', Key.KeyId);
  const [form, change, forget] = useDraft(`delete-key ${Key.KeyId}`, { days: String(MOST_WAIT_DAYS) });
  const [typed, setTyped] = useState('');
  // Each try is a new summary, which takes focus.
  const [tries, setTries] = useState(0);
  const wrong = waitProblem(form.days);
  const confirmed = typed === expected;
  const problems: readonly FieldProblem[] =
    wrong === null ? [] : [{ id: 'wait', label: 'Days until it is destroyed', message: wrong }];
  const days = wrong === null ? Number(form.days) : null;
  const date = days === null ? null : dayText(new Date(now + days * DAY_MS), zone);
  const shown = tries > 0 ? problems : [];

  const submit = async (): Promise<void> => {
    setTries(tries + 1);
    schedule.reset();
    if (days === null) return;
    const done = await schedule
      .mutateAsync({ KeyId: Key.KeyId, PendingWindowInDays: days })
      .catch(() => null);
    if (done === null) return;
    forget();
    toast({ text: `Scheduled the deletion of ${name}` });
    await navigate(paths.key(Key.KeyId));
  };
  return (
    <form
      className={styles['form']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!schedule.isPending && keyCan.enable(Key.KeyState) && may.allowed && confirmed) void submit();
      }}
    >
      <ErrorSummary
        key={tries}
        problems={shown}
        submitError={schedule.isError ? explain('The deletion was not scheduled', schedule.error) : null}
      />
      <div className={styles['fields']}>
        <TextField
          id="wait"
          label="Days until it is destroyed"
          help={`From ${LEAST_WAIT_DAYS} to ${MOST_WAIT_DAYS}. Until then it can be cancelled.`}
          inputMode="numeric"
          maxLength={3}
          value={form.days}
          onChange={(value) => change({ days: value })}
          error={tries > 0 ? wrong : null}
        />
        <TextField
          id="confirm"
          label={`Type ${expected} to confirm`}
          help={
            Key.Aliases.length === 0
              ? 'The last eight characters of its id: it has no alias.'
              : 'Its alias, so that it is this key and no other.'
          }
          spellCheck={false}
          value={typed}
          onChange={setTyped}
        />
      </div>
      <p className={styles['honest']} role="status">
        {date === null
          ? 'The date stands here when the days are right.'
          : `The key is destroyed on ${date} or later: ${ALSO_NEEDS}. Then this desk opens nothing any more that it encrypted.`}
      </p>
      <Acts>
        <ButtonLink href={paths.key(Key.KeyId)}>Keep the key</ButtonLink>
        <Button
          kind="armed"
          type="submit"
          pending={schedule.isPending}
          disabledReason={
            may.reason ??
            (schedule.isPending
              ? null
              : !keyCan.enable(Key.KeyState)
                ? 'Disable it first, and see who still asks: step 1'
                : confirmed
                  ? null
                  : `Type ${expected} first`)
          }
        >
          {days === null ? `Delete ${name}` : `Delete ${name} in ${days} days`}
        </Button>
      </Acts>
    </form>
  );
}

/** Deletion in two steps: disable and watch who still asks, then schedule, with the evidence in sight. */
export function Component() {
  const overview = useKey();
  const { Key } = overview;
  const name = keyName(Key);
  const crumb = (
    <>
      <Link href={paths.keys()}>Keys</Link> / <Link href={paths.key(Key.KeyId)}>{shortName(Key)}</Link>
    </>
  );
  if (!keyCan.scheduleDeletion(Key.KeyState)) {
    return (
      <Page>
        <PageHead title={`Delete ${name}`} crumb={crumb} />
        <DeletionBanner summary={Key} />
      </Page>
    );
  }
  return (
    <Page>
      <PageHead
        title={`Delete ${name}`}
        crumb={crumb}
        purpose="What a destroyed key has encrypted stays shut for ever. So first find out who still needs it: a disabled key comes back in a second."
      />
      <div className={styles['steps']}>
        <Stack>
          <ScreamTest overview={overview} />
          <Card title="2. Schedule its deletion">
            <div className={styles['body']}>
              <Victims overview={overview} />
              {Key.Aliases.length > 1 && (
                <Notice>
                  With it go its {Key.Aliases.length} aliases. Move those that programs use to another key
                  first, in <Link href={paths.keySettings(Key.KeyId)}>Settings</Link>.
                </Notice>
              )}
              <ScheduleForm overview={overview} />
            </div>
          </Card>
        </Stack>
      </div>
    </Page>
  );
}
