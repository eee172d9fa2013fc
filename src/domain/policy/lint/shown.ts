/** Requests that show what a holder may. */
import type { Witness } from '../witness.ts';
import { compiledOf, holdsBare, isDeniedBare, isOnAll, reachOf } from './extent.ts';
import { principalOf } from './facts.ts';
import type { Holder } from './holders.ts';
import type { LintSubject } from './rule.ts';

/**
 * A request of theirs that is allowed as it is, with nothing said that needs not be; null when every allowed one needs more (a context, an
 * address), or when they stand for many.
 */
export function bareWitness(subject: LintSubject, holder: Holder, action: string): Witness | null {
  const { who, kind } = holder;
  // Of another Resource nothing is shown: what its variables stand for is not asked here.
  const allowed = holder.may.get(action)?.some((statement) => {
    const compiled = compiledOf(subject, statement);
    return (
      compiled !== null &&
      reachOf(compiled, who) === 'named' &&
      isOnAll(compiled.written) &&
      holdsBare(compiled, who, subject)
    );
  });
  // Who cannot sign in makes no request.
  const acts = principalOf(subject.world, who.arn)?.active !== false;
  const isDeniedAnyhow = isDeniedBare(subject, who, action);
  return kind === 'own' && who.known === 'named' && acts && allowed === true && !isDeniedAnyhow
    ? { principal: who.arn, action, values: [] }
    : null;
}

/** The same as a part of a finding. */
export function shownBy(
  subject: LintSubject,
  holders: readonly Holder[],
  action: string,
): { readonly witness?: Witness } {
  for (const holder of holders) {
    const witness = bareWitness(subject, holder, action);
    if (witness !== null) return { witness };
  }
  return {};
}
