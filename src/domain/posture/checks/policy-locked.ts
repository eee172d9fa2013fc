import type { Check } from '../check.ts';
import { shortArn, type PostureFacts } from '../facts.ts';
import { findInPolicies, named, withPolicy } from '../policy-check.ts';
import type { PolicyTraits } from '../policy-traits.ts';

/** Where nobody can sign in at all, another check says so. */
const peopleOf = ({ principals }: PostureFacts): readonly string[] =>
  principals.filter(({ signsIn }) => signsIn).map(({ arn }) => arn);

/** Keys of one text share their traits: the people are asked once of each. */
function lockedFor(facts: PostureFacts): (traits: PolicyTraits) => boolean {
  const people = peopleOf(facts);
  const known = new Map<PolicyTraits, boolean>();
  return (traits) => {
    let locked = known.get(traits);
    if (locked === undefined)
      known.set(traits, (locked = people.length > 0 && !people.some(traits.mayChange)));
    return locked;
  };
}

export const policyLocked: Check = {
  code: 'policy-locked',
  group: 'policy',
  title: 'Somebody here can change the policy of every key',
  found: ([first, ...more]) =>
    more.length === 0
      ? `Nobody here can change the policy of ${first?.name ?? 'a key'}`
      : `${new Intl.NumberFormat('en').format(more.length + 1)} key policies can be changed by nobody here`,
  severity: 'high',
  why: 'When it must be changed, to revoke somebody or to let somebody in, no person who signs in can do it, not even an administrator.',
  fix: 'Let a service that still can name a person, or the account, in it. Where none can, make another key and move the data to it.',
  looksAt: (facts) => (peopleOf(facts).length === 0 ? 0 : withPolicy(facts).length),
  find: (facts) => {
    const locked = lockedFor(facts);
    const here = new Set(facts.principals.map(({ arn, kind }) => (kind === 'role' ? arn : '')));
    return findInPolicies(facts, (traits) => {
      if (!locked(traits)) return null;
      const services = traits.changers.filter((arn) => here.has(arn)).map(shortArn);
      return services.length === 0
        ? 'No person who signs in can change it, and no service either.'
        : `No person who signs in can change it; only ${named(services)} can.`;
    });
  },
};
