import { Button } from './button.tsx';
import styles from './code-block.module.css';
import { useCopy } from './use-copy.ts';

/** Text to take away: `title` says what it is, the button copies it and says so. `most` limits its height, in px. */
export function CodeBlock({
  title,
  code,
  most,
}: {
  readonly title: string;
  readonly code: string;
  readonly most?: number;
}) {
  const { copied, copy } = useCopy();
  return (
    <figure className={styles['block']} aria-label={title}>
      <figcaption className={styles['head']}>
        {title}
        <Button kind="bare" small icon={copied ? 'check' : 'copy'} onClick={() => copy(code)}>
          {copied ? 'Copied' : 'Copy'}
        </Button>
      </figcaption>
      <pre
        className={styles['code']}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
        tabIndex={0}
        style={most === undefined ? undefined : { '--most': `${most}px` }}
      >
        {code}
      </pre>
    </figure>
  );
}
