/** A function as a short list of "all of these" clauses, each as wide as it can be. */
import { ALWAYS, NEVER, type Diagram, type Node } from './diagram.ts';

/** By variable: the points at which the clause holds. Variables that are not in it do not matter. */
export type Cube = ReadonlyMap<number, readonly boolean[]>;

export interface Cubes {
  readonly cubes: readonly Cube[];
  /** What no cube of the list covers: there were too many. */
  readonly rest: Node;
}

const MOST = 12;

/** `domain`: what does not happen outside it does not matter, so a clause may reach beyond. */
export function cubesOf(
  node: Node,
  domain: Node,
  diagram: Diagram,
  pointsOf: (variable: number) => number,
): Cubes {
  const cubes: Cube[] = [];
  let rest = node;
  while (rest !== NEVER && cubes.length < MOST) {
    const cube = widened(pathOf(rest, diagram), node, domain, diagram, pointsOf);
    cubes.push(cube);
    rest = diagram.minus(rest, nodeOf(cube, diagram));
  }
  return { cubes, rest };
}

/** A way to ALWAYS that decides little, each step with all points that lead the same way. */
function pathOf(node: Node, diagram: Diagram): Map<number, readonly boolean[]> {
  const path = new Map<number, readonly boolean[]>();
  const depths = new Map<Node, number>();
  const depth = (at: Node): number => {
    if (at === ALWAYS) return 0;
    if (at === NEVER) return Infinity;
    let least = depths.get(at);
    if (least === undefined) {
      least = 1 + Math.min(...diagram.kids(at).map(depth));
      depths.set(at, least);
    }
    return least;
  };
  for (let at = node; at !== ALWAYS;) {
    const kids = diagram.kids(at);
    let best = kids[0] ?? NEVER;
    for (const kid of kids) if (depth(kid) < depth(best)) best = kid;
    path.set(
      diagram.variable(at),
      kids.map((kid) => kid === best),
    );
    at = best;
  }
  return path;
}

export function nodeOf(cube: Cube, diagram: Diagram): Node {
  let node = ALWAYS;
  for (const [variable, points] of [...cube].toSorted(([a], [b]) => b - a))
    node = diagram.choose(
      variable,
      points.map((holds) => (holds ? node : NEVER)),
    );
  return node;
}

/** Each variable's points grow to all that keep the cube inside the function; a variable that can be anything goes. */
function widened(
  path: Map<number, readonly boolean[]>,
  node: Node,
  domain: Node,
  diagram: Diagram,
  pointsOf: (variable: number) => number,
): Cube {
  const outside = diagram.minus(domain, node);
  for (const variable of [...path.keys()].toReversed()) {
    const others = new Map(path);
    others.delete(variable);
    const spoilt = diagram.possible(
      diagram.and(nodeOf(others, diagram), outside),
      variable,
      pointsOf(variable),
    );
    if (spoilt.includes(true))
      path.set(
        variable,
        spoilt.map((is) => !is),
      );
    else path.delete(variable);
  }
  return path;
}
