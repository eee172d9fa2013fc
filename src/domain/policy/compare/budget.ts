/** What a comparison may cost. It counts work, not time: the same texts give the same answer on every machine. */

export interface Budget {
  /** Steps of the search for classes: letters tried times automata moved. */
  readonly steps: number;
  /** Nodes of decision diagrams. */
  readonly nodes: number;
}

/** About 50 ms of a laptop's time at most, several times what a policy of 50 statements takes. */
export const DEFAULT_BUDGET: Budget = { steps: 400_000, nodes: 60_000 };

/** Thrown by a meter that is empty, and caught where what remains is over-approximated. */
export class BudgetSpent extends Error {
  override readonly name = 'BudgetSpent';
}

export class Meter {
  #left: number;

  constructor(allowance: number) {
    this.#left = allowance;
  }

  spend(amount: number): void {
    this.#left -= amount;
    if (this.#left < 0) throw new BudgetSpent();
  }
}
