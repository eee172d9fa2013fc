import { useId, useRef, type KeyboardEvent } from 'react';
import { CodeBlock } from './code-block.tsx';
import styles from './code-tabs.module.css';

export interface Sample<T extends string = string> {
  readonly id: T;
  /** On its tab: the language. */
  readonly label: string;
  /** What the code is, above it. */
  readonly title: string;
  readonly code: string;
  readonly note?: string;
}

/** The same thing in several languages. Tabs by the pattern of WAI-ARIA: one tab stop, arrows, Home and End. */
export function CodeTabs<T extends string>({
  label,
  samples,
  chosen,
  most,
  onChoose,
}: {
  readonly label: string;
  readonly samples: readonly Sample<T>[];
  readonly chosen: T;
  readonly most?: number;
  readonly onChoose: (id: T) => void;
}) {
  const base = useId();
  const list = useRef<HTMLDivElement>(null);
  const at = Math.max(
    0,
    samples.findIndex(({ id }) => id === chosen),
  );
  const sample = samples[at];
  const walk = (event: KeyboardEvent): void => {
    const last = samples.length - 1;
    const to: Readonly<Record<string, number>> = {
      ArrowLeft: at === 0 ? last : at - 1,
      ArrowRight: at === last ? 0 : at + 1,
      Home: 0,
      End: last,
    };
    const next = Object.hasOwn(to, event.key) ? to[event.key] : undefined;
    const found = next === undefined ? undefined : samples[next];
    if (next === undefined || found === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    onChoose(found.id);
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[next]?.focus();
  };
  if (sample === undefined) return null;
  return (
    <div className={styles['box']}>
      {/* oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- its tabs take focus */}
      <div ref={list} role="tablist" aria-label={label} className={styles['tabs']} onKeyDown={walk}>
        {samples.map(({ id, label: words }, i) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`${base}-${id}`}
            aria-selected={i === at}
            aria-controls={`${base}-panel`}
            tabIndex={i === at ? 0 : -1}
            className={styles['tab']}
            onClick={() => onChoose(id)}
          >
            {words}
          </button>
        ))}
      </div>
      <div
        role="tabpanel"
        id={`${base}-panel`}
        aria-labelledby={`${base}-${sample.id}`}
        className={styles['panel']}
      >
        {sample.note !== undefined && <p className={styles['note']}>{sample.note}</p>}
        <CodeBlock title={sample.title} code={sample.code} {...(most === undefined ? {} : { most })} />
      </div>
    </div>
  );
}
