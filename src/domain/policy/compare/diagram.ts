/**
 * Decision diagrams over variables of several points each: hash-consed, so two that hold of the same assignments are the same number.
 * Variables stand in the order of their indexes.
 */
import type { Meter } from '../meter.ts';

export type Node = number;
export const NEVER: Node = 0;
export const ALWAYS: Node = 1;

const LEAF = 0x7fffffff;
const AND = 0;
const MINUS = 1;
const OR = 2;

function sameNodes(a: readonly Node[], b: readonly Node[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

export class Diagram {
  readonly #variable: number[] = [LEAF, LEAF];
  readonly #kids: (readonly Node[])[] = [[], []];
  /** By a hash of variable and kids, the newest such node; and of each node the next older one of its hash. */
  readonly #unique = new Map<number, Node>();
  readonly #older: Node[] = [NEVER, NEVER];
  readonly #known: readonly Map<number, Node>[] = [new Map(), new Map(), new Map()];
  readonly #meter: Meter;
  readonly #pairs: Meter;

  /** `meter`: of nodes that are made; `pairs`: of pairs of nodes that are looked at. */
  constructor(meter: Meter, pairs: Meter) {
    this.#meter = meter;
    this.#pairs = pairs;
  }

  variable(node: Node): number {
    return this.#variable[node] ?? LEAF;
  }

  kids(node: Node): readonly Node[] {
    return this.#kids[node] ?? [];
  }

  /** The node that goes to one of `kids` by the variable's point. Variables further down only. */
  choose(variable: number, kids: readonly Node[]): Node {
    const first = kids[0] ?? NEVER;
    let isOne = true;
    let hash = variable + 1;
    for (const kid of kids) {
      if (kid !== first) isOne = false;
      hash = Math.imul(hash ^ kid, 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    if (isOne) return first;
    const newest = this.#unique.get(hash) ?? NEVER;
    for (let node = newest; node !== NEVER; node = this.#older[node] ?? NEVER)
      if (this.variable(node) === variable && sameNodes(this.kids(node), kids)) return node;
    this.#meter.spend(1 + (kids.length >> 3));
    const node = this.#variable.length;
    this.#variable.push(variable);
    this.#kids.push(kids);
    this.#older.push(newest);
    this.#unique.set(hash, node);
    return node;
  }

  and(a: Node, b: Node): Node {
    return a < b ? this.#apply(AND, a, b) : this.#apply(AND, b, a);
  }

  or(a: Node, b: Node): Node {
    return a < b ? this.#apply(OR, a, b) : this.#apply(OR, b, a);
  }

  /** a and not b. */
  minus(a: Node, b: Node): Node {
    return this.#apply(MINUS, a, b);
  }

  not(a: Node): Node {
    return this.minus(ALWAYS, a);
  }

  all(nodes: Iterable<Node>): Node {
    let out = ALWAYS;
    for (const node of nodes) out = this.and(out, node);
    return out;
  }

  any(nodes: Iterable<Node>): Node {
    let out = NEVER;
    for (const node of nodes) out = this.or(out, node);
    return out;
  }

  #apply(operation: number, a: Node, b: Node): Node {
    if (operation === AND) {
      if (a === NEVER || b === NEVER) return NEVER;
      if (a === ALWAYS || a === b) return b;
      if (b === ALWAYS) return a;
    } else if (operation === OR) {
      if (a === ALWAYS || b === ALWAYS) return ALWAYS;
      if (a === NEVER || a === b) return b;
      if (b === NEVER) return a;
    } else {
      if (a === NEVER || b === ALWAYS || a === b) return NEVER;
      if (b === NEVER) return a;
    }
    const known = this.#known[operation]!; // one per operation
    const key = a * 0x4000000 + b;
    const before = known.get(key);
    if (before !== undefined) return before;
    this.#pairs.spend(1);
    const [of, other] = [this.variable(a), this.variable(b)];
    const top = Math.min(of, other);
    const [left, right] = [this.kids(a), this.kids(b)];
    const count = of === top ? left.length : right.length;
    const kids: Node[] = [];
    for (let point = 0; point < count; point++) {
      const l = of === top ? (left[point] ?? NEVER) : a;
      const r = other === top ? (right[point] ?? NEVER) : b;
      kids.push(operation !== MINUS && l > r ? this.#apply(operation, r, l) : this.#apply(operation, l, r));
    }
    const node = this.choose(top, kids);
    known.set(key, node);
    return node;
  }

  /** Points of the variable for which some assignment of the others holds. */
  possible(node: Node, variable: number, points: number): readonly boolean[] {
    const out = Array.from({ length: points }, () => false);
    const seen = new Set<Node>();
    const walk = (at: Node): void => {
      if (at === NEVER || seen.has(at)) return;
      seen.add(at);
      const own = this.variable(at);
      if (own > variable) out.fill(true);
      else if (own === variable) {
        for (const [point, kid] of this.kids(at).entries()) if (kid !== NEVER) out[point] = true;
      } else this.kids(at).forEach(walk);
    };
    walk(node);
    return out;
  }

  /** The cheapest assignment that holds, by variable; null for NEVER. What is not in it does not matter. */
  cheapest(
    node: Node,
    cost: (variable: number, point: number) => number,
  ): ReadonlyMap<number, number> | null {
    const best = new Map<Node, { readonly cost: number; readonly point: number }>();
    const walk = (at: Node): number => {
      if (at === NEVER) return Infinity;
      if (at === ALWAYS) return 0;
      const known = best.get(at);
      if (known !== undefined) return known.cost;
      let least = { cost: Infinity, point: 0 };
      for (const [point, kid] of this.kids(at).entries()) {
        const sum = walk(kid) + (kid === NEVER ? 0 : cost(this.variable(at), point));
        if (sum < least.cost) least = { cost: sum, point };
      }
      best.set(at, least);
      return least.cost;
    };
    if (walk(node) === Infinity) return null;
    const out = new Map<number, number>();
    for (let at = node; at !== ALWAYS;) {
      const { point } = best.get(at)!; // walked above, and not NEVER
      out.set(this.variable(at), point);
      at = this.kids(at)[point] ?? ALWAYS;
    }
    return out;
  }
}
