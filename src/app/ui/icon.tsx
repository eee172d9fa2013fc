import styles from './icon.module.css';
import { cx } from './cx.ts';

/** Drawn for Keydesk on a grid of 16, stroke 1.5. */
const PATHS = {
  home: 'M2.5 7.5 8 2.75l5.5 4.75M4 6.75v6.5h8v-6.5M6.75 13.25v-3.5h2.5v3.5',
  bell: 'M3.75 11.25c.8-.9 1.1-2 1.1-4a3.15 3.15 0 0 1 6.3 0c0 2 .3 3.1 1.1 4zM6.75 13.25a1.4 1.4 0 0 0 2.5 0',
  key: 'M8.1 9.9a3 3 0 1 1-4.2-.1 3 3 0 0 1 4.2.1ZM7.6 8.4l5.9-5.9M11 5l2 2M9.2 6.8l1.4 1.4',
  sign: 'M2 12c2.4-2 3.6-4 3.6-5.6C5.6 5 5 4.5 4.4 4.5 3.6 4.5 3 5.3 3 6.4c0 1.9 1.3 4.4 2.5 4.4 1 0 1.6-1.6 2.3-2.6.2 1.5.7 2.3 1.7 2.3.8 0 1.3-1 1.9-1 .5 0 .8.8 2.6.8',
  mac: 'M3 6h10M3 10h10M7 2.5 5 13.5M11 2.5l-2 11',
  envelope: 'M2 3.75h12v8.5H2zM2.25 4.25 8 8.75l5.75-4.5M10 9.75a2 2 0 1 1-4 0',
  audit: 'M2.5 4h11M2.5 8h3.5M2.5 12h2.5M12.5 10a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0ZM11.9 11.9l1.85 1.85',
  services: 'M2.5 3.25h11v3.5h-11zM2.5 9.25h11v3.5h-11zM5 5h.01M5 11h.01M8 5h3M8 11h3',
  people:
    'M8.25 5.25a2.25 2.25 0 1 1-4.5 0 2.25 2.25 0 0 1 4.5 0ZM1.75 13.25c0-2.4 1.75-4 4.25-4s4.25 1.6 4.25 4M10.5 3.1a2.25 2.25 0 0 1 0 4.3M12 9.6c1.4.55 2.25 1.85 2.25 3.65',
  code: 'M4.75 4.75 1.5 8l3.25 3.25M11.25 4.75 14.5 8l-3.25 3.25M9.5 3l-3 10',
  search: 'M11.25 7a4.25 4.25 0 1 1-8.5 0 4.25 4.25 0 0 1 8.5 0ZM10.2 10.2l3.3 3.3',
  copy: 'M7 5.5h5A1.5 1.5 0 0 1 13.5 7v5a1.5 1.5 0 0 1-1.5 1.5H7A1.5 1.5 0 0 1 5.5 12V7A1.5 1.5 0 0 1 7 5.5ZM3.3 10.5A1 1 0 0 1 2.5 9.5V4A1.5 1.5 0 0 1 4 2.5h5.5a1 1 0 0 1 1 .8',
  dots: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  left: 'M10 3.5 5.5 8l4.5 4.5',
  right: 'M6 3.5 10.5 8 6 12.5',
  up: 'M3.5 10 8 5.5l4.5 4.5',
  down: 'M3.5 6 8 10.5 12.5 6',
  x: 'M4 4l8 8M12 4l-8 8',
  check: 'M3 8.5l3.2 3.2L13 4.5',
  warn: 'M8 2.5 14.25 13.25H1.75zM8 6.5v3M8 11.3h.01',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  download: 'M8 2.5v7.5M5 7.2l3 3 3-3M2.75 11v1.25c0 .7.55 1.25 1.25 1.25h8c.7 0 1.25-.55 1.25-1.25V11',
  menu: 'M2.5 4h11M2.5 8h11M2.5 12h11',
  clock: 'M13.75 8a5.75 5.75 0 1 1-11.5 0 5.75 5.75 0 0 1 11.5 0ZM8 4.75V8l2.2 1.6',
  info: 'M13.75 8a5.75 5.75 0 1 1-11.5 0 5.75 5.75 0 0 1 11.5 0ZM8 7.5v3.25M8 5.2h.01',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  play: 'M5 3l7.5 5L5 13z',
  link: 'M6.5 9.5l3-3M7.3 4.7l1.3-1.3a2.8 2.8 0 0 1 4 4l-1.3 1.3M8.7 11.3l-1.3 1.3a2.8 2.8 0 0 1-4-4l1.3-1.3',
  sun: 'M10.75 8a2.75 2.75 0 1 1-5.5 0 2.75 2.75 0 0 1 5.5 0ZM8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M3.4 12.6l.7-.7M11.9 4.1l.7-.7',
  moon: 'M13.25 9.6A5.5 5.5 0 1 1 6.4 2.75a4.5 4.5 0 0 0 6.85 6.85Z',
  contrast: 'M13.75 8a5.75 5.75 0 1 1-11.5 0 5.75 5.75 0 0 1 11.5 0ZM8 2.25v11.5M8 5l4.8 0M8 8h5.75M8 11h4.8',
  exit: 'M9.5 3V2.75H4a1.25 1.25 0 0 0-1.25 1.25v8A1.25 1.25 0 0 0 4 13.25h5.5V13M7 8h7M11.5 5.5 14 8l-2.5 2.5',
  tag: 'M2.5 3.25v4l6.3 6.3 4.75-4.75-6.3-6.3H3.25a.75.75 0 0 0-.75.75ZM5.4 5.4h.01',
  shield: 'M8 1.75 13 3.5v4c0 3.2-2 5.6-5 6.75-3-1.15-5-3.55-5-6.75v-4z',
  rotation: 'M13 6.5A5.25 5.25 0 0 0 3.4 5.4M3 9.5a5.25 5.25 0 0 0 9.6 1.1M13 2.75V6.5H9.25M3 13.25V9.5h3.75',
  vault: 'M2.5 6 8 2.5 13.5 6zM3.75 6v5.5M6.6 6v5.5M9.4 6v5.5M12.25 6v5.5M2.5 13.25h11',
  settings:
    'M2.5 4.5h5M11 4.5h2.5M2.5 11.5H5M8.5 11.5h5M11 4.5a1.75 1.75 0 1 1-3.5 0 1.75 1.75 0 0 1 3.5 0ZM8.5 11.5a1.75 1.75 0 1 1-3.5 0 1.75 1.75 0 0 1 3.5 0Z',
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration beside a word: hidden from assistive technology. */
export function Icon({
  name,
  small = false,
  className,
}: {
  readonly name: IconName;
  readonly small?: boolean;
  readonly className?: string | undefined;
}) {
  return (
    <svg
      viewBox="0 0 16 16"
      className={cx(styles['icon'], small && styles['small'], className)}
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

/** Keydesk's mark: a key tag. */
export function Mark() {
  return (
    <svg viewBox="0 0 20 20" className={styles['mark']} aria-hidden="true">
      <path d="M6.2 6.2 10 3.4l3.8 2.8V15a2 2 0 0 1-2 2H8.2a2 2 0 0 1-2-2z" className={styles['markBody']} />
      <circle cx="10" cy="7.6" r="1.15" />
      <path d="M10 3.4V1" />
    </svg>
  );
}
