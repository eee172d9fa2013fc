import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useCallback, useState } from 'react';
import { Outlet, useNavigation } from 'react-router';
import { paths } from '../paths.ts';
import { useCan } from '../query/can.ts';
import { query, usePrefetched } from '../query/query.ts';
import { IconButton } from '../ui/button.tsx';
import { cx } from '../ui/cx.ts';
import { Mark } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import { RequestHrefContext } from '../ui/states.tsx';
import { RouteAnnouncer } from './announcer.tsx';
import { Banners } from './banners.tsx';
import { ConfirmPassword } from './confirm-password.tsx';
import { Keyboard, type Opened } from './keyboard.tsx';
import styles from './layout.module.css';
import { Navigation } from './navigation.tsx';
import { SessionWatch } from './session-watch.tsx';
import { TopBar } from './top-bar.tsx';
import { Tour, TourOffer } from './tour/tour.tsx';

const NavigationSheet = lazy(() => import('./navigation-sheet.tsx'));

/** The desk's health is looked at once a minute, when the window is come back to, and whenever something was done. */
const LOOK_MS = 60_000;
/** A new desk signs its log within a second: looked at after one, then after twice as long each time. */
const FIRST_LOOK_MS = 1_000;
/** A checkpoint is due within a second of an event that none covers. */
const COVERING_MS = 2_000;

export function Layout() {
  const desk = usePrefetched('DescribeDesk', {});
  const session = usePrefetched('GetSession', {});
  useQuery({
    ...query('DescribeDesk', {}),
    refetchOnWindowFocus: 'always',
    refetchInterval: ({ state }) =>
      state.data?.Log.CheckpointSize === 0
        ? Math.min(LOOK_MS, FIRST_LOOK_MS * 2 ** (state.dataUpdateCount - 1))
        : state.data?.Log.UncoveredSince !== undefined
          ? COVERING_MS
          : LOOK_MS,
  });
  const [sheet, setSheet] = useState(false);
  const [opened, setOpened] = useState<Opened>(null);
  const mayReadLog = useCan('keydesk:SearchAuditEvents').allowed;
  const requestHref = useCallback(
    (request: string) => (mayReadLog ? paths.audit({ request, kind: 'all' }) : null),
    [mayReadLog],
  );
  const going = useNavigation().state !== 'idle';
  return (
    <ConfirmPassword>
      <a href="#main" className={cx(styles['skip'])}>
        Skip to the page
      </a>
      <Tour />
      {going && <div className={styles['progress']} aria-hidden="true" />}
      <div className={styles['app']}>
        <header className={styles['header']}>
          <div className={styles['plate']}>
            <span className={styles['menuButton']}>
              <IconButton icon="menu" label="Pages" large onClick={() => setSheet(true)} />
            </span>
            <Link href={paths.home()}>
              <Mark />
              <span className={styles['name']}>Keydesk</span>
            </Link>
          </div>
          <TopBar desk={desk} session={session} onOpen={setOpened} />
        </header>
        <nav className={styles['nav']} aria-label="Pages">
          <div className={styles['navInner']}>
            <Navigation desk={desk} />
          </div>
        </nav>
        <main id="main" className={styles['main']} tabIndex={-1} aria-busy={going || undefined}>
          <Banners desk={desk} />
          <TourOffer />
          <RequestHrefContext value={requestHref}>
            <Outlet />
          </RequestHrefContext>
        </main>
      </div>
      {sheet && (
        <Suspense fallback={null}>
          <NavigationSheet desk={desk} onClose={() => setSheet(false)} />
        </Suspense>
      )}
      <Keyboard opened={opened} onOpen={setOpened} />
      <SessionWatch session={session} />
      <RouteAnnouncer />
    </ConfirmPassword>
  );
}
