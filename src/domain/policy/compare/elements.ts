/** What a statement comes to for one caller on this key: an effect, how it reaches the caller, and the tests that are left open. */
import { foldCase } from '../fold-case.ts';
import { isConstrained } from '../../grants/constraints.ts';
import { grantOperationOf } from '../../grants/operations.ts';
import { ACTIONS } from '../actions.ts';
import type { CompiledPolicy, CompiledStatement } from '../compile.ts';
import { reachOf, type Reach } from '../evaluate.ts';
import type { PolicyKind } from '../document.ts';
import type { GrantFacts, PolicyWorld } from '../world.ts';
import type { Who } from './callers.ts';
import { isOfPrincipal, knownOfWorld } from './known.ts';
import { CONTEXT_PREFIX } from './presence.ts';
import {
  childTest,
  namesTest,
  operationsTest,
  pairTest,
  resourceOf,
  resourceTest,
  spellingsTest,
  testOf,
  type Known,
  type Test,
} from './test.ts';

export interface Element {
  /** Small, and equal for elements that are the same but for the actions. */
  readonly id: number;
  readonly effect: 'Allow' | 'Deny';
  readonly reach: Reach | 'grant';
  readonly tests: readonly Test[];
}

export interface Held {
  /** Index of the statement; -1 of a grant. */
  readonly statement: number;
  readonly element: Element;
  /** Small, and equal where element and actions are. */
  readonly id: number;
  /** 1 at the index of every action in ACTIONS. */
  readonly actions: Uint8Array;
}

/** Stands for the key where none is yet: no policy names it. */
const NEW_KEY = '00000000-0000-0000-0000-000000000000';
export const keyArnOf = ({ key, region, accountId }: PolicyWorld): string =>
  key?.arn ?? `arn:aws:kms:${region}:${accountId}:key/${NEW_KEY}`;

/** Tests of a statement that are the same for every caller, and the conditions that are not. */
interface Prepared {
  readonly fixed: readonly Test[] | null;
  readonly byCaller: readonly number[];
}

/** More statements and grants than a world can have. */
const MOST_FLAGS = 0x100000;

/** Statements by the ARNs that they name, and those that speak of others. */
interface Index {
  readonly named: ReadonlyMap<string, readonly CompiledStatement[]>;
  readonly others: readonly CompiledStatement[];
}

type Conditions = CompiledStatement['conditions'];

export class Elements {
  readonly #indexes = new WeakMap<CompiledPolicy, Index>();
  readonly #ofPolicy = new WeakMap<CompiledPolicy, Map<Who, readonly Held[]>>();
  readonly #grants: ReadonlyMap<string, readonly GrantFacts[]>;
  readonly #retiring: ReadonlySet<string>;
  /** Flags of the actions that grants of these operations allow, by kind. */
  readonly #operations = new Map<string, Uint8Array>();
  readonly #ofWorld: Known;
  readonly #resource: string | null;
  /** Rows of action flags by number: the same row of another policy has the same. */
  readonly #flags = new WeakMap<Uint8Array, number>();
  readonly #flagTexts = new Map<string, number>();
  readonly #interned = new Map<string, Element>();
  /** Both by what statements that say the same share. */
  readonly #prepared = new WeakMap<Conditions, Prepared>();
  /** Elements of a statement that does not look at the caller beyond its reach. */
  readonly #plain = new WeakMap<Conditions, Map<Reach, Element | null>>();

  /** Of an identity policy: whatever the resource is, it is a variable as condition keys are. */
  constructor(world: PolicyWorld, kind: PolicyKind) {
    this.#ofWorld = knownOfWorld(kind === 'key' ? world : { ...world, key: null }, kind);
    this.#resource = kind === 'key' ? keyArnOf(world) : null;
    this.#grants = Map.groupBy(world.grants ?? [], ({ grantee }) => grantee);
    this.#retiring = new Set((world.grants ?? []).flatMap(({ retiring }) => retiring ?? []));
  }

  /** Tests that were made for one caller alone, by now. */
  made = 0;

  /** How many there are by now. */
  get size(): number {
    return this.#interned.size;
  }

  of(policy: CompiledPolicy, who: Who): readonly Held[] {
    let known = this.#ofPolicy.get(policy);
    if (known === undefined) this.#ofPolicy.set(policy, (known = new Map()));
    let held = known.get(who);
    if (held === undefined) known.set(who, (held = this.#hold(policy, who)));
    return held;
  }

  #hold(policy: CompiledPolicy, who: Who): readonly Held[] {
    const out: Held[] = [];
    const { named, others } = this.#index(policy);
    const { arn, sessionArn } = who.caller;
    const own = [
      ...(named.get(arn) ?? []),
      ...((sessionArn === undefined ? null : named.get(sessionArn)) ?? []),
    ];
    for (const statement of own.length === 0 ? others : new Set([...own, ...others])) {
      const reach = reachOf(statement, who.caller);
      const element = reach === null ? null : this.#element(statement, reach, who);
      if (element !== null) out.push(this.#held(statement.index, element, statement.actions));
    }
    return out;
  }

  /** Most statements name principals, and most callers are named by few. */
  #index(policy: CompiledPolicy): Index {
    let index = this.#indexes.get(policy);
    if (index !== undefined) return index;
    const named = new Map<string, CompiledStatement[]>();
    const others: CompiledStatement[] = [];
    for (const statement of policy.statements) {
      const { principals } = statement;
      if (principals === null || principals.anyone || principals.inverted || principals.accounts.size > 0)
        others.push(statement);
      else for (const arn of principals.arns) named.set(arn, [...(named.get(arn) ?? []), statement]);
    }
    this.#indexes.set(policy, (index = { named, others }));
    return index;
  }

  #held(statement: number, element: Element, actions: Uint8Array): Held {
    let flags = this.#flags.get(actions);
    if (flags === undefined) {
      const text = actions.join('');
      flags = this.#flagTexts.get(text) ?? this.#flagTexts.size;
      this.#flagTexts.set(text, flags);
      this.#flags.set(actions, flags);
    }
    return { statement, element, actions, id: element.id * MOST_FLAGS + flags };
  }

  #element(statement: CompiledStatement, reach: Reach, who: Who): Element | null {
    const prepared = this.#prepare(statement);
    if (prepared.fixed === null) return null;
    let plain = this.#plain.get(statement.conditions);
    const known = plain?.get(reach);
    if (known !== undefined) return known;
    const isPlain = prepared.byCaller.length === 0 && !hasVariables(statement);
    const element = this.#make(statement, reach, who, prepared.fixed, prepared.byCaller);
    if (isPlain) {
      if (plain === undefined) this.#plain.set(statement.conditions, (plain = new Map()));
      plain.set(reach, element);
    }
    return element;
  }

  #make(
    statement: CompiledStatement,
    reach: Reach,
    who: Who,
    fixed: readonly Test[],
    byCaller: readonly number[],
  ): Element | null {
    const known: Known = (key) => this.#ofWorld(key) ?? who.known(key);
    const tests = [...fixed];
    const resource =
      this.#resource === null ? resourceTest(statement) : resourceOf(statement, this.#resource, known);
    if (resource === false) return null;
    if (resource !== true) tests.push(resource);
    this.made += byCaller.length;
    for (const index of byCaller) {
      const test = testOf(statement, index, known);
      if (test === false) return null;
      if (test !== true) tests.push(test);
    }
    return this.intern(statement.effect, reach, tests);
  }

  #prepare(statement: CompiledStatement): Prepared {
    let prepared = this.#prepared.get(statement.conditions);
    if (prepared !== undefined) return prepared;
    const fixed: Test[] = [];
    const byCaller: number[] = [];
    let never = false;
    for (const [index, condition] of statement.conditions.entries()) {
      const test = testOf(statement, index, this.#ofWorld);
      if (test === false) never = true;
      else if (test !== true) {
        if (condition.open || isOfPrincipal(test.key)) byCaller.push(index);
        else fixed.push(test);
      }
    }
    prepared = { fixed: never ? null : fixed, byCaller };
    this.#prepared.set(statement.conditions, prepared);
    return prepared;
  }

  intern(effect: Element['effect'], reach: Element['reach'], tests: readonly Test[]): Element {
    const unique = [...new Map(tests.map((test) => [test.id, test])).values()];
    const key = `${effect} ${reach} ${unique
      .map(({ id }) => id)
      .toSorted()
      .join('\n')}`;
    let element = this.#interned.get(key);
    if (element === undefined)
      this.#interned.set(key, (element = { id: this.#interned.size, effect, reach, tests: unique }));
    return element;
  }

  /** What the grants of the key allow a caller. */
  ofGrants({ caller }: Who): readonly Held[] {
    const ids = [caller.arn, ...(caller.sessionArn === undefined ? [] : [caller.sessionArn])];
    const own = ids.flatMap((id) => this.#grants.get(id) ?? []);
    const out = new Map<number, Held>();
    const add = (held: Held): unknown => out.set(held.id, held);
    const isMany = own.length > MOST_TOLD;
    for (const grant of own) {
      const { operations } = grant;
      const allows = (tests: readonly Test[], kind: Kind): unknown =>
        add(this.#held(-1, this.intern('Allow', 'grant', tests), this.#flagsOf(operations, kind)));
      if (operations.some((operation) => kindOf(operation) === 'constrained'))
        allows(isMany && isBound(grant) ? MANY : constraints(grant), 'constrained');
      if (operations.some((operation) => kindOf(operation) === 'free')) allows([], 'free');
      if (operations.includes('CreateGrant'))
        allows(
          isMany && isBound(grant) ? [operationsTest(operations), ...MANY] : passingOn(grant),
          'CreateGrant',
        );
    }
    if (ids.some((id) => this.#retiring.has(id)))
      add(this.#held(-1, this.intern('Allow', 'grant', []), this.#flagsOf(['RetireGrant'], 'free')));
    return [...out.values()];
  }

  #flagsOf(operations: readonly string[], kind: Kind): Uint8Array {
    const key = `${kind} ${operations.join(' ')}`;
    let flags = this.#operations.get(key);
    if (flags === undefined) {
      flags = Uint8Array.from(ACTIONS, ({ name }) => {
        const operation = grantOperationOf(name);
        return operation !== null && operations.includes(operation) && kindOf(operation) === kind ? 1 : 0;
      });
      this.#operations.set(key, flags);
    }
    return flags;
  }
}

/** How far a grant allows an operation: where its constraints hold, whatever they are, or what it may pass on. */
type Kind = 'constrained' | 'free' | 'CreateGrant';
const kindOf = (operation: string): Kind =>
  isConstrained(operation) ? 'constrained' : operation === 'CreateGrant' ? operation : 'free';

/** Of CreateGrant: all operations of the child are the parent's, and its constraints are as strict, which the request's values do not tell. */
function passingOn(grant: GrantFacts): readonly Test[] {
  return [operationsTest(grant.operations), ...(isBound(grant) ? [childTest(grant)] : [])];
}

/** Grants of one grantee whose constraints are told apart; of more, what they allow together is not told exactly. */
const MOST_TOLD = 1000;
const MANY: readonly Test[] = [childTest({ contextEquals: null, contextSubset: null })];

const isBound = ({ contextEquals, contextSubset }: GrantFacts): boolean =>
  contextEquals !== null || (contextSubset ?? []).length > 0;

function constraints({ contextEquals, contextSubset }: GrantFacts): readonly Test[] {
  const keyOf = ([name]: readonly [string, string]): string => `${CONTEXT_PREFIX}${foldCase(name)}`;
  const some = (contextSubset ?? []).map((pair) => pairTest(keyOf(pair), pair[1]));
  if (contextEquals === null) return some;
  const whole = [...Map.groupBy(contextEquals, keyOf)].map(([key, pairs]) => {
    const [[, value] = ['', ''], ...more] = pairs;
    return more.length === 0
      ? pairTest(key, value, true)
      : spellingsTest(
          key,
          pairs.map(([, each]) => each),
        );
  });
  return [...some, ...whole, namesTest(contextEquals.map(([name]) => name))];
}

const hasVariables = ({ written, version }: CompiledStatement): boolean =>
  version === '2012-10-17' && written.resources.some(({ text }) => text.includes('${'));
