/** What a comparison may cost. It counts work, not time: the same texts give the same answer on every machine. */
import { Meter } from '../meter.ts';

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

/** Work in a node of a diagram: with the look-ups around it, it takes as long as so many steps. */
const WORK_PER_NODE = 10;

export const stepsOf = ({ steps, work }: Budget): Meter => new Meter(steps, work);
/** Pairs of nodes that may be put together for one that is made, and what each costs the whole. */
const PAIRS_PER_NODE = 20;
const WORK_PER_PAIR = 2;

export const pairsOf = ({ nodes, work }: Budget): Meter =>
  new Meter(PAIRS_PER_NODE * nodes, work, WORK_PER_PAIR);
export const nodesOf = ({ nodes, work }: Budget): Meter => new Meter(nodes, work, WORK_PER_NODE);
