import { useMemo } from 'react';
import { paths } from '../../paths.ts';
import type { KeyOverview } from '../../query/contract.ts';
import { statementName } from '../../query/event-words.ts';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { Link } from '../../ui/link.tsx';
import { Card } from '../../ui/page.tsx';
import { shortArn, shortId } from '../../ui/shorten.ts';
import { Time } from '../../ui/time.tsx';
import { whoSentence, type Reader } from './who-sentence.ts';
import styles from './overview.module.css';

type User = NonNullable<KeyOverview['Users']>[number];

interface Path {
  readonly principal: string;
  readonly kind: 'person' | 'service' | 'account';
  readonly by: string;
  readonly last: Date | undefined;
  readonly requests: number;
}

const kindOf = (arn: string): Path['kind'] =>
  shortArn(arn).startsWith('user/') ? 'person' : shortArn(arn).startsWith('role/') ? 'service' : 'account';

/** "directly, by Use of the key", "through the account, by policy administrator", or "by grant nightly". */
function byWords(each: Reader): string {
  if (each.Source === 'GRANT') return `by grant ${each.Sid ?? shortId(each.Policy ?? '')}`;
  return each.Policy === undefined
    ? `directly, by ${statementName(each)}`
    : `through the account, by policy ${each.Policy}`;
}

/** Who policies and grants let decrypt, and who did ask, in one list. */
function pathsOf(CanDecrypt: readonly Reader[], Users: readonly User[]): readonly Path[] {
  const used = new Map(Users.map((user) => [user.Principal, user]));
  const may = CanDecrypt.map((each) => ({ principal: each.Principal, by: byWords(each) }));
  const others = Users.filter((user) => !CanDecrypt.some((each) => each.Principal === user.Principal)).map(
    (user) => ({ principal: user.Principal, by: 'may not, or only under a condition' }),
  );
  return [...may, ...others].map((path) => {
    const usage = used.get(path.principal);
    const requests = (usage?.Allowed ?? 0) + (usage?.Refused ?? 0);
    return { ...path, kind: kindOf(path.principal), requests, last: usage?.LastUsedDate };
  });
}

const columns = (keyId: string): readonly Column<Path>[] => [
  {
    id: 'principal',
    header: 'Principal',
    cell: (path) => (
      <Link href={paths.audit({ key: keyId, principal: path.principal })}>{shortArn(path.principal)}</Link>
    ),
  },
  { id: 'kind', header: 'Is a', cell: (path) => <span className="quiet">{path.kind}</span> },
  {
    id: 'by',
    header: 'Allowed',
    grow: true,
    phone: 'start-2',
    cell: (path) => <span className="quiet">{path.by}</span>,
  },
  {
    id: 'last',
    header: 'Last asked',
    align: 'right',
    phone: 'end-1',
    cell: (path) =>
      path.last === undefined ? (
        <span className="quiet">never</span>
      ) : (
        <Time value={path.last} form="relative" />
      ),
  },
];

/** Who can decrypt, people and services in words, by which statement. */
export function WhoCanDecrypt({ overview }: { readonly overview: KeyOverview }) {
  const { CanDecrypt, Users } = overview;
  const { KeyId } = overview.Key;
  const usage = Users !== undefined;
  const shown = useMemo(() => columns(KeyId).filter(({ id }) => usage || id !== 'last'), [KeyId, usage]);
  if (CanDecrypt === undefined)
    return (
      <div id="who">
        <Card title="Who can decrypt">
          <p className="quiet">Who can decrypt is for those who may read the key’s policy.</p>
        </Card>
      </div>
    );
  const rows = pathsOf(CanDecrypt, Users ?? []);
  return (
    <div id="who">
      <Card
        title="Who can decrypt"
        note="without looking at conditions"
        far={
          <>
            <Link href={paths.keyAccess(KeyId)} className="link">
              Everything anybody can do
            </Link>{' '}
            ·{' '}
            <Link href={paths.keyPolicy(KeyId)} className="link">
              Policy, version {overview.PolicyVersion}
            </Link>
          </>
        }
        flush
      >
        <p className={styles['said']}>{whoSentence(CanDecrypt, overview.EverybodyDecrypts)}</p>
        {rows.length > 0 && (
          <DataTable
            caption="Who can decrypt"
            columns={shown}
            rows={rows}
            rowKey={(path) => path.principal}
          />
        )}
      </Card>
    </div>
  );
}
