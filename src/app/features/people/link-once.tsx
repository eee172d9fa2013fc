import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { LeaveGuard } from '../../shell/leave-guard.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { useCopy } from '../../ui/use-copy.ts';
import styles from './secret-once.module.css';

const Question = lazy(() => import('../../ui/question.tsx'));

export interface NewLink {
  readonly name: string;
  readonly link: string;
  readonly expiresAt: Date;
}

/** An invitation link: here once, in this component's memory, and nowhere else. */
export function LinkOnce({ made, onSent }: { readonly made: NewLink; readonly onSent: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const { copied, copy } = useCopy();
  // By the button, or by hand out of the text.
  const [taken, setTaken] = useState(false);
  const [asking, setAsking] = useState(false);
  const [sent, setSent] = useState(false);
  // A render later: the guard no longer holds when `onSent` goes on to another page.
  useEffect(() => {
    if (sent) onSent();
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once, when it was sent
  }, [sent]);
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
        <code className={styles['link']} onCopy={() => setTaken(true)}>
          {made.link}
        </code>
      </div>
      <div className={styles['acts']}>
        <Button
          kind={taken ? 'plain' : 'primary'}
          icon={copied ? 'check' : 'copy'}
          onClick={() => {
            copy(made.link);
            setTaken(true);
          }}
        >
          {copied ? 'Copied' : 'Copy link'}
        </Button>
        <Button kind={taken ? 'primary' : 'plain'} onClick={() => (taken ? setSent(true) : setAsking(true))}>
          Done, I sent it
        </Button>
      </div>
      <span className="hidden" role="status">
        {copied ? 'The link is on the clipboard' : ''}
      </span>
      {asking && (
        <Suspense fallback={null}>
          <Question
            title="Sent without copying it?"
            safe="Stay here"
            go="I sent it"
            onAnswer={(go) => {
              setAsking(false);
              if (go) setSent(true);
            }}
          >
            The link was not copied here, and it is shown this once. If it is lost, make a new one on their
            page.
          </Question>
        </Suspense>
      )}
      <LeaveGuard when={!sent} title="Is the link sent?" stay="Stay here" leave="Leave without the link">
        The link for {made.name} is shown this once. If it is lost, make a new one on their page.
      </LeaveGuard>
    </section>
  );
}
