/** What differs between two policies, cell by cell: callers and actions with the requests that only one of the policies allows. */
import { foldCase } from '../fold-case.ts';
import type { CompiledPolicy, CompiledStatement } from '../compile.ts';
import type { PolicyWorld } from '../world.ts';
import { accessOf, NO_ACCESS, surplus, type Access } from './access-function.ts';
import type { Budget } from './budget.ts';
import { BudgetSpent } from '../meter.ts';
import type { Who } from './callers.ts';
import type { AccessLayer } from './comparison.ts';
import { ALWAYS, NEVER, type Node } from './diagram.ts';
import type { Element, Held } from './elements.ts';
import { BLIND, GRANTS, LOOSE, MANY_GRANTS, PRINCIPALS, SPENT } from './limits.ts';
import { inGroup, Model, signatureOf, type ActionGroup } from './model.ts';
import type { Variables } from './variables.ts';

/** One caller and group of actions for which something differs. */
export interface Difference {
  readonly who: Who;
  readonly group: ActionGroup;
  readonly layer: AccessLayer;
  /** Requests of the group that differ. */
  readonly node: Node;
  /** Only if an identity policy, or in the layer of grants a grant, that nobody knows allows it. */
  readonly isOpen: boolean;
  /** The budget was spent: nothing is known but that something may differ. */
  readonly isCoarse: boolean;
}

/** One caller and group of actions, with what holds on either side. Null: there is no policy, nothing is allowed. */
interface Cell {
  readonly who: Who;
  readonly group: ActionGroup;
  readonly before: readonly Element[] | null;
  readonly after: readonly Element[] | null;
}

interface Surplus {
  readonly gained: Access;
  readonly lost: Access;
}

type Direction = (typeof PAIR)[number];

/** What a cell comes to, by what is known, and under the assumption that an identity policy or a grant allows everything. */
interface Outcome {
  readonly known: Surplus | null;
  readonly open: Surplus | null;
  readonly granted: Surplus | null;
}

export interface Differences {
  readonly model: Model;
  readonly variables: Variables | null;
  readonly gained: readonly Difference[];
  readonly lost: readonly Difference[];
  readonly limits: readonly string[];
}

const PAIR = ['gained', 'lost'] as const;

/** Null: the policies say the same. `before` null: nothing was allowed. Throws BudgetSpent only where the budget is part of a whole. */
export function differencesBetween(
  before: CompiledPolicy | null,
  after: CompiledPolicy | null,
  world: PolicyWorld,
  budget: Budget,
): Differences | null {
  const policies = [before, after].filter((policy) => policy !== null);
  if (policies.length < 2 ? policies.length === 0 : sameStatements(before, after)) return null;
  const model = new Model(policies, world, budget);
  const cells = cellsOf(before, after, model);
  const limits = new Set<string>();
  const variables = cells.length === 0 ? null : prepared(cells, model, limits);
  const outcomes = new Map<string, Outcome>();
  const found: Record<Direction, Difference[]> = { gained: [], lost: [] };
  const vague = new Set<Who>();
  for (const cell of cells) {
    const key = `${signature(cell.before)} | ${signature(cell.after)} | ${model.requests(cell.group)} ${kindOf(cell, model)} ${cell.group.isGrantable}`;
    let outcome = outcomes.get(key);
    if (outcome === undefined) outcomes.set(key, (outcome = outcomeOf(cell, model, variables)));
    const isCoarse = outcome.known === null;
    if (isCoarse) limits.add(SPENT);
    for (const direction of PAIR) {
      const own = isCoarse ? coarse(cell, direction, model) : differencesOf(cell, outcome, direction);
      found[direction].push(...own);
      if (own.length > 0 && cell.who.vague) vague.add(cell.who);
    }
  }
  if (vague.size > 0 && model.callers.limit !== null) limits.add(model.callers.limit);
  if (model.isBlind && cells.length > 0) limits.add(BLIND);
  for (const limit of unseen([...found.gained, ...found.lost], model)) limits.add(limit);
  const touchesLoose = loosely(variables, model);
  if ([...found.gained, ...found.lost].some(({ node }) => touchesLoose(node))) limits.add(LOOSE);
  return { model, variables, ...found, limits: [...limits] };
}

/** What is not known and matters to a difference. */
const unseen = (found: readonly Difference[], { hides, hasManyGrants, world }: Model): readonly string[] => [
  ...(hides.grants && found.some(({ group }) => group.isGrantable)
    ? [hasManyGrants ? MANY_GRANTS : GRANTS]
    : []),
  ...(hides.principals &&
  found.some(({ who: { caller } }) => caller.accountId === world.accountId && caller.kind !== 'root')
    ? [PRINCIPALS]
    : []),
];

/** The same statements, in whatever order, however often, however spelled. */
function sameStatements(before: CompiledPolicy | null, after: CompiledPolicy | null): boolean {
  const [old, now] = [before, after].map(
    (policy) => new Set((policy?.statements ?? []).map(canonicalStatement)),
  ) as [Set<string>, Set<string>]; // two in, two out
  return old.size === now.size && old.isSubsetOf(now);
}

const canonical = new WeakMap<CompiledStatement['conditions'], string>();

/** The same text for statements that say the same, however they are spelled. */
export function canonicalStatement(statement: CompiledStatement): string {
  let text = canonical.get(statement.conditions);
  if (text === undefined) canonical.set(statement.conditions, (text = canonicalText(statement)));
  return text;
}

function canonicalText({ effect, actions, version, written }: CompiledStatement): string {
  const { principals, resources, conditions, not } = written;
  return JSON.stringify([
    effect,
    version,
    not,
    actions.join(''),
    principals
      ?.map((each) => [each.type, 'arn' in each ? each.arn : 'account' in each ? each.account : ''])
      .toSorted(),
    resources.map(({ text }) => text).toSorted(),
    conditions
      .map(({ operator, key, values }) =>
        JSON.stringify([operator, foldCase(key), values.map(({ text }) => text).toSorted()]),
      )
      .toSorted(),
  ]);
}

const signature = (elements: readonly Element[] | null): string =>
  elements === null ? 'none' : signatureOf(elements);
/** What decides besides elements. */
const kindOf = ({ who, group }: Cell, model: Model): string =>
  `${who.caller.kind === 'root' ? 'root' : who.entry === null ? 'open' : 'known'}${group.isRetire ? ` retires ${isOwn(who, model)}` : ''}`;

const isOwn = ({ caller }: Who, { world }: Model): boolean => caller.accountId === world.accountId;

/** Cells in which not the same holds on either side. Callers who have the same statements have the same cells. */
function cellsOf(before: CompiledPolicy | null, after: CompiledPolicy | null, model: Model): readonly Cell[] {
  const known = new Map<string, readonly Omit<Cell, 'who'>[]>();
  return model.callers.all.flatMap((who) => {
    const [old, now] = [before, after].map((policy) => (policy === null ? null : model.held(policy, who)));
    model.work(2 * (1 + (old?.length ?? 0) + (now?.length ?? 0)));
    const [left, right] = [heldKey(old), heldKey(now)];
    if (left === right) return [];
    const beside = model.heldBeside(who);
    const key = `${left} | ${right} | ${heldKey(beside)}`;
    let cells = known.get(key);
    if (cells === undefined) known.set(key, (cells = cellsBetween(old ?? null, now ?? null, beside, model)));
    return cells.map((cell) => ({ ...cell, who }));
  });
}

const heldKey = (held: readonly Held[] | null | undefined): string =>
  held == null ? 'none' : [...new Set(held.map(({ id }) => id))].toSorted((a, b) => a - b).join();

function cellsBetween(
  old: readonly Held[] | null,
  now: readonly Held[] | null,
  beside: readonly Held[],
  model: Model,
): readonly Omit<Cell, 'who'>[] {
  return model.groups.flatMap((group) => {
    model.work((old?.length ?? 0) + (now?.length ?? 0) + beside.length);
    const [before, after] = [old, now].map((held) => (held === null ? null : inGroup(held, group)));
    if (signature(before ?? null) === signature(after ?? null)) return [];
    const besides = inGroup(beside, group);
    const withBeside = (elements: readonly Element[] | null | undefined): readonly Element[] | null =>
      elements == null ? null : besides.length === 0 ? elements : [...new Set([...elements, ...besides])];
    return [{ group, before: withBeside(before), after: withBeside(after) }];
  });
}

function prepared(cells: readonly Cell[], model: Model, limits: Set<string>): Variables | null {
  try {
    return model.prepare(
      new Set(cells.flatMap(({ before, after }) => [...(before ?? []), ...(after ?? [])])),
    );
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    limits.add(SPENT);
    return null;
  }
}

function outcomeOf(cell: Cell, model: Model, variables: Variables | null): Outcome {
  if (variables === null) return { known: null, open: null, granted: null };
  const { diagram } = model;
  const { who, group } = cell;
  const isRoot = who.caller.kind === 'root';
  const isIdentity = model.kind === 'identity';
  const kind = { isIdentity, isRoot, isRetire: group.isRetire, isOwnAccount: isOwn(who, model) };
  const difference = (isOpen: boolean, isGranted: boolean): Surplus => {
    const [old, now] = [cell.before, cell.after].map((elements) =>
      elements === null ? NO_ACCESS : accessOf(elements, { ...kind, isOpen, isGranted }, variables, diagram),
    ) as [Access, Access]; // two in, two out
    const requests = model.requests(group);
    const within = ({ direct, delegated, grant }: Access): Access => ({
      direct: diagram.and(direct, requests),
      // What is allowed directly needs no identity policy of tomorrow.
      delegated: diagram.and(isOpen ? diagram.minus(delegated, direct) : delegated, requests),
      grant: diagram.and(isGranted ? diagram.minus(grant, direct) : grant, requests),
    });
    return { gained: within(surplus(now, old, diagram)), lost: within(surplus(old, now, diagram)) };
  };
  try {
    return {
      known: difference(false, false),
      open: who.entry === null && !isRoot && !isIdentity ? difference(true, false) : null,
      // Compared with nothing, all would be allowed: grants are then left out.
      granted: mayGrant(cell, model) ? difference(false, true) : null,
    };
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    return { known: null, open: null, granted: null };
  }
}

/** Grants that nobody knows have a say on either side. */
const mayGrant = ({ before, after, group }: Cell, { hides }: Model): boolean =>
  hides.grants && group.isGrantable && before !== null && after !== null;

const LAYERS: readonly AccessLayer[] = ['direct', 'delegated', 'grant'];

function differencesOf(
  { who, group }: Cell,
  { known, open, granted }: Outcome,
  direction: Direction,
): readonly Difference[] {
  const of = (surplus_: Surplus | null, layers: readonly AccessLayer[], isOpen: boolean): Difference[] =>
    layers.flatMap((layer) => {
      const node = surplus_?.[direction][layer] ?? NEVER;
      return node === NEVER ? [] : [{ who, group, layer, node, isOpen, isCoarse: false }];
    });
  return [...of(known, LAYERS, false), ...of(open, ['delegated'], true), ...of(granted, ['grant'], true)];
}

/**
 * Without diagrams: who has no more Allows and no fewer Denies gains nothing; everybody else who is allowed anything may. "Gain" of the
 * one direction is "loss" of the other.
 */
function coarse(cell: Cell, direction: Direction, model: Model): readonly Difference[] {
  const { who, group, before, after } = cell;
  const [more, less] = direction === 'gained' ? [after, before] : [before, after];
  const ids = (elements: readonly Element[] | null, effect: Element['effect']): ReadonlySet<number> =>
    new Set((elements ?? []).filter((element) => element.effect === effect).map(({ id }) => id));
  const allows = ids(more, 'Allow');
  if (allows.size === 0 && !group.isRetire && !mayGrant(cell, model)) return [];
  if (
    less !== null &&
    allows.isSubsetOf(ids(less, 'Allow')) &&
    ids(less, 'Deny').isSubsetOf(ids(more, 'Deny'))
  )
    return [];
  const has = (reach: Element['reach']): boolean =>
    (more ?? []).some((element) => element.reach === reach && element.effect === 'Allow');
  const layer = has('named') ? 'direct' : has('account') ? 'delegated' : 'grant';
  return [{ who, group, layer, node: ALWAYS, isOpen: false, isCoarse: true }];
}

/** Whether a node asks a variable of which nothing is known. */
function loosely(variables: Variables | null, { diagram }: Model): (node: Node) => boolean {
  const seen = new Map<Node, boolean>();
  const walk = (node: Node): boolean => {
    if (node === NEVER || node === ALWAYS) return false;
    let is = seen.get(node);
    if (is === undefined) {
      is = variables?.all[diagram.variable(node)]?.kind === 'loose' || diagram.kids(node).some(walk);
      seen.set(node, is);
    }
    return is;
  };
  return walk;
}
