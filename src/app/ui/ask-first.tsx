import { useEffect, useRef, type ReactNode } from 'react';
import { Acts } from './acts.tsx';
import styles from './ask-first.module.css';
import { Button } from './button.tsx';
import { Notice, type Problem } from './states.tsx';

interface Props {
  readonly children: ReactNode;
  /** The way back. Focus starts here, and Enter does not confirm. */
  readonly cancelLabel: string;
  /** Verb and object: "Rotate to version 8". */
  readonly actionLabel: string;
  /** Something stops working with it. */
  readonly armed?: boolean;
  readonly disabledReason?: string | null;
  readonly pending: boolean;
  readonly problem: Problem | null;
  readonly onCancel: () => void;
  readonly onConfirm: () => void;
}

/** Asked under the button that led here: what the act does, the way back, and the act by its name. */
export function AskFirst(props: Props) {
  const cancel = useRef<HTMLButtonElement>(null);
  useEffect(() => cancel.current?.focus(), []);
  return (
    <div className={styles['ask']} data-armed={props.armed === true ? '' : undefined}>
      <div className={styles['words']}>{props.children}</div>
      {props.problem !== null && (
        <Notice tone="bad" role="alert">
          <b>{props.problem.what}.</b> {props.problem.why} {props.problem.remedy}
        </Notice>
      )}
      <Acts>
        <Button ref={cancel} onClick={props.onCancel}>
          {props.cancelLabel}
        </Button>
        <Button
          kind={props.armed === true ? 'armed' : 'primary'}
          pending={props.pending}
          disabledReason={props.disabledReason}
          onClick={props.onConfirm}
        >
          {props.actionLabel}
        </Button>
      </Acts>
    </div>
  );
}
