/**
 * Tells what comes back from what comes from outside. Who types faster than the page draws is given back a text of some letters ago:
 * to put that in would take the letters away that came since.
 */
export class Echoes {
  readonly #told: string[] = [];

  /** The editor has told this text, and it will be given back; or a later one in its place. */
  told(text: string): void {
    this.#told.push(text);
  }

  /** Whether a text that is given is one that was told. What was told before it does not come any more. */
  isEcho(text: string): boolean {
    const at = this.#told.lastIndexOf(text);
    this.#told.splice(0, at === -1 ? this.#told.length : at + 1);
    return at !== -1;
  }
}
