import type { ClipboardEvent } from 'react';
import { cx } from './cx.ts';
import { Icon } from './icon.tsx';
import styles from './id.module.css';
import { shortId } from './shorten.ts';
import { Hint } from './tooltip.tsx';
import { useCopy } from './use-copy.ts';

/**
 * An identifier: shown short, whole on hover and focus and to a screen reader; selecting or the button copies the whole. `what` names
 * it for the button ("Copy key id"). `shy` shows the button only when the row is hovered or the button has focus.
 */
export function Id({
  value,
  what,
  short = shortId(value),
  shy = false,
}: {
  readonly value: string;
  readonly what: string;
  readonly short?: string;
  readonly shy?: boolean;
}) {
  const { copied, copy } = useCopy();
  const whole = (event: ClipboardEvent): void => {
    event.clipboardData.setData('text/plain', value);
    event.preventDefault();
  };
  const body = (
    <span className={cx(styles['id'], shy && styles['shy'])}>
      <span className={styles['text']} onCopy={whole}>
        <span aria-hidden="true">{short}</span>
        <span className="hidden">{value}</span>
      </span>
      <button
        type="button"
        className={cx(styles['copy'], copied && styles['said'])}
        aria-label={copied ? 'Copied' : `Copy ${what}`}
        onClick={() => copy(value)}
      >
        <Icon name={copied ? 'check' : 'copy'} small />
        {copied && 'Copied'}
      </button>
    </span>
  );
  return short === value ? (
    body
  ) : (
    <Hint text={value} mono describes={false}>
      {body}
    </Hint>
  );
}
