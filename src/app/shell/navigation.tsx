import { useLocation } from 'react-router';
import { paths } from '../paths.ts';
import type { DeskFacts } from '../query/contract.ts';
import { useReachable } from '../query/reach.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import { Seal } from '../ui/seal.tsx';
import { Hint } from '../ui/tooltip.tsx';
import { useZone } from '../ui/time.tsx';
import { absoluteTime } from '../ui/time-format.ts';
import styles from './navigation.module.css';

interface Entry {
  readonly href: string;
  readonly label: string;
  readonly icon: IconName;
}

/** Pages that exist: an entry comes with its page. */
const ENTRIES: readonly Entry[] = [
  { href: paths.keys(), label: 'Keys', icon: 'key' },
  { href: paths.audit(), label: 'Audit', icon: 'audit' },
  { href: paths.services(), label: 'Services', icon: 'services' },
];

const number = new Intl.NumberFormat('en');

/** What the desk itself says of its log: signed up to where, and when. It is not verified here, and does not claim to be. */
function LogProof({ log }: { readonly log: DeskFacts['Log'] }) {
  const zone = useZone();
  if (!useReachable()) {
    return (
      <div className={styles['proof']}>
        <span className={styles['proofOpen']} />
        <span className={styles['words']}>
          <b>Log not known</b>
          The desk cannot be reached
        </span>
      </div>
    );
  }
  if (log.CheckpointSize === 0 || log.CheckpointTime === undefined) {
    return (
      <div className={styles['proof']}>
        <span className={styles['proofOpen']} />
        <span className={styles['words']}>
          <b>Log not signed yet</b>
          The first checkpoint is due within a second
        </span>
      </div>
    );
  }
  const events = `${number.format(log.CheckpointSize)} ${log.CheckpointSize === 1 ? 'event' : 'events'}`;
  const signedAt = absoluteTime(log.CheckpointTime, zone);
  const behind =
    log.UncoveredSince !== undefined && log.UncoveredSince.getTime() > log.CheckpointTime.getTime() + 60_000;
  return (
    <div className={styles['proof']}>
      <Hint text={`Newest checkpoint, signed in the HSM: ${events}, ${signedAt}`} describes={false}>
        <Seal size={24} label={`Log signed, ${events}`} />
      </Hint>
      <span className={styles['words']}>
        <b>{behind ? 'Signing is behind' : 'Log signed'}</b>
        {events}, {signedAt.slice(11, 16)}
      </span>
    </div>
  );
}

export function Navigation({ desk, onGo }: { readonly desk: DeskFacts; readonly onGo?: () => void }) {
  const { pathname } = useLocation();
  return (
    <>
      {ENTRIES.map((entry) => (
        <Link
          key={entry.href}
          href={entry.href}
          className={styles['entry']}
          aria-current={pathname === entry.href || pathname.startsWith(`${entry.href}/`) ? 'page' : undefined}
          onClick={onGo}
        >
          <Icon name={entry.icon} />
          <span className={styles['name']}>{entry.label}</span>
        </Link>
      ))}
      <LogProof log={desk.Log} />
    </>
  );
}
