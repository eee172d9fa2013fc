/** Statements that could go without any change of access, each on its own: by the same cells and diagrams as the comparison. */
import type { CompiledPolicy } from '../compile.ts';
import type { Idleness, IdleStatement } from '../lint/engine.ts';
import type { PolicyWorld } from '../world.ts';
import { accessOf, anyLayer, region, type Answering } from './access-function.ts';
import { DEFAULT_BUDGET, type Budget } from './budget.ts';
import { BudgetSpent } from '../meter.ts';
import { NEVER, type Diagram, type Node } from './diagram.ts';
import type { Element, Held } from './elements.ts';
import { Model, type ActionGroup } from './model.ts';
import type { Variables } from './variables.ts';

/** What one caller and group of actions has of the policy, by statement. */
interface Cell {
  readonly held: readonly Held[];
  readonly beside: readonly Element[];
  readonly answering: Answering;
  readonly requests: Node;
}

/** Statements that cover or deny another, as far as it was looked at. */
interface Others {
  /** By themselves; null: nothing was looked at yet. */
  alone: ReadonlySet<number> | null;
  readonly together: Set<number>;
}

/** What can still be believed of a statement, cell by cell. */
type Suspect = Map<Idleness, Others>;

/**
 * Statements that are proved idle. An Allow is not idle because identity policies or grants give the same today: it says more than they
 * do. Null when the budget does not reach.
 */
export function idleStatements(
  policy: CompiledPolicy,
  world: PolicyWorld,
  budget: Budget = DEFAULT_BUDGET,
): readonly IdleStatement[] | null {
  try {
    const model = new Model([policy], world, budget);
    return model.isBlind ? [] : prove(policy, model);
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    return null;
  }
}

function prove(policy: CompiledPolicy, model: Model): readonly IdleStatement[] {
  const { cells, variables } = cellsOf(policy, model);
  const suspects = new Map<number, Suspect>(
    policy.statements.map(({ index, effect }) => [
      index,
      new Map(REASONS[effect].map((why) => [why, { alone: null, together: new Set<number>() }] as const)),
    ]),
  );
  // Where few statements meet least is to be done, and most of what is believed ends there.
  const questions = new Cells(variables, model);
  for (const cell of cells.toSorted((a, b) => a.held.length - b.held.length)) {
    for (const held of cell.held) {
      const suspect = suspects.get(held.statement);
      if (suspect !== undefined && suspect.size > 0) narrow(suspect, held, cell, questions);
    }
  }
  return [...suspects].flatMap(([index, suspect]) => {
    const [reason] = suspect; // in the order of REASONS
    if (reason === undefined) return [];
    const [why, { alone, together }] = reason;
    if (why === 'denied' && alone === null) return []; // it allows nothing but RetireGrant
    const [single] = alone ?? [];
    const by = single === undefined ? [...together].toSorted((a, b) => a - b) : [single];
    return [{ index, why, by }];
  });
}

/** The plainest first. */
const REASONS: Readonly<Record<Element['effect'], readonly Idleness[]>> = {
  Allow: ['never', 'denied', 'covered'],
  Deny: ['never', 'nothing-to-deny'],
};

function cellsOf(
  policy: CompiledPolicy,
  model: Model,
): { readonly cells: readonly Cell[]; readonly variables: Variables } {
  const pending = new Map<string, Omit<Cell, 'requests'> & { readonly group: ActionGroup }>();
  const isIdentity = model.kind === 'identity';
  // Callers of whom the same is said have the same cells.
  const seen = new Set<string>();
  for (const who of model.callers.all) {
    const all = model.held(policy, who);
    const beside = model.heldBeside(who);
    model.work((all.length + beside.length + 1) * (1 + (model.groups.length >> 1)));
    const isRoot = who.caller.kind === 'root';
    const isOpen = who.entry === null && !isRoot;
    const isOwnAccount = who.caller.accountId === model.world.accountId;
    const said = [...all, ...beside].map(({ statement, id }) => `${statement}:${id}`).join();
    const kind = `${isRoot ? 'root' : isOpen ? 'open' : 'known'} ${isOwnAccount} ${said}`;
    if (seen.has(kind)) continue;
    seen.add(kind);
    for (const group of model.groups) {
      const isGranted = model.hides.grants && group.isGrantable;
      const answering = { isIdentity, isRoot, isOpen, isGranted, isRetire: group.isRetire, isOwnAccount };
      const held = all.filter(({ actions }) => actions[group.first] === 1);
      if (held.length === 0) continue;
      const besides = beside
        .filter(({ actions }) => actions[group.first] === 1)
        .map(({ element }) => element);
      const key = [
        held.map(({ statement, element }) => `${statement}:${element.id}`).join(),
        besides.map(({ id }) => id).join(),
        answering.isRoot,
        answering.isOpen,
        answering.isGranted,
        group.isRetire,
        isOwnAccount,
        group.profile,
      ].join(' ');
      if (!pending.has(key)) pending.set(key, { held, beside: besides, answering, group });
    }
  }
  const variables = model.prepare(
    new Set(
      [...pending.values()].flatMap(({ held, beside }) => [...held.map(({ element }) => element), ...beside]),
    ),
  );
  const cells = [...pending.values()].map((cell) => ({ ...cell, requests: model.requests(cell.group) }));
  return { cells, variables };
}

/** Questions of cells. */
class Cells {
  readonly #variables: Variables;
  readonly #where = new Map<Element, Node>();
  readonly #model: Model;
  readonly diagram: Diagram;

  constructor(variables: Variables, model: Model) {
    this.#variables = variables;
    this.#model = model;
    this.diagram = model.diagram;
  }

  /** Of looking at so many statements. */
  work(statements: number): void {
    this.#model.work(statements);
  }

  where(element: Element): Node {
    let node = this.#where.get(element);
    if (node === undefined) this.#where.set(element, (node = region(element, this.#variables, this.diagram)));
    return node;
  }

  undenied(node: Node, denies: readonly Pick<Held, 'element'>[]): Node {
    return this.diagram.minus(node, this.diagram.any(denies.map(({ element }) => this.where(element))));
  }

  /** Where something allows, before Denies. */
  allowed({ held, beside, answering }: Cell): Node {
    const allows = [...held.map(({ element }) => element), ...beside].filter(
      ({ effect }) => effect === 'Allow',
    );
    return anyLayer(accessOf(allows, answering, this.#variables, this.diagram), this.diagram);
  }
}

/** Strikes what the cell disproves. */
function narrow(suspect: Suspect, { statement, element }: Held, cell: Cell, cells: Cells): void {
  const { diagram } = cells;
  cells.work(cell.held.length + cell.beside.length);
  const own = diagram.and(cells.where(element), cell.requests);
  if (own === NEVER) return;
  suspect.delete('never');
  // What a key policy allows of it means nothing, so nothing need cover it.
  if (cell.answering.isRetire && element.effect === 'Allow' && element.reach !== 'attached') return;
  const others = cell.held.filter((held) => held.statement !== statement);
  const denies = [...others, ...cell.beside.map((beside) => ({ statement: -1, element: beside }))].filter(
    (held) => held.element.effect === 'Deny',
  );
  const allows = others.filter(
    (held) => held.element.effect === 'Allow' && reaches(held.element, element, cell),
  );
  for (const [why, noted] of suspect) {
    const holds =
      why === 'nothing-to-deny'
        ? covers(noted, diagram.and(own, cells.allowed(cell)), denies, cells)
        : why === 'denied'
          ? covers(noted, own, denies, cells)
          : covers(noted, cells.undenied(own, denies), allows, cells);
    if (!holds) suspect.delete(why);
  }
}

/** By name is at least as much as through the account; for the root it is the same. */
const reaches = (other: Element, own: Element, { answering }: Cell): boolean =>
  other.reach === own.reach || other.reach === 'named' || answering.isRoot;

/** Whether the others cover the node; notes which do. */
function covers(
  noted: Others,
  node: Node,
  others: readonly Pick<Held, 'statement' | 'element'>[],
  cells: Cells,
): boolean {
  if (node === NEVER) return true;
  const { diagram } = cells;
  let left = node;
  const alone = new Set<number>();
  cells.work(4 * others.length);
  for (const { statement, element } of others) {
    const where = cells.where(element);
    if (diagram.and(node, where) === NEVER) continue;
    noted.together.add(statement);
    if (diagram.minus(node, where) === NEVER) alone.add(statement);
    left = diagram.minus(left, where);
  }
  noted.together.delete(-1);
  noted.alone = noted.alone === null ? alone : noted.alone.intersection(alone);
  return left === NEVER;
}
