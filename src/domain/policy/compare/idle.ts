/** Statements that could go without any change of access, each on its own: by the same cells and diagrams as the comparison. */
import type { CompiledPolicy } from '../compile.ts';
import type { Idleness, IdleStatement } from '../lint/engine.ts';
import type { PolicyWorld } from '../world.ts';
import { accessOf, anyLayer, region, type Answering } from './access-function.ts';
import { BudgetSpent, DEFAULT_BUDGET, type Budget } from './budget.ts';
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

/** What is left to believe of a statement, cell by cell. */
interface Suspect {
  readonly effect: Element['effect'];
  readonly may: Set<Idleness>;
  /** Statements that cover or deny it alone in every cell looked at; null: no cell yet. */
  alone: ReadonlySet<number> | null;
  readonly together: Set<number>;
}

/** Statements that are proved idle. Empty when the budget does not reach. */
export function idleStatements(
  policy: CompiledPolicy,
  world: PolicyWorld,
  budget: Budget = DEFAULT_BUDGET,
): readonly IdleStatement[] {
  try {
    return prove(policy, new Model([policy], world, budget));
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    return [];
  }
}

function prove(policy: CompiledPolicy, model: Model): readonly IdleStatement[] {
  const { cells, variables } = cellsOf(policy, model);
  const suspects = new Map<number, Suspect>(
    policy.statements.map(({ index, effect }) => [
      index,
      {
        effect,
        may: new Set(effect === 'Allow' ? ['never', 'denied', 'covered'] : ['never', 'nothing-to-deny']),
        alone: null,
        together: new Set<number>(),
      },
    ]),
  );
  for (const cell of cells) {
    for (const held of cell.held) {
      const suspect = suspects.get(held.statement);
      if (suspect !== undefined && suspect.may.size > 0)
        narrow(suspect, held, cell, new Cells(variables, model.diagram));
    }
  }
  return [...suspects].flatMap(([index, { may, alone, together }]) => {
    const why = (['never', 'denied', 'covered', 'nothing-to-deny'] as const).find((each) => may.has(each));
    if (why === undefined) return [];
    const [single] = alone ?? [];
    const by = why === 'never' ? [] : single === undefined ? [...together] : [single];
    return [{ index, why, by: by.toSorted((a, b) => a - b) }];
  });
}

function cellsOf(
  policy: CompiledPolicy,
  model: Model,
): { readonly cells: readonly Cell[]; readonly variables: Variables } {
  const pending = new Map<string, Omit<Cell, 'requests'> & { readonly group: ActionGroup }>();
  const isIdentity = model.kind === 'identity';
  for (const who of model.callers.all) {
    const all = model.held(policy, who);
    const beside = model.heldBeside(who);
    const isRoot = who.caller.kind === 'root';
    const answering = { isIdentity, isRoot, isOpen: who.entry === null && !isRoot };
    for (const group of model.groups) {
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

/** Questions of one cell. */
class Cells {
  readonly #variables: Variables;
  readonly diagram: Diagram;

  constructor(variables: Variables, diagram: Diagram) {
    this.#variables = variables;
    this.diagram = diagram;
  }

  where(element: Element): Node {
    return region(element, this.#variables, this.diagram);
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
  const { may } = suspect;
  const { diagram } = cells;
  const own = diagram.and(cells.where(element), cell.requests);
  if (own === NEVER) return;
  may.delete('never');
  const others = cell.held.filter((held) => held.statement !== statement);
  if (suspect.effect === 'Deny') {
    if (!may.has('nothing-to-deny')) return;
    const effective = diagram.and(own, cells.allowed(cell));
    const denies = others.filter((held) => held.element.effect === 'Deny');
    if (!covers(suspect, effective, denies, cells)) may.delete('nothing-to-deny');
    return;
  }
  if (may.has('denied')) {
    const denies = [...others, ...cell.beside.map((beside) => ({ statement: -1, element: beside }))].filter(
      (held) => held.element.effect === 'Deny',
    );
    if (!covers(suspect, own, denies, cells)) may.delete('denied');
  }
  if (may.has('covered')) {
    const allows = others.filter(
      (held) => held.element.effect === 'Allow' && reaches(held.element, element, cell),
    );
    if (!covers(suspect, own, allows, cells)) may.delete('covered');
  }
}

/** By name is at least as much as through the account; for the root it is the same. */
const reaches = (other: Element, own: Element, { answering }: Cell): boolean =>
  other.reach === own.reach || other.reach === 'named' || answering.isRoot;

/** Whether the others cover the node; notes which do. */
function covers(
  suspect: Suspect,
  node: Node,
  others: readonly Pick<Held, 'statement' | 'element'>[],
  cells: Cells,
): boolean {
  if (node === NEVER) return true;
  const { diagram } = cells;
  let left = node;
  const alone = new Set<number>();
  for (const { statement, element } of others) {
    const where = cells.where(element);
    if (diagram.and(node, where) === NEVER) continue;
    suspect.together.add(statement);
    if (diagram.minus(node, where) === NEVER) alone.add(statement);
    left = diagram.minus(left, where);
  }
  suspect.together.delete(-1);
  suspect.alone = suspect.alone === null ? alone : suspect.alone.intersection(alone);
  return left === NEVER;
}
