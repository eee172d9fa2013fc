/**
 * What a grant asks of a request's encryption context (kms-api.md §7): `contextEquals` the whole of it, `contextSubset` some pairs;
 * both, when both are given. Names compare without case, values with: the ciphertext's own check stays exact.
 */
import { foldCase } from '../policy/fold-case.ts';
import type { Pairs } from '../audit/event.ts';
import type { ConditionLookup } from '../policy/evaluate.ts';

export interface Constraints {
  readonly contextEquals: Pairs | null;
  readonly contextSubset: Pairs | null;
}

/** Pairs in one constraint, and characters in one value, at most. */
export const MOST_PAIRS = 8;
export const LONGEST_VALUE = 384;

/** Operations that have no encryption context, or (CreateGrant) a rule of their own: `allowsChild`. */
const UNCONSTRAINED: ReadonlySet<string> = new Set(['CreateGrant', 'DescribeKey', 'RetireGrant']);
export const isConstrained = (operation: string): boolean => !UNCONSTRAINED.has(operation);

/** A pair as it compares, in one text: with the name's length, so that no two pairs make the same. */
export function foldPair([name, value]: readonly [string, string]): string {
  const folded = foldCase(name);
  return `${folded.length}:${folded}${value}`;
}

/** The pairs of a context, folded and sorted. Pairs that differ in nothing but case stay two. */
export type FoldedContext = readonly string[];

export const foldContext = (pairs: Iterable<readonly [string, string]>): FoldedContext =>
  Array.from(pairs, foldPair).sort();

export const NO_PAIRS: FoldedContext = [];

const PREFIX = 'kms:encryptioncontext:';

/** The context of a request, as its condition values tell it. */
export function pairsOf(values: ConditionLookup): Pairs {
  const keys = values('kms:encryptioncontextkeys');
  if (keys === undefined) return [];
  const pairs: (readonly [string, string])[] = [];
  const names = new Set((typeof keys === 'string' ? [keys] : keys).map((name) => foldCase(name)));
  for (const name of names) {
    const found = values(PREFIX + name);
    if (found === undefined) continue;
    for (const value of typeof found === 'string' ? [found] : found) pairs.push([name, value]);
  }
  return pairs;
}

export const contextOf = (values: ConditionLookup): FoldedContext => foldContext(pairsOf(values));

const same = (a: FoldedContext, b: FoldedContext): boolean =>
  a.length === b.length && a.every((pair, i) => pair === b[i]);

const holdsAll = (context: FoldedContext, wanted: FoldedContext): boolean =>
  wanted.every((pair) => context.includes(pair));

/** Whether a request with this context is one that the constraints let through. */
export function meetsConstraints(
  { contextEquals, contextSubset }: Constraints,
  context: FoldedContext,
): boolean {
  return (
    (contextEquals === null || same(foldContext(contextEquals), context)) &&
    (contextSubset === null || holdsAll(context, foldContext(contextSubset)))
  );
}

/** Whether all that `child` lets through, `parent` lets through too. */
export function isAsStrict(parent: Constraints, child: Constraints): boolean {
  const equals = child.contextEquals === null ? null : foldContext(child.contextEquals);
  if (parent.contextEquals !== null && (equals === null || !same(foldContext(parent.contextEquals), equals)))
    return false;
  if (parent.contextSubset === null) return true;
  const surely = [...(equals ?? []), ...foldContext(child.contextSubset ?? [])];
  return holdsAll(surely, foldContext(parent.contextSubset));
}

/** What is wrong with a constraint, in a sentence; null when it is a good one. */
export function refuseConstraint(member: string, pairs: Pairs): string | null {
  if (pairs.length > MOST_PAIRS)
    return `${member} has ${pairs.length} pairs; a grant constraint can have ${MOST_PAIRS}.`;
  const long = pairs.find(([, value]) => value.length > LONGEST_VALUE);
  if (long !== undefined)
    return `The value of '${long[0]}' in ${member} has ${long[1].length} characters; in a grant constraint it can have ${LONGEST_VALUE}.`;
  return null;
}
