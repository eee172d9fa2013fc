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
  return (
    <p className="tale">
      {STANDING[Key.KeyState]}{' '}
      <a href="#who">
        {users === 0 ? 'Nobody' : `${number.format(users)} ${users === 1 ? 'principal' : 'principals'}`}
      </a>{' '}
      used it; it was asked{' '}
      <Link href={all}>
        {Key.Requests90Days === 1 ? 'once' : `${number.format(Key.Requests90Days)} times`}
      </Link>{' '}
      in 90 days
      <LastUse overview={overview} />.{' '}
      {Key.Refused90Days > 0 && (
        <>
          <Link href={paths.keyActivity(Key.KeyId, { outcome: 'denied', kind: 'data' })}>
            {number.format(Key.Refused90Days)} {Key.Refused90Days === 1 ? 'request' : 'requests'}
          </Link>{' '}
          {Key.Refused90Days === 1 ? 'was' : 'were'} refused.
        </>
      )}
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
