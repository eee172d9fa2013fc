import { redirect, useLoaderData, type LoaderFunctionArgs } from 'react-router';
import { paths } from '../../paths.ts';
import { isCode } from '../../query/explain.ts';
import { prefetch, usePrefetched } from '../../query/query.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Link } from '../../ui/link.tsx';
import { Figures, Page, PageHead, Stack, type Figure } from '../../ui/page.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { RotationList } from './rotation-list.tsx';
import {
  parseRotationSearch,
  rotationPath,
  searchInput,
  WHOLE,
  type RotationSearch,
  type Schedule,
  type Status,
} from './rotation-search.ts';
import { countKeys, outlookOf } from './rotation-words.ts';
import styles from './rotation-page.module.css';
import { YearCard } from './year-strip.tsx';

export async function loader({ request }: LoaderFunctionArgs): Promise<{ readonly search: RotationSearch }> {
  const search = parseRotationSearch(new URL(request.url).searchParams, Date.now());
  try {
    await prefetch('ListRotationSchedule', searchInput(search));
  } catch (error) {
    // A page of another search, or of an older release: its first page is what was meant.
    if (search.after !== null && isCode(error, 'InvalidMarkerException'))
      throw redirect(rotationPath({ ...search, after: null }));
    // A week that has ended by the desk's clock, if not by this one.
    if (search.week !== null && isCode(error, 'ValidationException'))
      throw redirect(rotationPath({ ...search, week: null, after: null }));
    throw error;
  }
  return { search };
}

const number = new Intl.NumberFormat('en');
const only = (...statuses: Status[]): string => rotationPath({ ...WHOLE, statuses });

function figuresOf(schedule: Schedule): readonly Figure[] {
  const { overdue, soon, off } = outlookOf(schedule);
  const count = (status: Status): number =>
    schedule.ByStatus.find((each) => each.Status === status)?.Count ?? 0;
  const figure = (id: Status, words: string, tone?: Figure['tone']): Figure => ({
    id,
    value: number.format(count(id)),
    words,
    href: only(id),
    ...(tone === undefined ? {} : { tone }),
  });
  return [
    ...(overdue > 0 ? [figure('Overdue', 'overdue', 'bad')] : []),
    figure('Scheduled', 'on a schedule'),
    {
      id: 'soon',
      value: number.format(soon),
      words: soon === 1 ? 'rotation in four weeks' : 'rotations in four weeks',
    },
    figure('Off', 'without a schedule', off > 0 ? 'warn' : undefined),
    ...(count('Resting') > 0 ? [figure('Resting', 'resting')] : []),
    ...(count('CannotRotate') > 0 ? [figure('CannotRotate', 'cannot rotate')] : []),
  ];
}

function Answer({ schedule }: { readonly schedule: Schedule }) {
  const { byThemselves, overdue, off } = outlookOf(schedule);
  return (
    <p className={cx('tale', styles['tale'])}>
      {byThemselves === 0 ? (
        'No key rotates by itself'
      ) : (
        <>
          <Link href={only('Scheduled', 'Overdue')}>{countKeys(byThemselves)}</Link>{' '}
          {byThemselves === 1 ? 'rotates' : 'rotate'} by {byThemselves === 1 ? 'itself' : 'themselves'}
          {overdue === 0 ? (
            ', none is overdue'
          ) : (
            <>
              , <Link href={only('Overdue')}>{number.format(overdue)} of them overdue</Link>
            </>
          )}
        </>
      )}
      .{' '}
      {off > 0 && (
        <>
          <Link href={only('Off')}>{countKeys(off)}</Link> {off === 1 ? 'waits' : 'wait'} for somebody to
          rotate {off === 1 ? 'it' : 'them'}.
        </>
      )}
    </p>
  );
}

export function Component() {
  const { search } = useLoaderData<typeof loader>();
  const schedule = usePrefetched('ListRotationSchedule', searchInput(search));
  if (schedule.Total === 0) return <NoKeys />;
  return (
    <Page>
      <PageHead
        title="Rotation"
        purpose="When every key gets its next version, who made the one it has, and what comes in a year. Old versions go on decrypting."
      />
      <Figures figures={figuresOf(schedule)} />
      <Answer schedule={schedule} />
      <Stack>
        <YearCard schedule={schedule} search={search} />
        <RotationList schedule={schedule} search={search} />
      </Stack>
    </Page>
  );
}

const NoKeys = () => (
  <Page>
    <PageHead title="Rotation" />
    <EmptyState
      alone
      title="There is no key to rotate yet"
      actions={
        <ButtonLink href={paths.newKey()} kind="primary" icon="plus">
          Create key
        </ButtonLink>
      }
    >
      A key that rotates gets a new version every period: new data is sealed with the new one, and what older
      ones sealed still opens. Nothing that uses the key has to change.
    </EmptyState>
  </Page>
);
