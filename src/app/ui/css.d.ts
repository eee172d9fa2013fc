import 'react';

declare module 'react' {
  interface CSSProperties {
    /** Custom properties travel through `style` too. */
    [name: `--${string}`]: string | number | undefined;
  }
}
