import { paths } from '../../paths.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { Link } from '../../ui/link.tsx';
import { Card } from '../../ui/page.tsx';
import { Time } from '../../ui/time.tsx';
import styles from './home.module.css';
import { counted, UPCOMING_WORDS, type HomeFacts, type UpcomingKind } from './home-words.ts';

type Upcoming = HomeFacts['Upcoming'][number];

const ICONS: Readonly<Record<UpcomingKind, IconName>> = {
  rotation: 'clock',
  deletion: 'warn',
  'access-key': 'services',
  acceptance: 'shield',
};

function hrefOf({ Kind, KeyId, PrincipalId }: Upcoming): string {
  if (KeyId !== undefined) return Kind === 'rotation' ? paths.keyRotation(KeyId) : paths.key(KeyId);
  if (PrincipalId !== undefined) return paths.service(PrincipalId);
  return paths.posture({ show: 'accepted' });
}

const SHOWN = 8;

/** What happens by itself in the next thirty days, by date. */
export function WhatComesNext({ home }: { readonly home: HomeFacts }) {
  const shown = home.Upcoming.slice(0, SHOWN);
  return (
    <div id="next">
      <Card title="What comes next" note="30 days" flush>
        {shown.length === 0 ? (
          <p className={styles['none']}>
            Nothing by itself: no rotation, no deletion and no expiry in the next 30 days.
          </p>
        ) : (
          <ul className={styles['agenda']}>
            {shown.map((each) => (
              <li key={`${each.Kind}-${each.Name}`} data-kind={each.Kind}>
                <Time value={each.ScheduledDate} form="day" />
                <Icon name={ICONS[each.Kind]} />
                <span>
                  <Link href={hrefOf(each)}>{each.Name}</Link> {UPCOMING_WORDS[each.Kind]}
                </span>
              </li>
            ))}
          </ul>
        )}
        {home.UpcomingTotal > shown.length && (
          <p className={styles['foot']}>
            and {counted(home.UpcomingTotal - shown.length, 'more', 'more')} until the 30 days are over
          </p>
        )}
      </Card>
    </div>
  );
}
