import { useMemo } from 'react';
import { keyCan } from '../../../domain/keys/key-state.ts';
import { paths } from '../../paths.ts';
import type { KeyOverview } from '../../query/contract.ts';
import { statementName } from '../../query/event-words.ts';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { Id } from '../../ui/id.tsx';
import { Link } from '../../ui/link.tsx';
import { Card, Columns, Stack } from '../../ui/page.tsx';
import { shortArn } from '../../ui/shorten.ts';
import { Time } from '../../ui/time.tsx';
import { LastEvents } from './last-events.tsx';
import { NamesCard } from './names-card.tsx';
import styles from './overview.module.css';
import { StateTable } from './state-table.tsx';
import { EnableKey, KeyDangerZone } from './switch-key.tsx';
import { useKey } from './use-key.ts';

const number = new Intl.NumberFormat('en');
const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 4 });

const STANDING = {
  Enabled: 'Open for use.',
  Disabled: 'Closed: every use is refused.',
  PendingDeletion: 'Closed, and waiting for its deletion.',
  PendingImport: 'Empty: it waits for its material.',
} as const;

/** One sentence that says what the page found; its numbers lead to the events. */
function Answer({ overview }: { readonly overview: KeyOverview }) {
  const { Key } = overview;
  const all = paths.keyActivity(Key.KeyId, { kind: 'data' });
  if (Key.Requests90Days === 0) {
    const quiet = Key.LastUsedDate === undefined ? 'Not used yet.' : 'Nobody has asked for it in 90 days.';
    return (
      <p className="tale">
        {STANDING[Key.KeyState]} {quiet}
      </p>
    );
  }
  const users = overview.Users.filter((user) => user.Allowed > 0).length;
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
      {Key.LastUsedDate !== undefined && (
        <>
          , last <Time value={Key.LastUsedDate} form="relative" />
        </>
      )}
      .{' '}
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

interface Path {
  readonly principal: string;
  readonly by: string;
  readonly allowed: number;
  readonly refused: number;
  readonly last: Date | undefined;
}

/** Who the policies let decrypt, and who did ask, in one list. */
function pathsOf({ CanDecrypt, Users }: KeyOverview): readonly Path[] {
  const used = new Map(Users.map((user) => [user.Principal, user]));
  const may = CanDecrypt.map((each) => ({
    principal: each.Principal,
    by: `${each.Source === 'KEY_POLICY' ? 'Key policy' : 'Identity policy'}, ${statementName(each)}`,
  }));
  const others = Users.filter((user) => !CanDecrypt.some((each) => each.Principal === user.Principal)).map(
    (user) => ({ principal: user.Principal, by: 'may not, or only under a condition' }),
  );
  return [...may, ...others].map((path) => {
    const usage = used.get(path.principal);
    return { ...path, allowed: usage?.Allowed ?? 0, refused: usage?.Refused ?? 0, last: usage?.LastUsedDate };
  });
}

const pathColumns = (keyId: string): readonly Column<Path>[] => [
  {
    id: 'principal',
    header: 'Principal',
    cell: (path) => (
      <Link href={paths.audit({ key: keyId, principal: path.principal })}>{shortArn(path.principal)}</Link>
    ),
  },
  {
    id: 'by',
    header: 'Allowed by',
    grow: true,
    phone: 'start-2',
    cell: (path) => <span className="quiet">{path.by}</span>,
  },
  {
    id: 'last',
    header: 'Last use',
    align: 'right',
    phone: 'end-1',
    cell: (path) =>
      path.last === undefined ? (
        <span className="quiet">never</span>
      ) : (
        <Time value={path.last} form="relative" />
      ),
  },
  {
    id: 'allowed',
    header: 'Requests, 90 d',
    align: 'right',
    phone: 'end-2',
    phoneWords: (path) => (path.allowed === 1 ? 'request' : 'requests'),
    cell: (path) => number.format(path.allowed),
  },
  {
    id: 'refused',
    header: 'Refused',
    align: 'right',
    cell: (path) => (path.refused === 0 ? <span className="quiet">none</span> : number.format(path.refused)),
  },
];

function WhoCanDecrypt({ overview }: { readonly overview: KeyOverview }) {
  const columns = useMemo(() => pathColumns(overview.Key.KeyId), [overview.Key.KeyId]);
  const rows = pathsOf(overview);
  return (
    <div id="who">
      <Card
        title="Who can decrypt"
        note="without looking at conditions"
        far={
          <Link href={paths.keyPolicy(overview.Key.KeyId)} className="link">
            Policy, version {overview.PolicyVersion}
          </Link>
        }
        flush
      >
        {rows.length === 0 ? (
          <p className={styles['foot']}>
            Nobody: no statement of the policy allows it to anyone on this desk.
          </p>
        ) : (
          <DataTable
            caption="Who can decrypt"
            columns={columns}
            rows={rows}
            rowKey={(path) => path.principal}
          />
        )}
      </Card>
    </div>
  );
}

type Version = KeyOverview['Versions'][number];

const versionColumns = (inUse: number): readonly Column<Version>[] => [
  {
    id: 'number',
    header: 'Version',
    cell: (version) => `v${version.Number}${version.Number === inUse ? ', in use' : ''}`,
  },
  {
    id: 'material',
    header: 'Material id',
    grow: true,
    phone: 'start-2',
    cell: (version) => <Id value={version.KeyMaterialId} what="key material id" />,
  },
  {
    id: 'where',
    header: 'Kept',
    cell: (version) => (
      <span className="quiet">
        {version.Residency === 'WRAPPED' ? 'wrapped by the HSM’s root key' : 'in the HSM'}
      </span>
    ),
  },
  {
    id: 'count',
    header: 'Encryptions',
    align: 'right',
    phone: 'end-2',
    phoneWords: (version) => (version.Encryptions === 1 ? 'encryption' : 'encryptions'),
    cell: (version) => number.format(version.Encryptions),
  },
  {
    id: 'created',
    header: 'Created',
    align: 'right',
    phone: 'end-1',
    cell: (version) => <Time value={version.CreationDate} />,
  },
];

function Versions({ overview }: { readonly overview: KeyOverview }) {
  const current = overview.Versions.at(-1);
  const columns = versionColumns(overview.Key.CurrentVersion);
  const used = (current?.Encryptions ?? 0) / overview.NonceLimit;
  return (
    <Card
      title="Versions and encryption budget"
      far={
        <Link href={paths.keyRotation(overview.Key.KeyId)} className="link">
          Rotation
        </Link>
      }
      flush
    >
      <DataTable
        caption="Versions"
        columns={columns}
        rows={overview.Versions.toReversed()}
        rowKey={(version) => String(version.Number)}
      />
      <div className={styles['foot']}>
        <div
          className={styles['budget']}
          role="img"
          aria-label={`${percent.format(used)} of the budget used`}
        >
          <i style={{ width: `${Math.min(100, used * 100)}%` }} />
        </div>
        Version {current?.Number ?? 1} has made {number.format(current?.Encryptions ?? 0)} of{' '}
        {number.format(overview.NonceLimit)} encryptions that random nonces allow.
      </div>
    </Card>
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
          <WhoCanDecrypt overview={overview} />
          <Versions overview={overview} />
          <Card title="What the state allows" flush>
            <StateTable state={overview.Key.KeyState} />
          </Card>
        </Stack>
        <Stack>
          <NamesCard summary={overview.Key} />
          <LastEvents keyId={overview.Key.KeyId} />
        </Stack>
      </Columns>
      <KeyDangerZone overview={overview} />
    </Stack>
  );
}
