/** Rules between grants, and between a grant and who asks (kms-api.md §7). Callers are ids: names are no part of a grant. */
import type { GrantEntity } from '../state/entities.ts';
import type { Pairs } from '../audit/event.ts';
import type { ConditionLookup } from '../policy/operators.ts';
import { isAsStrict, pairsOf, type Constraints } from './constraints.ts';

/** What a grant gives, apart from whom and where. */
export interface GrantScope extends Constraints {
  readonly operations: readonly string[];
}

/**
 * Whether who holds `parent` may pass `child` on by it: the parent holds CreateGrant and every operation of the child, and the child's
 * constraints are at least as strict. Asked of one parent at a time, never of a union.
 */
export const allowsChild = (parent: GrantScope, child: GrantScope): boolean =>
  parent.operations.includes('CreateGrant') &&
  child.operations.every((operation) => parent.operations.includes(operation)) &&
  isAsStrict(parent, child);

/**
 * What a CreateGrant asks for, by the values that policies see of it; null: they do not say which operations. Of two constraints at once
 * each has the whole context.
 */
export function scopeAsked(values: ConditionLookup): GrantScope | null {
  const operations = values('kms:grantoperations');
  if (operations === undefined) return null;
  const context = pairsOf(values);
  const types = values('kms:grantconstrainttype') ?? [];
  const pairs = (type: string): Pairs | null => (types.includes(type) ? context : null);
  return {
    operations: typeof operations === 'string' ? [operations] : operations,
    contextEquals: pairs('EncryptionContextEquals'),
    contextSubset: pairs('EncryptionContextSubset'),
  };
}

/** Whether the grant itself lets one of these (the caller's ids) retire it: its retiring principal, or its grantee where it holds RetireGrant. */
export const letsRetire = (
  { retiring, grantee, operations }: Pick<GrantEntity, 'retiring' | 'grantee' | 'operations'>,
  ids: readonly string[],
): boolean =>
  (retiring !== null && ids.includes(retiring)) ||
  (operations.includes('RetireGrant') && ids.includes(grantee));

/** What CreateGrant is asked for. */
export type GrantWish = Omit<GrantEntity, 'id' | 'parent' | 'createdBy' | 'createdAt'>;

const pairsText = (pairs: GrantEntity['contextEquals']): string =>
  pairs === null ? '' : JSON.stringify(pairs.map((pair) => JSON.stringify(pair)).sort());

/** Whether a grant is the one that is asked for again: a name was given, and all parameters are equal (order apart). */
export function isSameGrant(grant: GrantWish, wish: GrantWish): boolean {
  const operations = new Set(wish.operations);
  return (
    wish.name !== '' &&
    grant.name === wish.name &&
    grant.keyId === wish.keyId &&
    grant.grantee === wish.grantee &&
    grant.retiring === wish.retiring &&
    new Set(grant.operations).size === operations.size &&
    grant.operations.every((operation) => operations.has(operation)) &&
    pairsText(grant.contextEquals) === pairsText(wish.contextEquals) &&
    pairsText(grant.contextSubset) === pairsText(wish.contextSubset)
  );
}
