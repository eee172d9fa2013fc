import { Time, useNow } from '../../ui/time.tsx';
import { relativeTime } from '../../ui/time-format.ts';

/** A future moment as people plan by it: the day, and how far it is. */
export function Coming({ date }: { readonly date: Date }) {
  const now = useNow();
  return (
    <>
      <Time value={date} form="day" /> ({relativeTime(date, now)})
    </>
  );
}
