import { paths } from '../../paths.ts';
import type { KeyOverview } from '../../query/contract.ts';
import { Link } from '../../ui/link.tsx';
import { Card } from '../../ui/page.tsx';
import { shortArn } from '../../ui/shorten.ts';
import { Time } from '../../ui/time.tsx';
import { refusedWords } from './asked-words.ts';
import styles from './overview.module.css';

const number = new Intl.NumberFormat('en');
const SHOWN = 8;

/** Who used the key, or tried to, in 90 days: what stops when it is closed. */
export function DependsCard({ overview: { Key, Users } }: { readonly overview: KeyOverview }) {
  if (Users === undefined)
    return (
      <Card title="What depends on it" note="90 days">
        <p className="quiet">Who used it is for those who may see the last use of the key.</p>
      </Card>
    );
  const most = Math.max(1, ...Users.map(({ Allowed }) => Allowed));
  return (
    <Card
      title="What depends on it"
      note="90 days"
      far={
        Users.length > SHOWN && (
          <Link href={paths.keyActivity(Key.KeyId, { kind: 'data' })} className="link">
            All {number.format(Users.length)}
          </Link>
        )
      }
    >
      {Users.length === 0 && <p className="quiet">Nothing: nobody asked for it.</p>}
      <ol className={styles['deps']}>
        {Users.slice(0, SHOWN).map(({ Principal, Allowed, Refused, Failed, LastUsedDate }) => (
          <li key={Principal}>
            <Link href={paths.audit({ key: Key.KeyId, principal: Principal })}>{shortArn(Principal)}</Link>
            <b>{number.format(Allowed)}</b>
            <span className={styles['meter']} aria-hidden="true">
              {Allowed > 0 && <i style={{ width: `${(Allowed / most) * 100}%` }} />}
            </span>
            <span className={styles['by']}>
              last asked <Time value={LastUsedDate} form="relative" />
            </span>
            <span className={Refused > 0 ? styles['bad'] : styles['by']}>
              {Refused === 0 ? 'none refused' : refusedWords({ denied: Refused - Failed, failed: Failed })}
            </span>
          </li>
        ))}
      </ol>
    </Card>
  );
}
