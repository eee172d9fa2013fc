import { keyCan } from '../../../domain/keys/key-state.ts';
import { paths } from '../../paths.ts';
import type { KeyOverview } from '../../query/contract.ts';
import { Link } from '../../ui/link.tsx';
import { Card, Columns, Stack } from '../../ui/page.tsx';
import { Time } from '../../ui/time.tsx';
import { BudgetCard } from './budget-card.tsx';
import { DependsCard } from './depends-card.tsx';
import { LastEvents } from './last-events.tsx';
import { NamesCard } from './names-card.tsx';
import { StateTable } from './state-table.tsx';
import { EnableKey, KeyDangerZone } from './switch-key.tsx';
import { UseAndChanges } from './use-and-changes.tsx';
import { useKey } from './use-key.ts';
import { WhoCanDecrypt } from './who-can-decrypt.tsx';

const number = new Intl.NumberFormat('en');

const STANDING = {
  Enabled: 'Open for use.',
  Disabled: 'Closed: every use is refused.',
  PendingDeletion: 'Closed, and waiting for its deletion.',
  PendingImport: 'Empty: it waits for its material.',
} as const;

/** The last use, and its event. */
function LastUse({ overview: { Key, LastUse: last } }: { readonly overview: KeyOverview }) {
  if (last === undefined) return null;
  return (
    <>
      , last{' '}
      <Link href={paths.audit({ key: Key.KeyId, event: String(last.Sequence) })}>
        <Time value={last.Time} form="relative" />
      </Link>
    </>
  );
}

/** What was asked in vain, by why: nothing when nothing was. */
function Refused({ overview: { Key, Failed90Days: failed } }: { readonly overview: KeyOverview }) {
  const denied = Key.Refused90Days - failed;
  const link = (outcome: 'denied' | 'failed', count: number) =>
    count > 0 && (
      <Link href={paths.keyActivity(Key.KeyId, { outcome, kind: 'data' })}>
        {number.format(count)} {outcome}
      </Link>
    );
  if (Key.Refused90Days === 0) return null;
  const [first, second] = [link('denied', denied), link('failed', failed)];
  if (denied === 0 || failed === 0)
    return (
      <>
        , {first}
        {second}
      </>
    );
  return (
    <>
      , {number.format(Key.Refused90Days)} refused ({first}, {second})
    </>
  );
}

/** One sentence that says what the page found; its numbers lead to the events. */
function Answer({ overview }: { readonly overview: KeyOverview }) {
  const { Key, LastUse: last } = overview;
  const all = paths.keyActivity(Key.KeyId, { kind: 'data' });
  if (Key.Requests90Days === 0) {
    return (
      <p className="tale">
        {STANDING[Key.KeyState]} {last === undefined ? 'Not used yet' : 'Nobody has asked for it in 90 days'}
        <LastUse overview={overview} />.
      </p>
    );
  }
  const users = Key.Services90Days;
  const allowed = Key.Requests90Days - Key.Refused90Days;
  return (
    <p className="tale">
      {STANDING[Key.KeyState]}{' '}
      <a href="#who">
        {users === 0 ? 'Nobody' : `${number.format(users)} ${users === 1 ? 'principal' : 'principals'}`}
      </a>{' '}
      used it. It was asked{' '}
      <Link href={all}>
        {Key.Requests90Days === 1 ? 'once' : `${number.format(Key.Requests90Days)} times`}
      </Link>{' '}
      in 90 days
      <LastUse overview={overview} />: {number.format(allowed)} allowed
      <Refused overview={overview} />.
    </p>
  );
}

export function Component() {
  const overview = useKey();
  return (
    <Stack>
      <Answer overview={overview} />
      {/* What opens it again stands first; what closes it, last. */}
      {keyCan.enable(overview.Key.KeyState) && <EnableKey summary={overview.Key} />}
      <Columns>
        <Stack>
          <UseAndChanges keyId={overview.Key.KeyId} />
          <WhoCanDecrypt overview={overview} />
          <BudgetCard overview={overview} />
          <Card title="What the state allows" flush>
            <StateTable state={overview.Key.KeyState} />
          </Card>
        </Stack>
        <Stack>
          <DependsCard overview={overview} />
          <NamesCard summary={overview.Key} />
          <LastEvents keyId={overview.Key.KeyId} />
        </Stack>
      </Columns>
      <KeyDangerZone overview={overview} />
    </Stack>
  );
}
