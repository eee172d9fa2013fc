import { Link } from '../../ui/link.tsx';
import { cx } from '../../ui/cx.ts';
import { Icon } from '../../ui/icon.tsx';
import { Hint } from '../../ui/tooltip.tsx';
import styles from './desk.module.css';
import type { Vocabulary } from './scene/picture.ts';
import { say, type Values } from './values.ts';
import type { Flow } from './walk/step.ts';

/** Back, play, step, and every step by its name. */
export function TransportBar({
  flow,
  at,
  reached,
  playing,
  busy,
  words,
  values,
  hrefOf,
  onStep,
  onPlay,
}: {
  readonly flow: Flow;
  readonly at: number;
  /** How many steps were walked. */
  readonly reached: number;
  readonly playing: boolean;
  readonly busy: boolean;
  readonly words: Vocabulary;
  readonly values: Values;
  readonly hrefOf: (step: number) => string;
  readonly onStep: (by: 1 | -1) => void;
  readonly onPlay: () => void;
}) {
  const last = flow.steps.length - 1;
  return (
    <div className={styles['transport']} role="group" aria-label="Walk" aria-busy={busy || undefined}>
      <Hint text="Back, ←">
        <button
          type="button"
          className={styles['move']}
          aria-label="Back"
          aria-disabled={at === 0 || undefined}
          onClick={() => at > 0 && onStep(-1)}
        >
          <Icon name="left" />
        </button>
      </Hint>
      <Hint text={playing ? 'Pause, space' : 'Play, space'}>
        <button
          type="button"
          className={cx(styles['move'], styles['play'])}
          aria-label={playing ? 'Pause' : 'Play'}
          onClick={onPlay}
        >
          <Icon name={playing ? 'pause' : 'play'} />
        </button>
      </Hint>
      <Hint text="Step, →">
        <button
          type="button"
          className={styles['move']}
          aria-label="Step"
          aria-disabled={at === last || undefined}
          onClick={() => at < last && onStep(1)}
        >
          <Icon name="right" />
        </button>
      </Hint>
      <ol className={styles['scrub']}>
        {flow.steps.map((step, i) => (
          <li key={step.id} className={cx(i < reached && styles['walked'], i === at && styles['now'])}>
            <Link href={hrefOf(i)} aria-current={i === at ? 'step' : undefined}>
              <span>{say(step.name, words, values)}</span>
            </Link>
          </li>
        ))}
      </ol>
      <p className={styles['keys']}>
        <kbd>←</kbd> <kbd>→</kbd> step · <kbd>space</kbd> play
      </p>
    </div>
  );
}
