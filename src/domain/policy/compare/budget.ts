/** What a comparison may cost. It counts work, not time: the same texts give the same answer on every machine. */

export interface Budget {
  /** Steps of the search for classes: letters tried times automata moved. */
  readonly steps: number;
  /** Nodes of decision diagrams. */
  readonly nodes: number;
  /** Of all that is asked of one text: when it is spent, so is every budget that has it. */
  readonly work?: Meter | undefined;
}

/** About 50 ms of a laptop's time at most, several times what a policy of 50 statements takes. */
export const DEFAULT_BUDGET: Budget = { steps: 400_000, nodes: 60_000 };

/** Thrown by a meter that is empty, and caught where what remains is over-approximated. */
export class BudgetSpent extends Error {
  override readonly name = 'BudgetSpent';
}

/** Work in a node of a diagram: with the look-ups around it, it takes as long as so many steps. */
const WORK_PER_NODE = 10;

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

export const stepsOf = ({ steps, work }: Budget): Meter => new Meter(steps, work);
/** Pairs of nodes that may be put together for one that is made, and what each costs the whole. */
const PAIRS_PER_NODE = 20;
const WORK_PER_PAIR = 2;

export const pairsOf = ({ nodes, work }: Budget): Meter =>
  new Meter(PAIRS_PER_NODE * nodes, work, WORK_PER_PAIR);
export const nodesOf = ({ nodes, work }: Budget): Meter => new Meter(nodes, work, WORK_PER_NODE);
