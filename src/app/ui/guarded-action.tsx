import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { Acts } from './acts.tsx';
import { Button, ButtonLink } from './button.tsx';
import { TextField } from './field.tsx';
import styles from './guarded-action.module.css';
import { Notice, type Problem } from './states.tsx';

export interface Loss {
  /** From the audit log. */
  readonly value: number;
  readonly words: ReactNode;
}

interface Props {
  readonly title: string;
  readonly children: ReactNode;
  readonly losses: readonly Loss[];
  /** The safer way, by name. */
  readonly safer?: ReactNode;
  /** Verb and object: "Disable billing-prod". */
  readonly actionLabel: string;
  /** The way back: "Keep it enabled". Focus starts here, and Enter does not confirm. */
  readonly cancelLabel: string;
  /** Has to be typed first, for what cannot be undone at once: the alias, or the last eight of the id. */
  readonly confirmText?: string;
  readonly disabledReason?: string | null | undefined;
  /** It is asked as soon as it stands: somebody was led here by an address. */
  readonly askAtOnce?: boolean;
  /** The reason in two or three words, beside the button: a tooltip is not found by who does not look for it. */
  readonly because?: string | null | undefined;
  readonly pending: boolean;
  readonly error: Problem | null;
  readonly onConfirm: () => void;
}

const number = new Intl.NumberFormat('en');

/** The last card of a page: what stops something from working, a row each. It is quiet; red begins where it is confirmed. */
export function DangerZone({ children }: { readonly children: ReactNode }) {
  const name = useId();
  return (
    <section className={styles['zone']} aria-labelledby={name}>
      <h2 id={name}>Danger zone</h2>
      {children}
    </section>
  );
}

/** A row of the danger zone that has a page of its own. */
export const GuardedLink = ({
  title,
  children,
  href,
  label,
  disabledReason,
}: {
  readonly title: string;
  readonly children: ReactNode;
  readonly href: string;
  readonly label: string;
  readonly disabledReason?: string | null;
}) => (
  <div className={styles['closed']}>
    <div>
      <h3>{title}</h3>
      <p className={styles['words']}>{children}</p>
    </div>
    <ButtonLink href={href} disabledReason={disabledReason}>
      {label}…
    </ButtonLink>
  </div>
);

/** A row of the danger zone. Before it can be done it names what will stop working, in numbers. */
export function GuardedAction({
  title,
  children,
  losses,
  safer,
  actionLabel,
  cancelLabel,
  confirmText,
  disabledReason,
  askAtOnce = false,
  because = null,
  pending,
  error,
  onConfirm,
}: Props) {
  const [open, setOpen] = useState(askAtOnce && (disabledReason ?? null) === null);
  const [typed, setTyped] = useState('');
  const cancel = useRef<HTMLButtonElement>(null);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    cancel.current?.focus({ preventScroll: true });
    // Its numbers are seen with its buttons.
    box.current?.scrollIntoView({ block: 'nearest' });
  }, [open]);
  const close = (): void => {
    setOpen(false);
    setTyped('');
  };
  if (!open) {
    return (
      <div className={styles['closed']}>
        <div>
          <h3>{title}</h3>
          <p className={styles['words']}>{children}</p>
        </div>
        <div className={styles['way']}>
          {because !== null && <span className={styles['because']}>{because}</span>}
          <Button disabledReason={disabledReason} onClick={() => setOpen(true)}>
            {actionLabel}…
          </Button>
        </div>
      </div>
    );
  }
  const unconfirmed = confirmText !== undefined && typed !== confirmText;
  return (
    <div ref={box} className={styles['open']}>
      <div>
        <h3>{title}</h3>
        <p className={styles['words']}>{children}</p>
        <dl className={styles['losses']}>
          {losses.map((loss, i) => [
            <dt key={`n${i}`} data-none={loss.value === 0 ? '' : undefined}>
              {number.format(loss.value)}
            </dt>,
            <dd key={`w${i}`}>{loss.words}</dd>,
          ])}
        </dl>
        {safer !== undefined && <Notice>{safer}</Notice>}
      </div>
      <div className={styles['side']}>
        {confirmText !== undefined && (
          <TextField
            label={`Type ${confirmText} to confirm`}
            value={typed}
            onChange={setTyped}
            spellCheck={false}
          />
        )}
        {error !== null && (
          <Notice tone="bad" role="alert">
            {error.why} {error.remedy}
          </Notice>
        )}
        <Acts end>
          <Button ref={cancel} onClick={close}>
            {cancelLabel}
          </Button>
          <Button
            kind="armed"
            pending={pending}
            disabledReason={unconfirmed ? `Type ${confirmText} first` : null}
            onClick={onConfirm}
          >
            {actionLabel}
          </Button>
        </Acts>
      </div>
    </div>
  );
}
