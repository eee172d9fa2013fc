import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { Acts } from './acts.tsx';
import { Button, ButtonLink } from './button.tsx';
import { cx } from './cx.ts';
import styles from './form-page.module.css';
import { Icon } from './icon.tsx';
import { Page, PageHead } from './page.tsx';
import { Notice, RequestLine, type Problem } from './states.tsx';
import { useMedia } from './use-media.ts';

/** An error of one field: `id` is the control's, so that the summary can lead there. */
export interface FieldProblem {
  readonly id: string;
  readonly label: string;
  readonly message: string;
}

interface SummaryProps {
  readonly problems: readonly FieldProblem[];
  readonly submitError: Problem | null;
}

/** To the middle of the window, or its top where it is taller: what is said beside it is seen too, and no bar covers it. */
function show(target: HTMLElement | null): void {
  if (target === null) return;
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: target.offsetHeight < window.innerHeight / 2 ? 'center' : 'start' });
}

/** To the control of an error; of a group of choices, to the first one, with the group's words in sight. */
function goToField(id: string): void {
  const field = document.getElementById(id);
  show(field);
  if (!(field instanceof HTMLFieldSetElement)) return;
  // Where there are many, a field to find them by stands before them.
  const choice = field.querySelector<HTMLElement>('input:is([type="checkbox"], [type="radio"])');
  (choice ?? field.querySelector<HTMLElement>('input, button'))?.focus({ preventScroll: true });
}

/** What is wrong, in one place: takes focus when it appears, and leads to each field, which says how to mend it. */
export function ErrorSummary({ problems, submitError }: SummaryProps) {
  const box = useRef<HTMLDivElement>(null);
  const shown = problems.length > 0 || submitError !== null;
  const failed = submitError !== null;
  // When the try was made (this is a new summary then) and when its answer came; not when a field is mended and spoilt again.
  useEffect(() => show(box.current), []);
  useEffect(() => {
    if (failed) show(box.current);
  }, [failed]);
  if (!shown) return null;
  return (
    <div ref={box} className={styles['summary']} role="alert" tabIndex={-1}>
      <Icon name="warn" />
      <div>
        {problems.length > 0 && (
          <div className={styles['mend']}>
            <h2>Correct {problems.length === 1 ? '1 field' : `${problems.length} fields`} first:</h2>{' '}
            <ul>
              {problems.map(({ id, label }) => (
                <li key={id}>
                  <a
                    href={`#${id}`}
                    onClick={(event) => {
                      event.preventDefault();
                      goToField(id);
                    }}
                  >
                    {label}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        )}
        {submitError !== null && (
          <>
            <h2>{submitError.what}</h2>
            <p>{submitError.why}</p>
            <p>{submitError.remedy}</p>
            <RequestLine requestId={submitError.requestId} />
          </>
        )}
      </div>
    </div>
  );
}

interface FormProps extends SummaryProps {
  readonly loading: boolean;
  /** Says what it does: "Create key". */
  readonly submitLabel: string;
  /** Why it cannot be sent by this person: said before anything is typed, and at the button. */
  readonly submitReason?: string | null;
  readonly cancelHref?: string;
  readonly onCancel?: () => void;
  /** Default: "Cancel". */
  readonly cancelLabel?: string;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
  /** What follows from the form, seen before its buttons are. */
  readonly result?: ReactNode;
}

/** A form with its summary and its buttons. Submit is never disabled for validity; a second submit while one runs does nothing. */
export function Form({
  problems,
  submitError,
  loading,
  submitLabel,
  submitReason = null,
  cancelHref,
  onCancel,
  cancelLabel = 'Cancel',
  onSubmit,
  children,
  result,
}: FormProps) {
  // A new summary with every try: it takes focus then, and never while somebody mends a field.
  const [attempt, setAttempt] = useState(0);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (loading || submitReason !== null) return;
    setAttempt(attempt + 1);
    onSubmit();
  };
  return (
    <form className={styles['form']} noValidate onSubmit={submit}>
      {submitReason !== null && <Notice tone="warn">{submitReason}</Notice>}
      <ErrorSummary key={attempt} problems={problems} submitError={submitError} />
      {children}
      {result}
      <Acts>
        {cancelHref !== undefined && <ButtonLink href={cancelHref}>Cancel</ButtonLink>}
        {onCancel !== undefined && <Button onClick={onCancel}>{cancelLabel}</Button>}
        <Button kind="primary" type="submit" pending={loading} disabledReason={submitReason}>
          {submitLabel}
        </Button>
      </Acts>
    </form>
  );
}

/** From here on there is no room beside a form: the same width stands in the style sheet. */
const NO_BESIDE = '(max-width: 1100px)';

/**
 * A form as a page of its own: back closes it. What follows from it stands beside it as it is typed, or above its buttons where there is
 * no room; what nobody needs before they press them (`further`) comes below.
 */
export function FormPage({
  title,
  purpose,
  crumb,
  aside,
  further,
  ...form
}: Omit<FormProps, 'result'> & {
  readonly title: string;
  readonly purpose?: ReactNode;
  readonly crumb?: ReactNode;
  readonly aside?: ReactNode;
  readonly further?: ReactNode;
}) {
  const stacked = useMedia(NO_BESIDE);
  const result = aside === undefined ? undefined : <aside>{aside}</aside>;
  return (
    <Page>
      <PageHead title={title} purpose={purpose} crumb={crumb} />
      <div className={cx(styles['grid'], aside === undefined && styles['alone'])}>
        <Form {...form} {...(stacked ? { result } : {})} />
        {aside !== undefined && (
          <div className={styles['beside']}>
            {!stacked && result}
            {further}
          </div>
        )}
      </div>
    </Page>
  );
}
