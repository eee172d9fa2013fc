import type { Finding } from './check.ts';
import type { KeyFacts, PostureFacts } from './facts.ts';
import type { PolicyTraits } from './policy-traits.ts';

export const withPolicy = ({ keys }: PostureFacts): readonly KeyFacts[] =>
  keys.filter(({ policy }) => policy !== null);

/** Keys whose policy gives `reason` something to say; most used first. */
export function findInPolicies(
  facts: PostureFacts,
  reason: (traits: PolicyTraits) => string | null,
): readonly Finding[] {
  // Sorted last: mostly there is nothing to sort, on a desk of ten thousand keys too.
  return withPolicy(facts)
    .flatMap(({ key, name, requests, policy }) => {
      const text = policy === null ? null : reason(policy);
      return text === null
        ? []
        : [{ requests, finding: { kind: 'key' as const, id: key.id, name, reason: text } }];
    })
    .toSorted((a, b) => b.requests - a.requests)
    .map(({ finding }) => finding);
}

/** `role/a, role/b and 2 more`. */
export function named(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}
