import type { EstateFacts } from '../../world.ts';
import { keyPolicy, role } from '../examples.ts';
import { ownHolders } from '../holders.ts';
import { shownBy } from '../shown.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { nameIn, placeOfHolder } from '../shared-words.ts';
import { administers } from './duties.ts';

const estate = (administrator: string): EstateFacts => ({
  keys: 2,
  decrypts: [],
  guards: [
    { keyId: 'audit', name: 'alias/audit-log', protects: 'audit log', administrators: [administrator] },
  ],
});

export const keysetConflict: Rule = {
  code: 'keyset-conflict',
  group: 'separation-of-duties',
  severity: 'high',
  kinds: ['key'],
  *check(subject) {
    const { estate: all, key } = subject.world;
    const guards = (all?.guards ?? []).filter(({ keyId }) => keyId !== key?.id);
    // Of two keys that guard, one finding on each would say the same twice over; the guard's own page is not the place.
    if (guards.length === 0 || key?.tags.some(([name]) => name.toLowerCase() === 'protects') === true) return;
    for (const holder of ownHolders(subject)) {
      if (!administers(holder)) continue;
      const guard = guards.find(({ administrators }) => administrators.includes(holder.who.arn));
      if (guard === undefined) continue;
      const statement = holder.may.get('kms:PutKeyPolicy')![0]!; // administers asks for it
      yield {
        ...placeOfHolder(statement, holder, statement),
        statement: statement.index,
        ...shownBy(subject, [holder], 'kms:PutKeyPolicy'),
        message: `${holder.words} administers this key, by ${nameIn(statement)}, and also ${guard.name}, which protects the ${guard.protects}. Let somebody else administer one of the two.`,
      };
    }
  },
};

export const keysetConflictDoc = (): RuleDoc => ({
  title: 'One principal administers this key and the key that guards its traces',
  fixes: [],
  why: 'Whoever administers a key and also the key that protects its audit log or backup can do harm and then make the traces unreadable. Keys that guard others bear the tag “protects” with what they protect; their administrators should administer nothing else.',
  example: {
    fires: keyPolicy({ Principal: { AWS: role('operations') }, Action: 'kms:PutKeyPolicy' }),
    silent: keyPolicy({ Principal: { AWS: role('operations') }, Action: 'kms:PutKeyPolicy' }),
    world: { estate: estate(role('operations')) },
    silentWorld: { estate: estate(role('billing')) },
  },
});
