import { lazy, Suspense } from 'react';
import { useLocation } from 'react-router';
import { demo } from '../../demo/control.ts';
import { paths } from '../../paths.ts';
import { Button } from '../../ui/button.tsx';
import styles from './tour.module.css';
import { beginTour, declineTour, useTour } from './tour-state.ts';

const TourCard = lazy(() => import('./tour-card.tsx'));

/** The tour, when it runs. */
export function Tour() {
  const { phase } = useTour();
  return phase === 'running' ? (
    <Suspense fallback={null}>
      <TourCard />
    </Suspense>
  ) : null;
}

/** Offered until it is answered, once: on Home, and where the demo begins. */
export function TourOffer() {
  const { phase } = useTour();
  const { pathname } = useLocation();
  const here = pathname === paths.home() || (demo() !== null && pathname === paths.desk());
  if (phase !== 'new' || !here) return null;
  return (
    <div className={styles['offer']}>
      <span>
        <b>New here?</b> The tour shows you each page of the console, in two minutes.
      </span>
      <span className={styles['offerActs']}>
        <Button small onClick={beginTour}>
          Take the tour
        </Button>
        <Button small kind="bare" onClick={declineTour}>
          Not now
        </Button>
      </span>
    </div>
  );
}
