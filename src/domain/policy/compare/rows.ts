/** Differences as rows that a person reads: who, which actions, under which conditions, each with a request that shows it. */
import { ACTIONS } from '../actions.ts';
import type { ConditionValue } from '../operators.ts';
import type { Witness } from '../witness.ts';
import type { PolicyWorld } from '../world.ts';
import { BudgetSpent } from '../meter.ts';
import { callerClasses } from './caller-words.ts';
import type { Who } from './callers.ts';
import { clausesOf } from './clause-words.ts';
import type { AccessChange, AccessLayer, CallerClass, WhenClause } from './comparison.ts';
import { followsFromArn } from './known.ts';
import { cubesOf, nodeOf, type Cube } from './cubes.ts';
import type { Difference } from './differences.ts';
import { NEVER, type Diagram, type Node } from './diagram.ts';
import type { ActionGroup, Model } from './model.ts';
import { ABSENT, type Variables } from './variables.ts';

/** A difference, or the part of it that a cube holds. */
interface Part {
  readonly difference: Difference;
  readonly cube: Cube | null;
}

interface Row {
  readonly layer: AccessLayer;
  readonly when: readonly WhenClause[];
  readonly parts: Part[];
}

interface Clauses {
  readonly cube: Cube | null;
  readonly when: readonly WhenClause[];
}

/** Whether a witness shows the difference: decided by `decide` on both sides. */
export type Shows = (witness: Witness) => boolean;

export function rowsOf(
  differences: readonly Difference[],
  model: Model,
  variables: Variables | null,
  shows: Shows,
): readonly AccessChange[] {
  const rows = new Map<string, Row>();
  const cubes = new Map<string, readonly Clauses[]>();
  for (const difference of differences) {
    const domain = model.requests(difference.group);
    const known = `${difference.node} ${domain} ${difference.isCoarse}`;
    let parts = cubes.get(known);
    if (parts === undefined)
      cubes.set(known, (parts = partsOf(difference, domain, model.diagram, variables)));
    for (const { cube, when } of parts) {
      const key = `${difference.layer} ${JSON.stringify(when)}`;
      const row = rows.get(key) ?? { layer: difference.layer, when, parts: [] };
      row.parts.push({ difference, cube });
      rows.set(key, row);
    }
  }
  return [...rows.values()].flatMap((row) => changesOf(row, model, variables, shows));
}

const BUDGET: WhenClause = { key: '', words: 'perhaps: the policy is too complex to tell when' };
const MORE: WhenClause = { key: '', words: 'under further conditions, too many to list' };

/** Where the budget does not reach for clauses, the row is there without them. */
function partsOf(
  difference: Difference,
  domain: Node,
  diagram: Diagram,
  variables: Variables | null,
): readonly Clauses[] {
  try {
    return exactParts(difference, domain, diagram, variables);
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    return [{ cube: null, when: [MORE] }];
  }
}

function exactParts(
  { node, isCoarse }: Difference,
  domain: Node,
  diagram: Diagram,
  variables: Variables | null,
): readonly Clauses[] {
  if (isCoarse || variables === null) return [{ cube: null, when: isCoarse ? [BUDGET] : [] }];
  const plain = diagram.minus(node, severalGiven(variables, diagram));
  const pointsOf = (index: number): number => {
    const variable = variables.all[index];
    return variable?.kind === 'key' ? variable.of.points : 2;
  };
  const possibleAt = (index: number): readonly boolean[] => diagram.possible(domain, index, pointsOf(index));
  const { cubes, rest } = cubesOf(plain === NEVER ? node : plain, domain, diagram, pointsOf);
  const parts = cubes.map((cube) => ({ cube, when: clausesOf(cube, variables.all, possibleAt) }));
  return rest === NEVER ? parts : [...parts, { cube: null, when: [MORE] }];
}

/**
 * Where the caller gives several values by names that differ in case only. A difference that is there besides is told without them: they
 * are a detail of it.
 */
function severalGiven(variables: Variables, diagram: Diagram): Node {
  return diagram.any(
    variables.all.flatMap((variable) =>
      variable.kind === 'key' && variable.of.several !== null && variable.of.points > 2
        ? [variables.point(variable.of, variable.of.several)]
        : [],
    ),
  );
}

interface Block {
  readonly whos: readonly Who[];
  readonly groups: readonly ActionGroup[];
}

type Cells = ReadonlyMap<Who, ReadonlyMap<ActionGroup, Part>>;

/** Callers and actions as few rows: callers with the same actions together, or actions with the same callers, as it is shorter. */
function changesOf(
  { layer, when, parts }: Row,
  model: Model,
  variables: Variables | null,
  shows: Shows,
): readonly AccessChange[] {
  const byWho = new Map<Who, Map<ActionGroup, Part>>();
  const byGroup = new Map<ActionGroup, Set<Who>>();
  for (const part of parts) {
    const { who, group } = part.difference;
    byWho.set(who, (byWho.get(who) ?? new Map<ActionGroup, Part>()).set(group, part));
    byGroup.set(group, (byGroup.get(group) ?? new Set()).add(who));
  }
  const number = new Map(model.callers.all.map((who, index) => [who, index]));
  const callers = blocks(byWho, ({ first }) => first).map(([whos, groups]) => ({ whos, groups }));
  const actions = blocks(byGroup, (who) => number.get(who) ?? -1).map(([groups, whos]) => ({ whos, groups }));
  const [some, others] = [callers, actions].map((list) =>
    list.map((block) => ({ block, who: classesOf(block, byWho, model) })),
  ) as [Told[], Told[]]; // two in, two out
  return (length(others) <= length(some) ? others : some).map(({ block, who }) => {
    const named = new Set(block.groups.flatMap((group) => group.actions));
    return {
      layer,
      who,
      actions: ACTIONS.filter(({ name }) => named.has(name)).map(({ name }) => name),
      when,
      witness: witnessOf(block, byWho, model, variables, shows),
    };
  });
}

interface Told {
  readonly block: Block;
  readonly who: readonly CallerClass[];
}

const length = (told: readonly Told[]): number => told.reduce((sum, { who }) => sum + 1 + who.length, 0);

/** Keys with the same members together. */
function blocks<Key, Member>(
  map: ReadonlyMap<Key, ReadonlySet<Member> | ReadonlyMap<Member, unknown>>,
  numberOf: (member: Member) => number,
): readonly (readonly [readonly Key[], readonly Member[]])[] {
  const out = new Map<string, { readonly keys: Key[]; readonly members: readonly Member[] }>();
  for (const [key, own] of map) {
    const members = [...own.keys()].toSorted((a, b) => numberOf(a) - numberOf(b));
    const name = members.map(numberOf).join();
    const block = out.get(name);
    if (block === undefined) out.set(name, { keys: [key], members });
    else block.keys.push(key);
  }
  return [...out.values()].map(({ keys, members }) => [keys, members]);
}

const BEARER_CLASS: CallerClass = { words: 'whoever it is attached to', arn: null, existing: [], open: true };

function classesOf({ whos }: Block, cells: Cells, model: Model): readonly CallerClass[] {
  if (model.kind === 'identity') return [BEARER_CLASS];
  const own = new Set(whos.filter((who) => !isOpen(who, cells)));
  const others = new Set(whos.filter((who) => !own.has(who)));
  return [
    ...callerClasses(own, model.callers, model.world, null, model.words),
    ...callerClasses(
      others,
      model.callers,
      model.world,
      isGrant(others, cells) ? 'grant' : 'policy',
      model.words,
    ),
  ];
}

const isGrant = (whos: ReadonlySet<Who>, cells: Cells): boolean =>
  [...whos].some((who) =>
    [...(cells.get(who)?.values() ?? [])].some(({ difference }) => difference.layer === 'grant'),
  );

const isOpen = (who: Who, cells: Cells): boolean =>
  [...(cells.get(who)?.values() ?? [])].some(({ difference }) => difference.isOpen);

/** How many are tried until one is found that `decide` confirms. */
const TRIES = 12;

function witnessOf(
  { whos, groups }: Block,
  cells: Cells,
  model: Model,
  variables: Variables | null,
  shows: Shows,
): Witness | null {
  let tries = 0;
  for (const who of [...whos].toSorted((a, b) => Number(a.entry === null) - Number(b.entry === null))) {
    for (const group of groups) {
      const part = cells.get(who)?.get(group);
      if (part === undefined || part.difference.isOpen || part.difference.isCoarse) continue;
      if (tries++ >= TRIES) return null;
      const values = valuesOf(part, model.diagram, variables, model.world);
      if (values === null) continue;
      const { arn, sessionArn } = who.caller;
      // Of a caller who stands for more, the ARN is among the values.
      const asked = who.vague ? values.find(([key]) => key === 'aws:principalarn')?.[1] : undefined;
      const witness: Witness = {
        principal: typeof asked === 'string' ? asked : arn,
        ...(sessionArn === undefined ? {} : { session: sessionArn }),
        action: group.actions[0] ?? '',
        values: who.vague ? values.filter(([key]) => !followsFromArn(key)) : values,
      };
      if (shows(witness)) return witness;
    }
  }
  return null;
}

/** The cheapest values that differ: few keys, short texts. */
function valuesOf(
  { difference, cube }: Part,
  diagram: Diagram,
  variables: Variables | null,
  world: PolicyWorld,
): Witness['values'] | null {
  if (variables === null) return [];
  const inside = cube === null ? difference.node : within(difference.node, cube, diagram);
  const points = diagram.cheapest(inside, (index, point) => {
    const variable = variables.all[index];
    if (variable?.kind !== 'key') return point;
    if (point === ABSENT) return 0;
    return point === variable.of.several ? 3 : 1 + (variable.of.classes[point - 1]?.value.length ?? 0) / 1000;
  });
  if (points === null) return null;
  const out: [string, string | readonly string[]][] = [];
  for (const [index, point] of points) {
    const variable = variables.all[index];
    if (variable?.kind !== 'key' || point === ABSENT) continue;
    const { key, classes, several } = variable.of;
    const value: ConditionValue =
      point === several
        ? classes.flatMap(({ value: each }, i) => (points.get(index + 1 + i) === 1 ? [each] : []))
        : classes[point - 1]?.value;
    if (value === undefined) continue;
    if (key === 'aws:currenttime' && value === new Date(world.now).toISOString()) continue;
    out.push([key, value]);
  }
  return out.toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** The part of the node in the cube; the node itself, where the budget does not reach. */
function within(node: Node, cube: Cube, diagram: Diagram): Node {
  try {
    return diagram.and(node, nodeOf(cube, diagram));
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    return node;
  }
}
