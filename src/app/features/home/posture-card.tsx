import { useQuery } from '@tanstack/react-query';
import { paths } from '../../paths.ts';
import { useMayRead } from '../../query/can.ts';
import { explain } from '../../query/explain.ts';
import { query } from '../../query/query.ts';
import { Link } from '../../ui/link.tsx';
import { Card } from '../../ui/page.tsx';
import { Severity } from '../../ui/severity.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import styles from './home.module.css';
import { counted } from './home-words.ts';

const WORST = 3;

/** The score with its parts, and the worst of what was found. Its own query: on a large desk it takes its time after a start. */
export function PostureCard() {
  const may = useMayRead('keydesk:DescribePosture');
  const posture = useQuery({ ...query('DescribePosture', {}), enabled: may === true });
  if (may === false) return null;
  const failed = (posture.data?.Checks ?? [])
    .filter(({ Verdict }) => Verdict === 'failed')
    .toSorted((a, b) => b.Weight - a.Weight || b.Found - a.Found);
  return (
    <Card
      title="Posture"
      note="by live checks"
      far={
        <Link href={paths.posture()} className="link">
          All checks
        </Link>
      }
    >
      {posture.isPending && <Skeleton rows={4} label="Loading posture" />}
      {posture.isError && (
        <ErrorState
          problem={explain('The checks could not be run', posture.error)}
          onRetry={() => void posture.refetch()}
        />
      )}
      {posture.data !== undefined && (
        <>
          <p className={styles['score']}>
            {posture.data.Score.Percent !== undefined && (
              <>
                <b>{posture.data.Score.Percent} %</b>:{' '}
              </>
            )}
            {posture.data.Score.Passed} of {posture.data.Score.Checks} checks pass,{' '}
            {posture.data.Score.PassedWeight} of {posture.data.Score.Weight} points.
          </p>
          <ul className={styles['worst']}>
            {failed.slice(0, WORST).map((check) => (
              <li key={check.Code}>
                <Severity value={check.Severity} />
                <span>
                  <Link href={paths.posture({ check: check.Code })}>{check.Headline}</Link>:{' '}
                  {check.Objects[0]?.Name ?? ''}
                  {check.Found > 1 && ` and ${counted(check.Found - 1, 'other', 'others')}`}
                  <span className={styles['reason']}>{check.Objects[0]?.Reason}</span>
                </span>
              </li>
            ))}
          </ul>
          <p className={styles['computed']}>
            Computed at <Time value={posture.data.Time} />
          </p>
        </>
      )}
    </Card>
  );
}
