/**
 * Policies over one world, cut into cells: one caller, one group of actions that no statement tells apart. Cells in which the same elements
 * hold have the same answer, so it is worked out once.
 */
import { ACTIONS, actionIndex } from '../actions.ts';
import { compilePolicy, type CompiledPolicy } from '../compile.ts';
import { parsePolicy } from '../parse.ts';
import type { PolicyWorld } from '../world.ts';
import { Meter, type Budget } from './budget.ts';
import { callersOf, type Callers, type Who } from './callers.ts';
import { ALWAYS, Diagram, type Node } from './diagram.ts';
import { Elements, type Element, type Held } from './elements.ts';
import { presence } from './presence.ts';
import { canonicalKey, type Test } from './test.ts';
import { Variables } from './variables.ts';

export interface ActionGroup {
  /** As in ACTIONS, in their order; never empty. */
  readonly actions: readonly string[];
  /** Index in ACTIONS of the first. */
  readonly first: number;
}

/** What an identity policy says; compiled once per text. */
const compiled = new Map<string, CompiledPolicy | null>();
const MOST_COMPILED = 500;

export function compiledIdentityPolicy(text: string): CompiledPolicy | null {
  let policy = compiled.get(text);
  if (policy === undefined) {
    const parsed = parsePolicy(text, 'identity');
    policy = parsed.ok ? compilePolicy(parsed.document, 'identity') : null;
    if (compiled.size >= MOST_COMPILED) compiled.clear();
    compiled.set(text, policy);
  }
  return policy;
}

const ON_KEYS: readonly string[] = ACTIONS.filter(({ on }) => on.includes('key')).map(({ name }) => name);
const ACTION_NAMES: readonly string[] = ACTIONS.map(({ name }) => name);

export class Model {
  readonly world: PolicyWorld;
  readonly callers: Callers;
  readonly groups: readonly ActionGroup[];
  readonly diagram: Diagram;
  readonly #elements: Elements;
  readonly #budget: Budget;
  readonly #requests = new Map<ActionGroup, Node>();

  constructor(policies: readonly CompiledPolicy[], world: PolicyWorld, budget: Budget) {
    this.world = world;
    this.#budget = budget;
    this.#elements = new Elements(world);
    this.callers = callersOf(policies, world, () => new Meter(budget.steps));
    this.diagram = new Diagram(new Meter(budget.nodes));
    const texts = new Set(
      (world.principals ?? []).flatMap(({ policies: own }) => own.map(({ text }) => text)),
    );
    const identity = [...texts].flatMap((text) => compiledIdentityPolicy(text) ?? []);
    this.groups = groupsOf([...policies, ...identity], world);
  }

  held(policy: CompiledPolicy, who: Who): readonly Held[] {
    return this.#elements.of(policy, who);
  }

  /** What identity policies and grants say of the caller, whatever the key policy is. */
  heldBeside(who: Who): readonly Held[] {
    const own = (who.entry?.policies ?? []).flatMap(({ text }) => {
      const policy = compiledIdentityPolicy(text);
      return policy === null ? [] : this.#elements.of(policy, who);
    });
    return [...own, ...this.#elements.ofGrants(who, ACTION_NAMES)];
  }

  /** Before any node is asked for: all tests that will be. Throws BudgetSpent. */
  prepare(elements: Iterable<Element>): Variables {
    const tests = new Map<string, Test>();
    for (const { tests: own } of elements) for (const test of own) tests.set(test.id, test);
    const variables = new Variables(
      [...tests.values()],
      this.diagram,
      this.world,
      new Meter(this.#budget.steps),
    );
    for (const group of this.groups) this.#requests.set(group, variables.requests(operationOf(group)));
    return variables;
  }

  /** What every request of these actions fulfils; everything, where nothing was prepared. */
  requests(group: ActionGroup): Node {
    return this.#requests.get(group) ?? ALWAYS;
  }
}

const operationOf = ({ actions }: ActionGroup): string => (actions[0] ?? '').slice('kms:'.length);

/** The elements of a group's actions, each once. */
export const inGroup = (held: readonly Held[], { first }: ActionGroup): readonly Element[] => [
  ...new Set(held.flatMap(({ actions, element }) => (actions[first] === 1 ? [element] : []))),
];

export const signatureOf = (elements: readonly Element[]): string =>
  elements
    .map(({ id }) => id)
    .toSorted((a, b) => a - b)
    .join();

/** Actions of keys that every statement and grant covers alike, and whose requests have the same condition keys. */
function groupsOf(policies: readonly CompiledPolicy[], world: PolicyWorld): readonly ActionGroup[] {
  const columns = policies.flatMap(({ statements }) => statements.map(({ actions }) => actions));
  const keys = new Set(
    policies.flatMap(({ statements }) =>
      statements.flatMap(({ conditions, written }) =>
        conditions.flatMap(({ folded }, i) => [
          canonicalKey(folded),
          ...(written.conditions[i]?.values ?? []).flatMap(({ text }) =>
            [...text.matchAll(/\$\{\s*([^},\s]+)/g)].map(([, name = '']) => canonicalKey(name)),
          ),
        ]),
      ),
    ),
  );
  for (const grant of world.grants ?? [])
    for (const [name] of [...(grant.contextEquals ?? []), ...(grant.contextSubset ?? [])])
      keys.add(`kms:encryptioncontext:${name.toLowerCase()}`);
  const groups = new Map<string, string[]>();
  for (const action of ON_KEYS) {
    const index = actionIndex(action);
    const operation = action.slice('kms:'.length);
    const key = [
      columns.map((actions) => actions[index]).join(''),
      [...keys].map((each) => presence(each, operation, world)).join(),
      (world.grants ?? []).map(({ operations }) => (operations.includes(operation) ? 1 : 0)).join(''),
      operation === 'DescribeKey' || operation === 'RetireGrant',
    ].join(' ');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [action]);
    else group.push(action);
  }
  return [...groups.values()].map((actions) => ({ actions, first: actionIndex(actions[0] ?? '') }));
}
