import { REVEALS } from '../action-kinds.ts';
import { keyPolicy, role } from '../examples.ts';
import { nameOf } from '../facts.ts';
import type { Found } from '../finding.ts';
import { heldOf, holdsEverything, ownHolders, statementsFor, shownBy } from '../holders.ts';
import type { LintSubject, Rule, RuleDoc } from '../rule.ts';
import { actionWords, isOfEveryKey, keyWords, placeOfAction, placeOfHolder } from '../shared-words.ts';

const estate = (keys: number) => ({ keys: 230, decrypts: [[role('app'), keys] as const], guards: [] });

/** Of an identity policy: what opens data, on all keys, and nothing asked. */
function* everyKey(subject: LintSubject): Generator<Found> {
  for (const holder of ownHolders(subject)) {
    if (holdsEverything(holder)) continue; // full-access-principal says it
    const opens = heldOf(holder, REVEALS);
    for (const statement of statementsFor(holder, opens)) {
      if (!isOfEveryKey(statement) || statement.not.action || statement.conditions.length > 0) continue;
      const here = opens.filter((action) => holder.may.get(action)?.includes(statement));
      yield {
        ...placeOfAction(statement, new Set(here)),
        statement: statement.index,
        severity: 'low',
        message: `${nameOf(statement)} gives ${actionWords(here)} with ${keyWords(subject, statement)}, also with those to come. Name the keys in Resource, or ask for a tag of theirs with aws:ResourceTag.`,
      };
    }
  }
}

export const blastRadius: Rule = {
  code: 'blast-radius',
  group: 'least-privilege',
  severity: 'medium',
  kinds: ['key', 'identity'],
  *check(subject) {
    if (subject.kind === 'identity') yield* everyKey(subject);
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
  why: 'Keys are kept apart so that one stolen credential opens one thing. A principal that can decrypt with most of them undoes that: whoever takes it over has everything. Give each task a principal of its own; for backups, store ciphertext and leave decryption to whoever restores. An identity policy that opens data with every key is a note: the policy of each key can still leave it out.',
  example: {
    fires: keyPolicy({}),
    silent: keyPolicy({}),
    world: { estate: estate(212) },
    silentWorld: { estate: estate(3) },
  },
});
