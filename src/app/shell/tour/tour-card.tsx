import { useEffect, useLayoutEffect, useId, useRef, type RefObject } from 'react';
import { useLocation, useNavigate, useNavigation } from 'react-router';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { isTyping } from '../../ui/single-keys.ts';
import { useToast } from '../../ui/toast.tsx';
import type { Stop } from './stops.ts';
import styles from './tour.module.css';
import { endTour, goToStop, isDue, leaveTour, takeDue, useTour } from './tour-state.ts';
import { useOutline } from './use-outline.ts';
import { useStops } from './use-stops.ts';

/**
 * The page keeps this much room under its end, so that the card covers nothing that cannot be scrolled out from under it. Beside the page
 * it covers nothing.
 */
function useRoom(card: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const root = document.documentElement.style;
    const element = card.current;
    if (element === null) return;
    const measure = (): void => {
      const { top, right } = element.getBoundingClientRect();
      const isBeside = right <= (document.getElementById('main')?.getBoundingClientRect().left ?? 0);
      const room = `${isBeside ? 0 : Math.ceil(window.innerHeight - top)}px`;
      root.setProperty('--tour-room', room);
      root.setProperty('scroll-padding-bottom', room);
    };
    const sizes = new ResizeObserver(measure);
    sizes.observe(element);
    // At once, and not when it was drawn: what is outlined is brought into view before that.
    window.addEventListener('resize', measure);
    return () => {
      sizes.disconnect();
      window.removeEventListener('resize', measure);
      root.removeProperty('--tour-room');
      root.removeProperty('scroll-padding-bottom');
    };
  }, [card]);
}

/** Escape leaves the tour where nothing else of the page would take it. */
function useEscape(card: RefObject<HTMLElement | null>, leave: () => void): void {
  const act = useRef(leave);
  useLayoutEffect(() => {
    act.current = leave;
  });
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const at = document.activeElement;
      const here = card.current?.contains(at) === true;
      const nowhere = at === null || at.matches('body, main, h1');
      if (event.key !== 'Escape' || event.defaultPrevented || isTyping(event.target)) return;
      if (document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null) return;
      if (here || nowhere) act.current();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [card]);
}

const frame = (): Promise<number> => new Promise(requestAnimationFrame);

/** Goes to the stop's page when the tour has moved, and takes focus when it began: pressed again, Next stays under the finger. */
function useArrival(stop: Stop, heading: RefObject<HTMLElement | null>): void {
  const navigate = useNavigate();
  useEffect(() => {
    if (!takeDue()) return;
    const arrive = async (): Promise<void> => {
      // The announcer leaves focus to this card.
      await navigate(stop.href, { state: { tour: true } });
      // A menu or the palette that led here gives focus back first.
      await frame();
      await frame();
      const card = heading.current?.closest('aside');
      if (card?.contains(document.activeElement) !== true) heading.current?.focus({ preventScroll: true });
    };
    void arrive();
  }, [navigate, stop, heading]);
}

function Card({
  stop,
  at,
  stops,
}: {
  readonly stop: Stop;
  readonly at: number;
  readonly stops: readonly Stop[];
}) {
  const card = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const [title, words] = [useId(), useId()];
  const toast = useToast();
  const here = useLocation().pathname === stop.href;
  const idle = useNavigation().state === 'idle';
  // On the way there it is no other page.
  const away = !here && idle && !isDue();
  const [before, after] = [stops[at - 1], stops[at + 1]];
  const place = `Stop ${at + 1} of ${stops.length}`;
  const free = (): void => document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
  const leave = (): void => {
    leaveTour(stop.id);
    toast({
      text: `The tour waits at “${stop.title}”. Go on with it from your menu, at the top right.`,
    });
    free();
  };
  const end = (): void => {
    endTour();
    free();
  };

  useRoom(card);
  useEscape(card, leave);
  useArrival(stop, heading);
  useOutline(stop.marks, here);

  return (
    <aside ref={card} className={styles['card']} aria-labelledby={title} data-tour>
      <p className={styles['place']}>
        <span>{place}</span>
        <span className={styles['way']} aria-hidden="true">
          {stops.map(({ id }, i) => (
            <i key={id} data-seen={i <= at || undefined} />
          ))}
        </span>
      </p>
      <h2 ref={heading} id={title} aria-describedby={words} tabIndex={-1}>
        <span className="hidden">Tour, </span>
        {stop.title}
      </h2>
      <p id={words} className={styles['words']}>
        {stop.words}
      </p>
      <p className={styles['look']} data-here={!away || undefined}>
        {away ? (
          <ButtonLink small href={stop.href}>
            Back to this stop
          </ButtonLink>
        ) : (
          stop.look
        )}
      </p>
      <div className={styles['acts']}>
        <Button kind="bare" onClick={leave}>
          Skip
        </Button>
        <Button
          disabledReason={before === undefined ? 'This is the first stop.' : null}
          onClick={() => before !== undefined && goToStop(before.id)}
        >
          Back
        </Button>
        <Button kind="primary" onClick={() => (after === undefined ? end() : goToStop(after.id))}>
          {after === undefined ? 'Done' : 'Next'}
        </Button>
      </div>
      <p className="hidden" role="status">
        {`${place}: ${stop.title}. ${stop.words} ${stop.look}`}
      </p>
    </aside>
  );
}

/** The card of the tour that runs: beside the page, which works on. */
export default function TourCard() {
  const { stop: kept } = useTour();
  const stops = useStops();
  if (stops === null) return null;
  const at = Math.max(
    0,
    stops.findIndex(({ id }) => id === kept),
  );
  const stop = stops[at];
  return stop === undefined ? null : <Card stop={stop} at={at} stops={stops} />;
}
