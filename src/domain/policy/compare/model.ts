/**
 * Policies over one world, cut into cells: one caller, one group of actions that no statement tells apart. Cells in which the same elements
 * hold have the same answer, so it is worked out once.
 */
import { isConstrained } from '../../grants/constraints.ts';
import { grantOperationOf } from '../../grants/operations.ts';
import { ACTIONS, actionIndex } from '../actions.ts';
import type { CompiledPolicy } from '../compile.ts';
import type { PolicyKind } from '../document.ts';
import { compiledIdentityPolicy } from '../read-policy.ts';
import type { PolicyWorld } from '../world.ts';
import { nodesOf, pairsOf, stepsOf, type Budget } from './budget.ts';
import { Meter } from '../meter.ts';
import { BEARER, callersOf, type Callers, type Who } from './callers.ts';
import { ALWAYS, Diagram, type Node } from './diagram.ts';
import { Elements, type Element, type Held } from './elements.ts';
import { withFewGrants } from './few-grants.ts';
import { CONTEXT_PREFIX, presence } from './presence.ts';
import { canonicalKey, type Test } from './test.ts';
import { Variables } from './variables.ts';

export interface ActionGroup {
  /** As in ACTIONS, in their order; never empty. */
  readonly actions: readonly string[];
  /** Index in ACTIONS of the first. */
  readonly first: number;
  /** Grants can allow them. */
  readonly isGrantable: boolean;
  /** It is RetireGrant, which is decided by another rule. */
  readonly isRetire: boolean;
  /** Equal for groups whose requests have the same condition keys. */
  readonly profile: string;
}

const ON_KEYS: readonly string[] = ACTIONS.filter(({ on }) => on.includes('key')).map(({ name }) => name);

/** What the comparisons of one world have in common: an editor asks for one at every keystroke, the linter for many of one text. */
interface Shared {
  readonly elements: Elements;
  readonly callers: Map<string, Callers>;
}
const shareds: Readonly<Record<PolicyKind, WeakMap<PolicyWorld, Shared>>> = {
  key: new WeakMap(),
  identity: new WeakMap(),
};
/** More than an hour of typing makes. */
const MOST_ELEMENTS = 20_000;

function sharedOf(world: PolicyWorld, kind: PolicyKind): Shared {
  const known = shareds[kind].get(world);
  if (known !== undefined && known.elements.size < MOST_ELEMENTS) return known;
  const shared = { elements: new Elements(world, kind), callers: new Map<string, Callers>() };
  shareds[kind].set(world, shared);
  return shared;
}

const MOST_LOOKS = 1_500_000;
/** Of a test that is made for one caller alone. */
const WORK_PER_TEST = 6;

export class Model {
  readonly kind: PolicyKind;
  readonly world: PolicyWorld;
  readonly callers: Callers;
  /** An identity policy of the directory cannot be read. */
  readonly isBlind: boolean;
  /** Grants, or who is of the desk, are not known. */
  readonly hides: { readonly grants: boolean; readonly principals: boolean };
  /** They are, but more differ than are told apart. */
  readonly hasManyGrants: boolean;
  readonly groups: readonly ActionGroup[];
  readonly diagram: Diagram;
  /** Looks at a caller to find words for many: hundreds of accounts are told one by one past it. */
  readonly words = new Meter(MOST_LOOKS);
  readonly #elements: Elements;
  readonly #budget: Budget;
  readonly #requests = new Map<ActionGroup, Node>();

  /** Policies of one kind, at least one. */
  constructor(policies: readonly CompiledPolicy[], all: PolicyWorld, budget: Budget) {
    const kind = policies[0]?.kind ?? 'key';
    const { world, tooMany } = withFewGrants(all);
    this.hasManyGrants = kind === 'key' && tooMany;
    this.kind = kind;
    this.world = kind === 'key' ? world : { ...world, key: null, grants: [] };
    this.#budget = budget;
    this.hides = {
      grants: kind === 'key' && world.grants === null,
      principals: kind === 'key' && world.principals === null,
    };
    const shared = sharedOf(world, kind);
    this.#elements = shared.elements;
    this.diagram = new Diagram(nodesOf(budget), pairsOf(budget));
    if (kind === 'identity') {
      this.callers = BEARER;
      this.isBlind = false;
      this.groups = groupsOf(
        policies,
        this.world,
        ACTIONS.map(({ name }) => name),
        kind,
      );
      return;
    }
    this.callers = callersOf(policies, world, budget, shared.callers);
    const texts = new Set(
      (world.principals ?? []).flatMap(({ policies: own }) => own.map(({ text }) => text)),
    );
    const identity = [...texts].flatMap((text) => compiledIdentityPolicy(text) ?? []);
    this.isBlind = identity.length < texts.size;
    this.groups = groupsOf([...policies, ...identity], world, ON_KEYS, kind);
  }

  /** Of what is done beside steps and nodes, where the budget is part of a whole. Throws BudgetSpent. */
  work(amount: number): void {
    this.#budget.work?.spend(amount);
  }

  held(policy: CompiledPolicy, who: Who): readonly Held[] {
    const before = this.#elements.made;
    const held = this.#elements.of(policy, who);
    this.work(WORK_PER_TEST * (this.#elements.made - before));
    return held;
  }

  /** What identity policies and grants say of the caller, whatever the key policy is. */
  heldBeside(who: Who): readonly Held[] {
    if (this.kind === 'identity') return [];
    const own = (who.entry?.policies ?? []).flatMap(({ text }) => {
      const policy = compiledIdentityPolicy(text);
      return policy === null ? [] : this.#elements.of(policy, who);
    });
    return [...own, ...this.#elements.ofGrants(who)];
  }

  /** Before any node is asked for: all tests that will be. Throws BudgetSpent. */
  prepare(elements: Iterable<Element>): Variables {
    const tests = new Map<string, Test>();
    for (const { tests: own } of elements) for (const test of own) tests.set(test.id, test);
    const variables = new Variables(
      [...tests.values()],
      this.diagram,
      { world: this.world, kind: this.kind },
      stepsOf(this.#budget),
      stepsOf(this.#budget),
    );
    for (const group of this.groups) this.#requests.set(group, variables.requests(firstOf(group)));
    return variables;
  }

  /** What every request of these actions fulfils; everything, where nothing was prepared. */
  requests(group: ActionGroup): Node {
    return this.#requests.get(group) ?? ALWAYS;
  }
}

const RETIRE = 'kms:RetireGrant';

const firstOf = ({ actions }: ActionGroup): string => actions[0] ?? '';

/** The elements of a group's actions, each once. */
export function inGroup(held: readonly Held[], { first }: ActionGroup): readonly Element[] {
  const out = new Set<Element>();
  for (const { actions, element } of held) if (actions[first] === 1) out.add(element);
  return [...out];
}

export const signatureOf = (elements: readonly Element[]): string =>
  elements
    .map(({ id }) => id)
    .toSorted((a, b) => a - b)
    .join();

/** Actions of keys that every statement and grant covers alike, and whose requests have the same condition keys. */
function groupsOf(
  policies: readonly CompiledPolicy[],
  world: PolicyWorld,
  actions: readonly string[],
  kind: PolicyKind,
): readonly ActionGroup[] {
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
  // Whatever the name is, the same requests have a context.
  const constrained = world.grants?.find(
    ({ contextEquals, contextSubset }) => (contextEquals ?? contextSubset) !== null,
  );
  if (constrained !== undefined) keys.add(`${CONTEXT_PREFIX}x`);
  const granted = [...new Set((world.grants ?? []).map(({ operations }) => operations.join(' ')))].map(
    (each) => each.split(' '),
  );
  const groups = new Map<string, { readonly actions: string[]; readonly profile: string }>();
  for (const action of actions) {
    const index = actionIndex(action);
    const operation = grantOperationOf(action);
    const profile = [...keys].map((each) => presence(each, action, world, kind)).join();
    const key = [
      columns.map((flags) => flags[index]).join(''),
      profile,
      granted.map((operations) => (operation !== null && operations.includes(operation) ? 1 : 0)).join(''),
      world.grants === null && operation !== null,
      granted.length > 0 && operation !== null && isConstrained(operation),
      granted.length > 0 && action === 'kms:CreateGrant',
      action === RETIRE,
    ].join(' ');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { actions: [action], profile });
    else group.actions.push(action);
  }
  return [...groups.values()].map(({ actions: own, profile }) => ({
    actions: own,
    first: actionIndex(own[0] ?? ''),
    isGrantable: grantOperationOf(own[0] ?? '') !== null,
    isRetire: own[0] === RETIRE,
    profile,
  }));
}
