/** What the work on one text may cost. It counts work, not time: the same texts give the same answer on every machine. */

/** Thrown by a meter that is empty, and caught where what remains is over-approximated. */
export class BudgetSpent extends Error {
  override readonly name = 'BudgetSpent';
}

export class Meter {
  readonly #allowance: number;
  #left: number;
  readonly #whole: Meter | null;
  readonly #price: number;

  /** `whole`: a meter that pays, too, `price` for each. */
  constructor(allowance: number, whole: Meter | null = null, price = 1) {
    this.#allowance = allowance;
    this.#left = allowance;
    this.#whole = whole;
    this.#price = price;
  }

  get isSpent(): boolean {
    return this.#left < 0;
  }

  get spent(): number {
    return this.#allowance - this.#left;
  }

  /** Throws BudgetSpent. `price`: of each to the whole, where it is another than usual. */
  spend(amount: number, price = this.#price): void {
    this.#whole?.spend(amount * price);
    this.#left -= amount;
    if (this.#left < 0) throw new BudgetSpent();
  }
}
