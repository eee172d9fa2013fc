import { useSyncExternalStore } from 'react';

/** The demo, when this is one: what the console may do with it. */
export interface DemoControl {
  /** Who a visitor is; the password opens nothing but this page's own data. */
  readonly visitor: { readonly name: string; readonly password: string };
  /** How requests come to the desk in the page, in a line; `onWay` tells of a change, until what it returns is called. */
  readonly way: () => string;
  readonly onWay: (listener: () => void) => () => void;
  /** Takes everything away, and loads the page anew. */
  readonly reset: () => Promise<void>;
}

let control: DemoControl | null = null;

export const demo = (): DemoControl | null => control;
export function beginAs(next: DemoControl): void {
  control = next;
}

const never = (): (() => void) => () => {};
const nothing = (): null => null;

/** How requests of the demo come to its desk; null where this is none. */
export const useWay = (): string | null =>
  useSyncExternalStore(control?.onWay ?? never, control?.way ?? nothing);
