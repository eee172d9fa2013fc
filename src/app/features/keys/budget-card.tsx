import { paths } from '../../paths.ts';
import type { KeyOverview } from '../../query/contract.ts';
import { Link } from '../../ui/link.tsx';
import { Card } from '../../ui/page.tsx';
import { Time } from '../../ui/time.tsx';
import { madeBy } from './rotation-rules.ts';
import styles from './overview.module.css';

const number = new Intl.NumberFormat('en');
const percent = new Intl.NumberFormat('en', { style: 'percent', maximumSignificantDigits: 2 });
const SHOWN = 12;

/** The version in use, what it has spent of its nonces, and what stands before it. */
export function BudgetCard({ overview: { Key, Versions, NonceLimit } }: { readonly overview: KeyOverview }) {
  const current = Versions.find((version) => version.Number === Key.CurrentVersion);
  const made = current?.Encryptions ?? 0;
  const used = Math.min(1, made / NonceLimit);
  const shown = Versions.slice(-SHOWN);
  return (
    <Card
      title={`Version ${Key.CurrentVersion} and its encryption budget`}
      far={
        <Link href={paths.keyRotation(Key.KeyId)} className="link">
          Rotation and versions
        </Link>
      }
    >
      <p className={styles['spent']}>
        <b>{number.format(made)}</b> of {number.format(NonceLimit)} (2³²) encryptions that random nonces bear;{' '}
        {Key.CanRotate
          ? 'at half of them (2³¹) the desk rotates the key by itself.'
          : 'the key does not rotate, so a new one takes over before.'}
      </p>
      <div
        className={styles['gauge']}
        role="img"
        aria-label={`${percent.format(used)} of the budget used${Key.CanRotate ? '; rotation at 50%' : ''}`}
      >
        <div className={styles['budget']}>{used > 0 && <i style={{ width: `${used * 100}%` }} />}</div>
        {Key.CanRotate && <span className={styles['half']}>2³¹, rotation</span>}
        <span className={styles['whole']}>2³²</span>
      </div>
      <ol className={styles['versions']} aria-label="Versions">
        {shown.map((version) => (
          <li key={version.Number} data-current={version.Number === Key.CurrentVersion ? '' : undefined}>
            <span>
              <b>v{version.Number}</b> {version.Number === Key.CurrentVersion ? 'in use' : 'decrypts'}
            </span>
            <span>
              {madeBy(version).toLowerCase()}, <Time value={version.CreationDate} form="day" />
            </span>
            <span>
              {number.format(version.Encryptions)} {version.Encryptions === 1 ? 'encryption' : 'encryptions'}
            </span>
          </li>
        ))}
      </ol>
    </Card>
  );
}
