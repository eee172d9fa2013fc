import { useEffect, useRef, useState } from 'react';
import { LeaveGuard } from '../../shell/leave-guard.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { useCopy } from '../../ui/use-copy.ts';
import styles from './secret-once.module.css';

export interface NewLink {
  readonly name: string;
  readonly link: string;
  readonly expiresAt: Date;
}

/** An invitation link: here once, in this component's memory, and nowhere else. */
export function LinkOnce({ made, onStored }: { readonly made: NewLink; readonly onStored: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const { copied, copy } = useCopy();
  const [stored, setStored] = useState(false);
  // A render later: the guard no longer holds when `onStored` goes on to another page.
  useEffect(() => {
    if (stored) onStored();
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once, when it was stored
  }, [stored]);
  return (
    <section className={styles['secret']}>
      <h2 ref={heading} tabIndex={-1}>
        The link for {made.name}
      </h2>
      <Notice tone="warn">
        <b>This is the only time that the link is shown.</b> Whoever opens it first becomes {made.name}: give
        it to them alone, by a way that you trust. It works once, until <Time value={made.expiresAt} />.
      </Notice>
      <div className={styles['values']}>
        <code className={styles['link']}>{made.link}</code>
      </div>
      <div className={styles['acts']}>
        <Button icon={copied ? 'check' : 'copy'} onClick={() => copy(made.link)}>
          {copied ? 'Copied' : 'Copy link'}
        </Button>
        <Button kind="primary" onClick={() => setStored(true)}>
          I stored it
        </Button>
      </div>
      <span className="hidden" role="status">
        {copied ? 'The link is on the clipboard' : ''}
      </span>
      <LeaveGuard when={!stored} title="Is the link stored?" stay="Stay here" leave="Leave without the link">
        The link for {made.name} is shown this once. If it is lost, make a new one on their page.
      </LeaveGuard>
    </section>
  );
}
