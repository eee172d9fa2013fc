/**
 * A key can have 50,000 grants, one for each record. Grants that say the same are one here. Of those with constraints of their own each
 * would be a test of every request, so when there are very many they count as grants that nobody knows.
 */
import { foldContext, isConstrained, type FoldedContext } from '../../grants/constraints.ts';
import type { LiveGrant } from '../../grants/decides.ts';
import type { GrantFacts, PolicyWorld } from '../world.ts';

/** So many constraints are told apart. */
export const MOST_CONSTRAINTS = 64;

export interface FewGrants {
  readonly world: PolicyWorld;
  /** There were more, and `world` knows none. */
  readonly tooMany: boolean;
}

const few = new WeakMap<PolicyWorld, FewGrants>();

/** The world with each grant once. The same object when none is there twice. */
export function withFewGrants(world: PolicyWorld): FewGrants {
  let known = few.get(world);
  if (known === undefined) few.set(world, (known = reduced(world)));
  return known;
}

function reduced(world: PolicyWorld): FewGrants {
  const { grants } = world;
  if (grants === null) return { world, tooMany: false };
  const constraints = new Set<string>();
  const kept = new Map<string, GrantFacts>();
  for (const grant of grants) {
    const { grantee, retiring, operations, contextEquals, contextSubset } = grant;
    const constraint =
      contextEquals === null && contextSubset === null ? '' : JSON.stringify([contextEquals, contextSubset]);
    constraints.add(constraint);
    if (constraints.size > MOST_CONSTRAINTS) return { world: { ...world, grants: null }, tooMany: true };
    const key = `${grantee} ${retiring ?? ''} ${operations.join()} ${constraint}`;
    if (!kept.has(key)) kept.set(key, grant);
  }
  if (kept.size === grants.length) return { world, tooMany: false };
  return { world: { ...world, grants: [...kept.values()] }, tooMany: false };
}

interface OfGrantee {
  readonly all: readonly LiveGrant[];
  /** By the first pair that the constraints want; '' of those that want none. */
  readonly byPair: ReadonlyMap<string, readonly LiveGrant[]>;
}

const indexes = new WeakMap<readonly GrantFacts[], ReadonlyMap<string, OfGrantee>>();

const firstPair = ({ contextEquals, contextSubset }: GrantFacts): string =>
  foldContext([...(contextEquals ?? []), ...(contextSubset ?? [])])[0] ?? '';

/** All grants of a grantee, and of them those that could fit a context, without a look at the others. */
export function grantsOfGrantee(
  grants: readonly GrantFacts[],
  grantee: string,
): {
  readonly all: readonly LiveGrant[];
  readonly candidates: (operation: string, context: FoldedContext) => readonly LiveGrant[];
} | null {
  let index = indexes.get(grants);
  if (index === undefined) {
    const made = Map.groupBy(grants, (grant) => grant.grantee);
    indexes.set(
      grants,
      (index = new Map(
        [...made].map(([name, own]) => {
          const rows = own.map((body) => ({ body, version: 1, digest: null, pair: firstPair(body) }));
          return [name, { all: rows, byPair: Map.groupBy(rows, ({ pair }) => pair) }];
        }),
      )),
    );
  }
  const own = index.get(grantee);
  if (own === undefined) return null;
  return {
    all: own.all,
    // Whatever its constraints are, a grant of an operation without a context counts.
    candidates: (operation, context) =>
      isConstrained(operation) ? ['', ...context].flatMap((pair) => own.byPair.get(pair) ?? []) : own.all,
  };
}
