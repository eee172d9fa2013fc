import { useLocation } from 'react-router';
import { useLogCheck } from '../log-check/use-log-check.ts';
import { paths } from '../paths.ts';
import type { DeskFacts } from '../query/contract.ts';
import { useReachable } from '../query/reach.ts';
import { cx } from '../ui/cx.ts';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import { Seal } from '../ui/seal.tsx';
import { Hint } from '../ui/tooltip.tsx';
import { useZone } from '../ui/time.tsx';
import { absoluteTime } from '../ui/time-format.ts';
import styles from './navigation.module.css';
import { PAGES, type PageEntry } from './pages.ts';

const number = new Intl.NumberFormat('en');

/** What the desk says of its log, and what this browser makes of it: the seal stands only beside what was verified here. */
function LogProof({ log }: { readonly log: DeskFacts['Log'] }) {
  const zone = useZone();
  const check = useLogCheck(log);
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
  if (check?.verdict === 'failed') {
    return (
      <Link href={paths.home()} className={cx(styles['proof'], styles['proofFailed'])}>
        <Icon name="warn" />
        <span className={styles['words']}>
          <b>Log does not verify</b>
          Do not trust it: see Home
        </span>
      </Link>
    );
  }
  if (check?.verdict === 'restored') {
    return (
      <Link href={paths.home()} className={styles['proof']}>
        <span className={styles['proofOpen']} />
        <span className={styles['words']}>
          <b>Log was restored</b>
          From a backup: see Home
        </span>
      </Link>
    );
  }
  const verified = check?.verdict === 'verified' ? check.now : null;
  const size = verified?.size ?? log.CheckpointSize;
  const events = `${number.format(size)} ${size === 1 ? 'event' : 'events'}`;
  const at = verified === null ? log.CheckpointTime : new Date(verified.time);
  const behind =
    log.UncoveredSince !== undefined && log.UncoveredSince.getTime() > log.CheckpointTime.getTime() + 60_000;
  const title = behind ? 'Signing is behind' : verified === null ? 'Log signed' : 'Log verified';
  const more =
    verified === null
      ? `Newest checkpoint, signed by the desk: ${events}, ${absoluteTime(at, zone)}. Not verified by this browser.`
      : `Verified by this browser at ${absoluteTime(at, zone)}: the desk’s signature over ${events}${check?.verdict === 'verified' && check.before !== null ? ', and that they continue what it saw before' : ''}.`;
  return (
    <div className={styles['proof']}>
      <Hint text={more} describes={false}>
        {verified === null ? (
          <span
            className={styles['proofOpen']}
            role="img"
            aria-label={`Log signed, ${events}, not verified`}
          />
        ) : (
          <Seal size={24} label={`Log verified, ${events}`} />
        )}
      </Hint>
      <span className={styles['words']}>
        <b>{title}</b>
        {events}, {absoluteTime(at, zone).slice(11, 16)}
      </span>
    </div>
  );
}

/** Posture is a page of Home; every other page stands below its entry. */
const isCurrent = (pathname: string, { href, also = href }: PageEntry): boolean =>
  href === paths.home()
    ? pathname === href || pathname === paths.posture()
    : [href, also].some((path) => pathname === path || pathname.startsWith(`${path}/`));

export function Navigation({ desk, onGo }: { readonly desk: DeskFacts; readonly onGo?: () => void }) {
  const { pathname } = useLocation();
  return (
    <>
      {PAGES.map((entry) => (
        <Link
          key={entry.href}
          href={entry.href}
          className={styles['entry']}
          aria-current={isCurrent(pathname, entry) ? 'page' : undefined}
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
