import { paths } from '../../../paths.ts';
import type { Output } from '../../../query/contract.ts';
import { Link } from '../../../ui/link.tsx';
import { Card } from '../../../ui/page.tsx';
import styles from './policies.module.css';

type Policy = Output<'GetIdentityPolicy'>;

/** Holders of one list; more are counted. */
const MOST = 20;
const number = new Intl.NumberFormat('en');

/** Who has a policy. It is given and taken on their pages. */
export function HoldersCard({ policy: { People, Services, Holders } }: { readonly policy: Policy }) {
  const all = People + Services;
  return (
    <Card title="Who has it" {...(all === 0 ? {} : { note: number.format(all) })}>
      {all === 0 ? (
        <p className={styles['words']}>
          Nobody. Give it on the page of a person or service, among their identity policies.
        </p>
      ) : (
        <ul className={styles['holders']}>
          {Holders.slice(0, MOST).map(({ PrincipalId, Kind, Name }) => (
            <li key={PrincipalId}>
              <Link
                href={Kind === 'user' ? paths.person(PrincipalId) : paths.service(PrincipalId)}
                className="link"
              >
                {Name}
              </Link>
              <span className={styles['kind']}>{Kind === 'user' ? 'person' : 'service'}</span>
            </li>
          ))}
          {all > MOST && <li>and {number.format(all - MOST)} more</li>}
        </ul>
      )}
    </Card>
  );
}
