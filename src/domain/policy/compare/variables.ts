/**
 * Condition keys as variables of a decision diagram. A key's points are: absent, each class of its values, and "several values" where a
 * request can give them; then one yes-or-no variable for each class tells whether it is among the several.
 */
import { foldCase } from '../fold-case.ts';
import type { ConditionValue } from '../operators.ts';
import type { PolicyKind } from '../document.ts';
import type { PolicyWorld } from '../world.ts';
import { classesOf, isClosed, isFreeText, type ValueClass } from './classes.ts';
import type { Meter } from '../meter.ts';
import { ALWAYS, NEVER, type Diagram, type Node } from './diagram.ts';
import { CONTEXT_NAMES, CONTEXT_PREFIX, presence, severalOf } from './presence.ts';
import { lookupOf, variableWords, type Test } from './test.ts';

/** First point of every key. */
export const ABSENT = 0;

export interface KeyVariable {
  readonly key: string;
  /** Of the diagram. Its classes, as members of several, follow. */
  readonly index: number;
  readonly classes: readonly ValueClass[];
  readonly tests: readonly Test[];
  /** Values that stand for a policy variable, with what people call it. */
  readonly aliases: ReadonlyMap<string, string>;
  /** Of "several values", the last one; null: never several. */
  readonly several: number | null;
  readonly points: number;
}

export type DiagramVariable =
  | { readonly kind: 'key'; readonly of: KeyVariable }
  | { readonly kind: 'member'; readonly of: KeyVariable; readonly class: number }
  /** Nobody knows whether the test holds. */
  | { readonly kind: 'loose'; readonly test: Test };

/** The first point that is a class: none where only several values are told apart. */
export const classPoint = ({ several, points }: KeyVariable, index: number): number | null =>
  several !== null && points === 2 ? null : index + 1;

/**
 * Whether tests of one key have one policy variable between them, and no chain of variables hangs on it. Then the values of the one key
 * and the other tell each other apart; with more of them, combinations of values would have to.
 */
function followsOne(tests: readonly Test[], following: readonly Test[]): boolean {
  const names = new Set(tests.flatMap(({ open }) => open));
  const [name, ...others] = names;
  const key = tests[0]?.key;
  if (name === undefined || key === undefined || others.length > 0) return false;
  const isLink = (other: Test): boolean => other.key === name || other.open.includes(key);
  return isFreeText(key) && (isFreeText(name) || isClosed(name)) && !following.some(isLink);
}

interface AllTests {
  readonly byKey: ReadonlyMap<string, readonly Test[]>;
  /** Those that have variables. */
  readonly following: readonly Test[];
}

export class Variables {
  readonly all: DiagramVariable[] = [];
  readonly #diagram: Diagram;
  readonly #world: PolicyWorld;
  readonly #keys = new Map<string, KeyVariable>();
  readonly #loose = new Map<string, number>();
  readonly #nodes = new Map<string, Node>();

  readonly #asking: Meter;
  readonly #kind: PolicyKind;

  /** Each test once. `meter`: of the search for classes; `asking`: of tests that are asked. Throws BudgetSpent. */
  constructor(
    tests: readonly Test[],
    diagram: Diagram,
    { world, kind }: { readonly world: PolicyWorld; readonly kind: PolicyKind },
    meter: Meter,
    asking: Meter,
  ) {
    this.#diagram = diagram;
    this.#world = world;
    this.#kind = kind;
    this.#asking = asking;
    const byKey = new Map<string, Test[]>();
    // In an order that does not depend on which policy comes first.
    for (const test of tests.toSorted(({ id: a }, { id: b }) => (a < b ? -1 : 1))) {
      for (const key of [test.key, ...test.open]) if (!byKey.has(key)) byKey.set(key, []);
      byKey.get(test.key)?.push(test);
    }
    // The names of the context are told apart by every name that a policy asks for.
    const names = [...byKey.keys()].filter((key) => key.startsWith(CONTEXT_PREFIX));
    const all: AllTests = { byKey, following: tests.filter((test) => test.open.length > 0) };
    // Most used first; but what a policy variable stands for before what is compared with it.
    const order = [...byKey].toSorted(
      ([a, own], [b, other]) => other.length - own.length || (a < b ? -1 : 1),
    );
    const done = new Set<string>();
    const build = (key: string, own: readonly Test[]): void => {
      if (done.has(key)) return;
      done.add(key);
      for (const open of own.flatMap((test) => test.open)) build(open, byKey.get(open) ?? []);
      this.#add(key, own, all, key === CONTEXT_NAMES ? names : [], meter);
    };
    for (const [key, own] of order) build(key, own);
  }

  key(key: string): KeyVariable | undefined {
    return this.#keys.get(key);
  }

  get isLoose(): boolean {
    return this.#loose.size > 0;
  }

  #add(
    key: string,
    tests: readonly Test[],
    { byKey, following }: AllTests,
    names: readonly string[],
    meter: Meter,
  ): void {
    const follows = followsOne(tests, following);
    const settled = tests.filter((test) => test.open.length === 0 || (follows && test.wholeValues));
    const open = settled.filter((test) => test.open.length > 0);
    const ofOpen = open.flatMap((test) => test.open.map((name) => this.#keys.get(name)));
    const bindings = open.map((test) => this.#bindings(test));
    const cost = open.reduce((sum, test, i) => sum + (1 + test.size) * (bindings[i]?.length ?? 0), 0);
    const bare = new Set(names.map((name) => name.slice(CONTEXT_PREFIX.length)));
    const { classes, loose } = classesOf({
      key,
      tests: settled,
      texts: [...ofOpen.flatMap((variable) => variable?.classes.map(({ value }) => value) ?? []), ...bare],
      // Compared with what a variable of this key stands for: what they tell apart there, they tell apart here.
      mirrored: [...new Set(following.flatMap((test) => (test.open.includes(key) ? [test.key] : [])))]
        .filter((other) => other !== key)
        .flatMap((other) => byKey.get(other) ?? [])
        .filter((test) => test.open.length === 0),
      vectorOf: (value) => {
        this.#asking.spend(cost);
        const holds = open.flatMap((test, i) =>
          (bindings[i] ?? []).map((binding) =>
            test.holds(lookupOf((name) => (name === key ? value : binding.get(name)))),
          ),
        );
        const name = foldCase(value);
        return `${holds.map((is) => (is ? '1' : '0')).join('')} ${bare.has(name) ? name : ''}`;
      },
      folds: [...bare],
      now: this.#world.now,
      accountId: this.#world.accountId,
      meter,
      asking: this.#asking,
    });
    const values = severalOf(key);
    const singles = values === 'many' ? 0 : classes.length;
    const several = values === 'one' ? null : singles + 1;
    const variable: KeyVariable = {
      key,
      index: this.all.length,
      classes,
      tests: settled.filter((test) => !loose.has(test)),
      aliases: this.#aliases(settled, open),
      several,
      points: singles + (several === null ? 1 : 2),
    };
    this.#keys.set(key, variable);
    this.all.push({ kind: 'key', of: variable });
    if (several !== null)
      for (const index of classes.keys()) this.all.push({ kind: 'member', of: variable, class: index });
    for (const test of tests) if (!variable.tests.includes(test)) this.#loosen(test);
  }

  #aliases(tests: readonly Test[], open: readonly Test[]): ReadonlyMap<string, string> {
    const out = new Map(tests.flatMap(({ aliases }) => [...aliases]));
    for (const name of new Set(open.flatMap((test) => test.open)))
      for (const { value } of this.#keys.get(name)?.classes ?? []) out.set(value, variableWords(name));
    for (const { landmarks, aliases } of tests)
      for (const text of landmarks.texts) if (!aliases.has(text)) out.delete(text);
    return out;
  }

  #loosen(test: Test): Node {
    let index = this.#loose.get(test.id);
    if (index === undefined) {
      index = this.all.length;
      this.#loose.set(test.id, index);
      this.all.push({ kind: 'loose', test });
    }
    return this.#diagram.choose(index, [NEVER, ALWAYS]);
  }

  /** The values that the open variable of a test can have, one by one; several at once are left out. */
  #bindings({ open: [name] }: Test): readonly ReadonlyMap<string, ConditionValue>[] {
    if (name === undefined) return [];
    const values = [undefined, ...(this.#keys.get(name)?.classes.map(({ value }) => value) ?? [])];
    return values.map((value) => new Map([[name, value]]));
  }

  /** Where the test holds. */
  node(test: Test): Node {
    let node = this.#nodes.get(test.id);
    if (node === undefined) {
      node = this.#loose.has(test.id) ? this.#loosely(test) : this.#given(test, 0, new Map());
      this.#nodes.set(test.id, node);
    }
    return node;
  }

  /** Where the key is absent even a loose test is sure. */
  #loosely(test: Test): Node {
    const loose = this.#loosen(test);
    const variable = this.#keys.get(test.key);
    if (variable === undefined || !test.looksAtKey) return loose;
    const absent = test.holds(() => undefined) ? ALWAYS : NEVER;
    return this.#diagram.choose(
      variable.index,
      Array.from({ length: variable.points }, (_, point) => (point === ABSENT ? absent : loose)),
    );
  }

  /** By the values of its open variables in turn, then by its own key. */
  #given(test: Test, at: number, binding: ReadonlyMap<string, ConditionValue>): Node {
    const diagram = this.#diagram;
    const name = test.open[at];
    if (name !== undefined) {
      const variable = this.#keys.get(name);
      if (variable === undefined) return this.#loosen(test);
      const under = (value: ConditionValue): Node =>
        this.#given(test, at + 1, new Map([...binding, [name, value]]));
      const kids = [under(undefined), ...variable.classes.map(({ value }) => under(value))];
      if (variable.several !== null) kids[variable.several] = this.#loosen(test);
      const points = kids.slice(0, variable.points);
      return diagram.any(points.map((kid, point) => diagram.and(this.point(variable, point), kid)));
    }
    const variable = this.#keys.get(test.key);
    if (variable === undefined) return this.#loosen(test);
    if (test.open.length > 0) this.#asking.spend((1 + test.size) * variable.points);
    const holds = (value: ConditionValue): boolean =>
      test.holds(lookupOf((key) => (key === test.key ? value : binding.get(key))));
    const kids: Node[] = [holds(undefined) ? ALWAYS : NEVER];
    if (variable.points > 2 || variable.several === null)
      for (const { value } of variable.classes) kids.push(holds(value) ? ALWAYS : NEVER);
    if (variable.several !== null) kids.push(test.single === true ? NEVER : this.#among(variable, holds));
    return diagram.choose(variable.index, kids);
  }

  /** Whether a test looks at every one of several values or at any is asked of the evaluator, with one that fits and one that does not. */
  #among(variable: KeyVariable, holds: (value: ConditionValue) => boolean): Node {
    const fits = variable.classes.map(({ value }) => holds([value]));
    const [inside, outside] = [fits.indexOf(true), fits.indexOf(false)];
    if (inside === -1 || outside === -1) return outside === -1 ? ALWAYS : NEVER;
    const both = [variable.classes[inside]?.value ?? '', variable.classes[outside]?.value ?? ''];
    const every = !holds(both);
    let node = every ? ALWAYS : NEVER;
    for (const index of [...fits.keys()].toReversed()) {
      if (fits[index] === every) continue;
      node = this.#diagram.choose(variable.index + 1 + index, every ? [node, NEVER] : [node, ALWAYS]);
    }
    return node;
  }

  /** The key is at one point. */
  point({ index, points }: KeyVariable, point: number): Node {
    return this.#diagram.choose(
      index,
      Array.from({ length: points }, (_, at) => (at === point ? ALWAYS : NEVER)),
    );
  }

  member(variable: KeyVariable, index: number): Node {
    return this.#diagram.choose(variable.index + 1 + index, [NEVER, ALWAYS]);
  }

  /** What every request of the action fulfils, whatever policies say. */
  requests(action: string): Node {
    const diagram = this.#diagram;
    const parts: Node[] = [];
    for (const variable of this.#keys.values()) {
      const there = presence(variable.key, action, this.#world, this.#kind);
      const absent = this.point(variable, ABSENT);
      if (there === 'never') parts.push(absent);
      if (there === 'always') parts.push(diagram.not(absent));
      if (variable.several === null) continue;
      const some = diagram.any(variable.classes.map((_, index) => this.member(variable, index)));
      parts.push(diagram.or(diagram.not(this.point(variable, variable.several)), some));
    }
    const names = this.#keys.get(CONTEXT_NAMES);
    if (names !== undefined) parts.push(...this.#coupled(names));
    const constraint = this.#keys.get('kms:grantconstrainttype');
    if (constraint !== undefined && action === 'kms:CreateGrant') parts.push(this.#constrained(constraint));
    return diagram.all(parts);
  }

  /** The context that CreateGrant has is the one of its constraint. */
  #constrained(constraint: KeyVariable): Node {
    const diagram = this.#diagram;
    const contexts = [...this.#keys.values()].filter(
      ({ key }) => key === CONTEXT_NAMES || key.startsWith(CONTEXT_PREFIX),
    );
    const present = contexts.map((variable) => diagram.not(this.point(variable, ABSENT)));
    return diagram.not(diagram.and(this.point(constraint, ABSENT), diagram.any(present)));
  }

  /** EncryptionContext:k is present exactly where k, in some case, is among the names of the context. */
  #coupled(names: KeyVariable): readonly Node[] {
    const diagram = this.#diagram;
    return [...this.#keys.values()].flatMap((variable) => {
      if (!variable.key.startsWith(CONTEXT_PREFIX)) return [];
      const name = variable.key.slice(CONTEXT_PREFIX.length);
      const there = diagram.and(
        this.point(names, names.several ?? ABSENT),
        diagram.any(
          names.classes.flatMap(({ value }, index) =>
            foldCase(value) === name ? [this.member(names, index)] : [],
          ),
        ),
      );
      const present = diagram.not(this.point(variable, ABSENT));
      return [
        diagram.not(diagram.minus(there, present)),
        diagram.not(diagram.minus(present, there)),
        this.#spelled(names, variable, name),
      ];
    });
  }

  /** Several values of one name have as many spellings of it. */
  #spelled(names: KeyVariable, variable: KeyVariable, name: string): Node {
    const diagram = this.#diagram;
    if (variable.several === null) return ALWAYS;
    let [some, enough] = [NEVER, NEVER];
    for (const [index, { value, open, named }] of names.classes.entries()) {
      if (foldCase(value) !== name) continue;
      const member = this.member(names, index);
      enough = diagram.or(enough, open || named.length > 1 ? member : diagram.and(member, some));
      some = diagram.or(some, member);
    }
    return diagram.not(diagram.minus(this.point(variable, variable.several), enough));
  }
}
