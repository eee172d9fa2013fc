/** Who stands at the desk, in words over the picture: links to their events, by keyboard too. */
import type { CSSProperties, ReactNode } from 'react';
import { paths } from '../../../paths.ts';
import { Link } from '../../../ui/link.tsx';
import { Hint } from '../../../ui/tooltip.tsx';
import type { Plan } from './house.tsx';
import styles from './live-scene.module.css';
import { countWords, guestName, middle, rateText } from './live-words.ts';
import { refusedOf, totalOf, type Standing, type View } from './visits.ts';

/** Words of one guest, over their head: a link to their events, which names them in full. */
function Label({
  plan,
  place,
  visit,
  full,
  practice,
  children,
}: {
  readonly plan: Plan;
  readonly place: number;
  readonly visit: { readonly principal: string; readonly operation: string };
  /** For who cannot see the picture. */
  readonly full: string;
  readonly practice: boolean;
  readonly children: ReactNode;
}) {
  const { x, y } = plan.label(place);
  const most = plan.isTall && place > 0 ? 14 : 24;
  return (
    <li
      className={styles['label']}
      style={{ left: `${(x / plan.width) * 100}%`, top: `${(y / plan.height) * 100}%` }}
    >
      <Hint text={full} describes={false}>
        <Link
          href={paths.audit({
            principal: visit.principal,
            operation: visit.operation,
            kind: 'all',
            practice: practice ? '1' : undefined,
          })}
          aria-label={full}
        >
          <bdi>{middle(guestName(visit.principal), most)}</bdi>
        </Link>
      </Hint>
      <span aria-hidden="true">{middle(visit.operation, most)}</span>
      {children}
    </li>
  );
}

function Bar({ counts, most }: { readonly counts: Standing['counts']; readonly most: number }) {
  const width = (count: number): CSSProperties => ({ width: `${(count / most) * 100}%` });
  return (
    <span className={styles['bar']} aria-hidden="true">
      <i className={styles['allowed']} style={width(counts.allowed)} />
      <i className={styles['failed']} style={width(counts.failed)} />
      <i className={styles['denied']} style={width(counts.denied)} />
    </span>
  );
}

interface Labels {
  readonly view: View;
  readonly plan: Plan;
  /** Practice keys are shown: the links to the log show them, too. */
  readonly practice: boolean;
}

export function CrowdLabels({ view, plan, practice }: Labels) {
  const most = Math.max(1, ...view.standing.map((each) => (each === null ? 0 : totalOf(each.counts))));
  return view.standing.map((guest, place) => {
    if (guest === null || place >= plan.places) return null;
    const refused = refusedOf(guest.counts);
    return (
      <Label
        key={guest.id}
        plan={plan}
        place={place}
        visit={guest}
        full={`${guest.principal}, ${guest.operation}: ${countWords(guest.counts, view.seconds)}`}
        practice={practice}
      >
        <span className={styles['rate']} aria-hidden="true">
          {refused < totalOf(guest.counts) && (
            <>
              <b>{rateText(totalOf(guest.counts) / view.seconds)}</b>/s{' '}
            </>
          )}
          {refused > 0 && <span className={styles['refused']}>✕ {rateText(refused / view.seconds)}/s</span>}
        </span>
        <Bar counts={guest.counts} most={most} />
      </Label>
    );
  });
}

export function QueueLabels({ view, plan, practice }: Labels) {
  const { visitor, waiting } = view;
  const here = [...(visitor === null ? [] : [visitor.visit]), ...waiting].slice(0, plan.places);
  return here.map((visit, place) => (
    // Place by place: a link does not vanish under somebody's focus because the queue moves up.
    // oxlint-disable-next-line react/no-array-index-key -- as said
    <Label
      key={place}
      plan={plan}
      place={place}
      visit={visit}
      full={`${visit.principal}, ${visit.operation}`}
      practice={practice}
    >
      {null}
    </Label>
  ));
}
