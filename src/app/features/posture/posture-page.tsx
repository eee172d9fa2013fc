import { useEffect } from 'react';
import { useSearchParams } from 'react-router';
import { paths } from '../../paths.ts';
import { prefetch, usePrefetched } from '../../query/query.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Link } from '../../ui/link.tsx';
import { Card, Figures, Page, PageHead, Stack, Tabs } from '../../ui/page.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { CheckRow } from './check-card.tsx';
import styles from './posture.module.css';
import { checksOf, formula, parsePostureSearch, type Check, type Posture } from './posture-rules.ts';

export async function loader(): Promise<null> {
  await prefetch('DescribePosture', {});
  return null;
}

const number = new Intl.NumberFormat('en');

function Score({ posture }: { readonly posture: Posture }) {
  const { Percent } = posture.Score;
  return (
    <div className={styles['score']}>
      <p className="tale">
        {Percent === undefined ? (
          'Nothing to check yet.'
        ) : (
          <>
            <b>{Percent} %</b> of what can be checked is in order.
          </>
        )}
      </p>
      <p className={styles['formula']}>
        {formula(posture.Score)} Computed at <Time value={posture.Time} />, over {number.format(posture.Keys)}{' '}
        {posture.Keys === 1 ? 'key' : 'keys'}; uses of the last minute may not be in.
      </p>
    </div>
  );
}

/** Checks of a group, under the mistake's name. */
function Group({ checks, current }: { readonly checks: readonly Check[]; readonly current: string | null }) {
  const [first] = checks;
  if (first === undefined) return null;
  return (
    <Card title={first.GroupTitle} flush>
      <ul className={styles['checks']}>
        {checks.map((check) => (
          <CheckRow
            key={check.Code}
            check={check}
            open={
              current === null
                ? check.Verdict === 'failed' || check.AcceptedCount > 0
                : check.Code === current
            }
          />
        ))}
      </ul>
    </Card>
  );
}

function Nothing({ show }: { readonly show: 'found' | 'accepted' | 'all' }) {
  return show === 'accepted' ? (
    <EmptyState alone title="Nothing is accepted">
      A finding that is known and cannot be mended yet can be accepted until a day, with a reason. It then
      stands here.
    </EmptyState>
  ) : (
    <EmptyState
      alone
      title="No check found anything"
      actions={<ButtonLink href={paths.posture({ show: 'all' })}>See what was checked</ButtonLink>}
    >
      Every check passes as things are now. They run again whenever something changes.
    </EmptyState>
  );
}

export function Component() {
  const posture = usePrefetched('DescribePosture', {});
  const [params] = useSearchParams();
  const search = parsePostureSearch(params);
  const shown = checksOf(posture, search);
  const groups = [...Map.groupBy(shown, ({ Group: group }) => group).values()];
  const { check } = search;
  useEffect(() => {
    if (check !== null) document.getElementById(check)?.scrollIntoView({ block: 'center' });
  }, [check]);
  const failed = posture.Checks.filter(({ Verdict }) => Verdict === 'failed');
  const accepted = posture.Checks.reduce((sum, { AcceptedCount }) => sum + AcceptedCount, 0);
  const count = (severity: Check['Severity']): number =>
    failed.filter(({ Severity }) => Severity === severity).length;
  const tab = (show: 'found' | 'accepted' | 'all', label: string) => ({
    href: paths.posture(show === 'found' ? {} : { show }),
    label,
    current: search.show === show,
  });
  return (
    <Page>
      <PageHead
        title="Posture"
        crumb={<Link href={paths.home()}>Home</Link>}
        purpose="Whether keys are governed as they should be, by checks on what is so now: what was found, why it matters, and what mends it."
      />
      <Figures
        figures={[
          {
            id: 'high',
            value: number.format(count('high')),
            words: count('high') === 1 ? 'check fails badly' : 'checks fail badly',
            ...(count('high') > 0 && { tone: 'bad' as const }),
          },
          {
            id: 'medium',
            value: number.format(count('medium')),
            words: 'of medium weight',
            ...(count('medium') > 0 && { tone: 'warn' as const }),
          },
          { id: 'low', value: number.format(count('low')), words: 'of low weight' },
          {
            id: 'accepted',
            value: number.format(accepted),
            words: accepted === 1 ? 'finding accepted' : 'findings accepted',
            href: paths.posture({ show: 'accepted' }),
          },
        ]}
      />
      <Score posture={posture} />
      <div className={styles['tabs']}>
        <Tabs
          label="Checks"
          tabs={[
            tab('found', `Found something, ${failed.length}`),
            tab('accepted', 'Accepted'),
            tab('all', `All checks, ${posture.Checks.length}`),
          ]}
        />
      </div>
      {shown.length === 0 ? (
        <Nothing show={search.show} />
      ) : (
        <Stack>
          {groups.map((checks) => (
            <Group key={checks[0]?.Group} checks={checks} current={check} />
          ))}
        </Stack>
      )}
    </Page>
  );
}
