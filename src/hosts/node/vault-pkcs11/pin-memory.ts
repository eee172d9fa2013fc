/** PINs that a token refused, for as long as this process lives: none is tried a second time, and none is kept as it is. */
import { createHmac, randomBytes } from 'node:crypto';

export class PinMemory {
  readonly #key = randomBytes(32);
  readonly #refused = new Set<string>();

  note(pin: string): void {
    this.#refused.add(this.#digest(pin));
  }

  has(pin: string): boolean {
    return this.#refused.has(this.#digest(pin));
  }

  #digest(pin: string): string {
    return createHmac('sha256', this.#key).update(pin).digest('base64');
  }
}
