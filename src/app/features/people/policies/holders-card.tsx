import { lazy, Suspense, useState } from 'react';
import { paths } from '../../../paths.ts';
import { useCan } from '../../../query/can.ts';
import type { Output } from '../../../query/contract.ts';
import { Button } from '../../../ui/button.tsx';
import { Link } from '../../../ui/link.tsx';
import { Card } from '../../../ui/page.tsx';
import styles from './policies.module.css';

const GiveDialog = lazy(() => import('./give-dialog.tsx'));

type Policy = Output<'GetIdentityPolicy'>;

/** Holders of one list; more are counted. */
const MOST = 20;
const number = new Intl.NumberFormat('en');

/** Who has a policy. It is given here or on their pages, and taken there. */
export function HoldersCard({ policy: { Name, People, Services, Holders } }: { readonly policy: Policy }) {
  const all = People + Services;
  const [giving, setGiving] = useState(false);
  const may = useCan('keydesk:UpdatePrincipalPolicies');
  return (
    <Card
      title="Who has it"
      {...(all === 0 ? {} : { note: number.format(all) })}
      far={
        <Button small disabledReason={may.reason} onClick={() => setGiving(true)}>
          Give it to…
        </Button>
      }
    >
      {all === 0 ? (
        <p className={styles['words']}>Nobody.</p>
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
      {giving && (
        <Suspense fallback={null}>
          <GiveDialog name={Name} onClose={() => setGiving(false)} />
        </Suspense>
      )}
    </Card>
  );
}
