/**
 * Which grants there are, found without looking at all of them: by key and grantee, and there by one pair that the request must have.
 * A key can have 50,000 grants, also for one grantee who got one for each record; a decision looks at those that share a pair with the
 * request and at those that ask for none.
 */
import type { GrantEntity } from '../state/entities.ts';
import { foldContext, isConstrained, type FoldedContext } from './constraints.ts';

/** A grant that asks for no pair stands here. */
const ANY = '';

interface GranteeGrants {
  /** Ids by one folded pair of what each constraint wants. */
  readonly byPair: Map<string, Set<string>>;
  /** How many hold an operation. */
  readonly holding: Map<string, number>;
}

interface KeyGrants {
  /** The pair under which each stands. */
  readonly ids: Map<string, string>;
  readonly byGrantee: Map<string, GranteeGrants>;
  readonly byName: Map<string, Set<string>>;
  sorted: readonly string[] | null;
}

const NONE: readonly string[] = [];

function addTo(map: Map<string, Set<string>>, name: string, id: string): void {
  const ids = map.get(name);
  if (ids === undefined) map.set(name, new Set([id]));
  else ids.add(id);
}

function takeFrom(map: Map<string, Set<string>>, name: string, id: string): void {
  const ids = map.get(name);
  if (ids === undefined) return;
  ids.delete(id);
  if (ids.size === 0) map.delete(name);
}

/** The pair that fewest of the others stand under: when all share `tenant` and differ in `record`, it is `record`. */
function rarestPair(byPair: GranteeGrants['byPair'], grant: GrantEntity): string {
  let rarest = ANY;
  let least = Infinity;
  for (const pair of foldContext([...(grant.contextEquals ?? []), ...(grant.contextSubset ?? [])])) {
    const size = byPair.get(pair)?.size ?? 0;
    if (size < least) {
      least = size;
      rarest = pair;
    }
  }
  return rarest;
}

export class GrantIndex {
  readonly #keys = new Map<string, KeyGrants>();
  readonly #byRetiring = new Map<string, Set<string>>();
  readonly #byParent = new Map<string, Set<string>>();

  /** Not one that is in it already. */
  add(grant: GrantEntity): void {
    const { id, keyId, grantee, retiring, name, operations, parent } = grant;
    let key = this.#keys.get(keyId);
    if (key === undefined)
      this.#keys.set(
        keyId,
        (key = { ids: new Map(), byGrantee: new Map(), byName: new Map(), sorted: null }),
      );
    let own = key.byGrantee.get(grantee);
    if (own === undefined) key.byGrantee.set(grantee, (own = { byPair: new Map(), holding: new Map() }));
    const pair = rarestPair(own.byPair, grant);
    addTo(own.byPair, pair, id);
    for (const operation of operations) own.holding.set(operation, (own.holding.get(operation) ?? 0) + 1);
    key.ids.set(id, pair);
    key.sorted = null;
    if (name !== '') addTo(key.byName, name, id);
    if (retiring !== null) addTo(this.#byRetiring, retiring, id);
    if (parent !== null) addTo(this.#byParent, parent, id);
  }

  remove({ id, keyId, grantee, retiring, name, operations, parent }: GrantEntity): void {
    const key = this.#keys.get(keyId);
    const pair = key?.ids.get(id);
    if (key === undefined || pair === undefined) return;
    key.ids.delete(id);
    key.sorted = null;
    const own = key.byGrantee.get(grantee)!; // an indexed grant stands under its grantee
    takeFrom(own.byPair, pair, id);
    for (const operation of operations) own.holding.set(operation, (own.holding.get(operation) ?? 0) - 1);
    if (own.byPair.size === 0) key.byGrantee.delete(grantee);
    if (name !== '') takeFrom(key.byName, name, id);
    if (retiring !== null) takeFrom(this.#byRetiring, retiring, id);
    if (parent !== null) takeFrom(this.#byParent, parent, id);
    if (key.ids.size === 0) this.#keys.delete(keyId);
  }

  /** Ids of keys that have grants. */
  keys(): Iterable<string> {
    return this.#keys.keys();
  }

  count(keyId: string): number {
    return this.#keys.get(keyId)?.ids.size ?? 0;
  }

  /** Ids of a key's grants, sorted; the same list until one of them changes. */
  ofKey(keyId: string): readonly string[] {
    const key = this.#keys.get(keyId);
    if (key === undefined) return NONE;
    return (key.sorted ??= [...key.ids.keys()].sort());
  }

  /** Ids of a key's grants that were given this name. */
  named(keyId: string, name: string): Iterable<string> {
    return this.#keys.get(keyId)?.byName.get(name) ?? NONE;
  }

  /** Ids of the grants, of all keys, whose retiring principal this is. */
  retirableBy(principalId: string): Iterable<string> {
    return this.#byRetiring.get(principalId) ?? NONE;
  }

  /** Ids of the grants, of all keys, whose grantee or retiring principal this is, by a session of its own too; each once. */
  concerning(principalId: string): ReadonlySet<string> {
    const isIt = (id: string): boolean => id === principalId || id.startsWith(`${principalId}:`);
    const ids = new Set<string>();
    for (const key of this.#keys.values())
      for (const [grantee, { byPair }] of key.byGrantee)
        if (isIt(grantee)) for (const of of byPair.values()) for (const id of of) ids.add(id);
    for (const [retiring, of] of this.#byRetiring) if (isIt(retiring)) for (const id of of) ids.add(id);
    return ids;
  }

  /** Ids of the grants that were made by the CreateGrant of this one, which may be gone itself. */
  childrenOf(grantId: string): Iterable<string> {
    return this.#byParent.get(grantId) ?? NONE;
  }

  isGrantee(keyId: string, principalId: string): boolean {
    return this.#keys.get(keyId)?.byGrantee.has(principalId) ?? false;
  }

  /** Ids of all grants of a key for a grantee. */
  *of(keyId: string, grantee: string): Generator<string> {
    for (const ids of this.#keys.get(keyId)?.byGrantee.get(grantee)?.byPair.values() ?? []) yield* ids;
  }

  /** Ids of a grantee's grants on a key among which is every one that allows the operation with this context, and few others. */
  *candidates(keyId: string, grantee: string, operation: string, context: FoldedContext): Generator<string> {
    const own = this.#keys.get(keyId)?.byGrantee.get(grantee);
    if (own === undefined || (own.holding.get(operation) ?? 0) === 0) return;
    if (!isConstrained(operation)) {
      for (const ids of own.byPair.values()) yield* ids;
      return;
    }
    yield* own.byPair.get(ANY) ?? NONE;
    for (const pair of new Set(context)) yield* own.byPair.get(pair) ?? NONE;
  }
}
