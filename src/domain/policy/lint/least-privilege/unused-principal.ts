import { CRYPTOGRAPHIC, USES } from '../action-kinds.ts';
import { exampleUsage, keyPolicy, role } from '../examples.ts';
import { heldOf, holdsEverything, ownHolders, type Holder } from '../holders.ts';
import { fix, naming, withoutNames } from '../narrow.ts';
import type { LintSubject, Rule, RuleDoc } from '../rule.ts';
import { placeOfHolder } from '../shared-words.ts';
import { administers } from '../separation-of-duties/duties.ts';
import { completeUseOf, isIdle } from '../use.ts';
import { isStale } from './stale-principal.ts';

/** Holders that may use the key, had that permission for long, and did nothing. Administrators may well have nothing to do. */
export function unusedHolders(subject: LintSubject): readonly Holder[] {
  const use = completeUseOf(subject);
  if (use === null || isIdle(subject, CRYPTOGRAPHIC)) return [];
  return ownHolders(subject).filter((holder) => {
    const { arn } = holder.who;
    const held = heldOf(holder, USES);
    return (
      held.length > 0 &&
      (holdsEverything(holder) || !administers(holder)) &&
      use.by(arn).length === 0 &&
      held.every((action) => use.wasGiven(arn, action)) &&
      !isStale(subject, arn)
    );
  });
}

export const unusedPrincipal: Rule = {
  code: 'unused-principal',
  group: 'least-privilege',
  severity: 'medium',
  kinds: ['key'],
  *check(subject) {
    const use = completeUseOf(subject);
    if (use === null) return;
    for (const holder of unusedHolders(subject)) {
      const [first] = naming(subject, holder.who.arn);
      if (first === undefined) continue;
      yield {
        ...placeOfHolder(first, holder, first),
        statement: first.index,
        message: `${holder.words} may use this key and did nothing with it ${use.period}. Take it out of the policy.`,
        fixes: () => fix('N', `Take ${holder.words} out`, withoutNames(subject, holder.who.arn)),
      };
    }
  },
};

export const unusedPrincipalDoc = (): RuleDoc => ({
  title: 'Somebody who may use the key and never does',
  fixes: ['N'],
  why: 'A principal that is listed and does nothing with the key is a way in that nobody would miss. The log shows that it made no allowed request on this key for all the days looked at. Take it out of the policy; it can be put back when it is needed.',
  example: {
    fires: keyPolicy({ Principal: { AWS: [role('app'), role('reader')] } }),
    silent: keyPolicy({ Principal: { AWS: role('app') } }),
    world: { usage: exampleUsage([role('app'), 'kms:Decrypt']) },
  },
});
