import type { Check } from '../check.ts';
import type { PostureFacts, PrincipalFacts } from '../facts.ts';

const administrators = ({ principals }: PostureFacts): readonly PrincipalFacts[] =>
  principals.filter(({ administers }) => administers);

export const singleAdministrator: Check = {
  code: 'single-administrator',
  group: 'housekeeping',
  title: 'There is more than one administrator',
  found: ([first]) => (first?.kind === 'principal' ? 'Only one administrator' : 'No administrator'),
  severity: 'medium',
  why: 'When the only administrator is ill, gone or compromised, nobody can revoke anything in time.',
  fix: 'Invite a second person, with the administrator policy.',
  looksAt: () => 1,
  find: (facts) => {
    const people = administrators(facts);
    if (people.length > 1) return [];
    const [only] = people;
    return only === undefined
      ? [
          {
            kind: 'desk',
            id: 'administrators',
            name: 'Administrators',
            reason: 'No person who can sign in administers it.',
          },
        ]
      : [
          {
            kind: 'principal',
            id: only.id,
            name: only.name,
            reason: 'The only person who can sign in and administers it.',
          },
        ];
  },
};
