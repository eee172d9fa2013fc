import type { Check } from '../check.ts';
import type { Everyone } from '../everyone.ts';
import { findInPolicies, withPolicy } from '../policy-check.ts';

const list = new Intl.ListFormat('en');

function sentence({ statement, where, uses, administers, conditional }: Everyone): string {
  const who = where === 'any-account' ? 'anybody, in any account,' : 'everybody of this account';
  const what = list.format([...(uses ? ['use'] : []), ...(administers ? ['administer'] : [])]);
  return `${statement} lets ${who} ${what} it${conditional ? ', under a condition that does not ask who they are' : ''}.`;
}

export const anyoneAllowed: Check = {
  code: 'anyone-allowed',
  group: 'policy',
  title: 'No key policy lets everybody in',
  found: ([first, ...more]) =>
    more.length === 0
      ? `The policy of ${first?.name ?? 'a key'} lets everybody in`
      : `${new Intl.NumberFormat('en').format(more.length + 1)} key policies let everybody in`,
  severity: 'high',
  why: 'Whoever is not named cannot be counted: services and people that do not exist yet are let in too, and with “*” alone those of other accounts.',
  fix: 'Name the principals, or leave it to the account’s identity policies.',
  looksAt: (facts) => withPolicy(facts).length,
  find: (facts) =>
    findInPolicies(facts, ({ everyone }) =>
      everyone.length === 0 ? null : everyone.map(sentence).join(' '),
    ),
};
