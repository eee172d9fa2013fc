import { keyPolicy, role, user } from '../examples.ts';
import { ownHolders } from '../holders.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { holderWords, placeOfAction } from '../shared-words.ts';
import { administers } from './duties.ts';

const five = () => [user('alice'), user('bob'), user('carol'), role('operations'), role('billing')];

export const tooManyAdmins: Rule = {
  code: 'too-many-admins',
  group: 'separation-of-duties',
  severity: 'medium',
  kinds: ['key'],
  *check(subject) {
    const most = subject.settings.mostAdministrators;
    const holders = ownHolders(subject).filter(administers);
    const [first] = holders;
    if (first === undefined || holders.length <= most) return;
    const statement = first.may.get('kms:PutKeyPolicy')![0]!; // administers asks for it
    yield {
      ...placeOfAction(statement, new Set(['kms:PutKeyPolicy'])),
      statement: null,
      message: `${holders.length} principals can change this policy (${holderWords(holders)}); ${most} is the most this desk wants. Take kms:PutKeyPolicy from those who do not need it.`,
    };
  },
};

export const tooManyAdminsDoc = (): RuleDoc => ({
  title: 'Many can change the policy',
  fixes: [],
  why: 'Each principal that can put the policy can give the whole key to anybody, and the more there are, the likelier one of them is taken over. Two or three administrators are enough for a key. What counts as many, the desk’s settings say.',
  example: {
    fires: keyPolicy({ Principal: { AWS: five() }, Action: 'kms:PutKeyPolicy' }),
    silent: keyPolicy({ Principal: { AWS: five().slice(1) }, Action: 'kms:PutKeyPolicy' }),
  },
});
