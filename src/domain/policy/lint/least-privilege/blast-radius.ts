import { keyPolicy, role } from '../examples.ts';
import { ownHolders, statementsFor } from '../holders.ts';
import { shownBy } from '../shown.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { placeOfHolder } from '../shared-words.ts';

const estate = (keys: number) => ({ keys: 230, decrypts: [[role('app'), keys] as const], guards: [] });

export const blastRadius: Rule = {
  code: 'blast-radius',
  group: 'least-privilege',
  severity: 'medium',
  kinds: ['key'],
  *check(subject) {
    const { estate: all } = subject.world;
    if (all === undefined || all === null) return;
    const keys = new Map(all.decrypts);
    for (const holder of ownHolders(subject)) {
      const count = keys.get(holder.who.arn) ?? 0;
      const [statement] = statementsFor(holder, ['kms:Decrypt']);
      if (count <= subject.settings.blastRadiusKeys || statement === undefined) continue;
      yield {
        ...placeOfHolder(statement, holder, statement),
        statement: statement.index,
        ...shownBy(subject, [holder], 'kms:Decrypt'),
        message: `${holder.words} can decrypt with ${count} of the ${all.keys} keys of this desk, this one among them. Whoever takes over ${holder.words} has all of that. Give its tasks principals of their own.`,
      };
    }
  },
};

export const blastRadiusDoc = (): RuleDoc => ({
  title: 'Somebody can decrypt with very many keys',
  fixes: [],
  why: 'Keys are kept apart so that one stolen credential opens one thing. A principal that can decrypt with most of them undoes that: whoever takes it over has everything. Give each task a principal of its own; for backups, store ciphertext and leave decryption to whoever restores.',
  example: {
    fires: keyPolicy({}),
    silent: keyPolicy({}),
    world: { estate: estate(212) },
    silentWorld: { estate: estate(3) },
  },
});
