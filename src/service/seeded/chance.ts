/** Chance that repeats: the same seed gives the same numbers (sfc32, Chris Doty-Humphrey's). */
export class Chance {
  #a: number;
  #b: number;
  #c: number;
  #count = 1;

  constructor(seed: number) {
    this.#a = seed | 0;
    this.#b = 0x9e3779b9;
    this.#c = 0x243f6a88;
    for (let i = 0; i < 12; i++) this.next();
  }

  /** 32 bits. */
  next(): number {
    const sum = (this.#a + this.#b + this.#count) | 0;
    this.#count = (this.#count + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return sum >>> 0;
  }

  /** 0 ≤ n < 1. */
  share(): number {
    return this.next() / 2 ** 32;
  }
  /** 0 ≤ n < `below`. */
  below(below: number): number {
    return Math.floor(this.share() * below);
  }
  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }
  /** True with this probability. */
  happens(probability: number): boolean {
    return this.share() < probability;
  }
  pick<T>(list: readonly T[]): T {
    const found = list[this.below(list.length)];
    if (found === undefined) throw new RangeError('nothing to pick from');
    return found;
  }
  /** The first ones often, the last ones seldom. */
  pickSkewed<T>(list: readonly T[], steepness = 3): T {
    const found = list[Math.floor(list.length * this.share() ** steepness)];
    if (found === undefined) throw new RangeError('nothing to pick from');
    return found;
  }
  bytes(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let i = 0; i < length; i++) bytes[i] = this.next() >>> 24;
    return bytes;
  }
  /** `length` hex digits, a multiple of 8. */
  hex(length: number): string {
    let text = '';
    while (text.length < length) text += this.next().toString(16).padStart(8, '0');
    return text;
  }
}
