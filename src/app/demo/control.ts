/** The demo, when this is one: what the console may do with it. */
export interface DemoControl {
  /** Who a visitor is; the password opens nothing but this page's own data. */
  readonly visitor: { readonly name: string; readonly password: string };
  /** Takes everything away, and loads the page anew. */
  readonly reset: () => Promise<void>;
}

let control: DemoControl | null = null;

export const demo = (): DemoControl | null => control;
export function beginAs(next: DemoControl): void {
  control = next;
}
