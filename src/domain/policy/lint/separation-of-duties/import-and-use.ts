import { USES } from '../action-kinds.ts';
import { EXAMPLE_WORLD, keyPolicy, role } from '../examples.ts';
import { heldOf, holdsEverything, ownHolders } from '../holders.ts';
import { shownBy } from '../shown.ts';
import { isPublic } from '../strangers.ts';
import { fix } from '../narrow.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { actionWords, byStatement, holderWords, keyWords, nameIn, placeOfAction } from '../shared-words.ts';
import { without } from './admin-and-user.ts';

const IMPORT = 'kms:ImportKeyMaterial';
const external = () => ({ ...EXAMPLE_WORLD.key!, origin: 'EXTERNAL' as const }); // the example desk has a key

export const importAndUse: Rule = {
  code: 'import-and-use',
  group: 'separation-of-duties',
  severity: 'high',
  kinds: ['key', 'identity'],
  *check(subject) {
    const { key } = subject.world;
    if (key !== null && key.origin !== 'EXTERNAL') return; // nothing can be imported
    const pairs = ownHolders(subject)
      .filter(
        (holder) => holder.may.has(IMPORT) && heldOf(holder, USES).length > 0 && !holdsEverything(holder),
      )
      .map((holder) => [holder.may.get(IMPORT)![0]!, holder] as const); // filtered by it
    for (const [statement, holders] of byStatement(pairs)) {
      if (isPublic(subject, statement) || statement.not.action) continue;
      const held = USES.filter((action) => holders.some(({ may }) => may.has(action)));
      yield {
        ...placeOfAction(statement, new Set([IMPORT])),
        statement: statement.index,
        ...shownBy(subject, holders, IMPORT),
        message: `${holderWords(holders)} can import the material of ${keyWords(subject, statement)} by ${nameIn(statement)}, and use ${subject.kind === 'key' ? 'the key' : 'keys'} (${actionWords(held)}). Take one of the two away.`,
        fixes: () => [
          ...fix(
            'N',
            `Take import from ${holderWords(holders)}`,
            without(subject, holders, [IMPORT, 'kms:GetParametersForImport']),
          ),
          ...fix('N', `Take use of the key from ${holderWords(holders)}`, without(subject, holders, USES)),
        ],
      };
    }
  },
};

export const importAndUseDoc = (): RuleDoc => ({
  title: 'Who imports the key material also uses the key',
  fixes: ['N'],
  why: 'Whoever brings the key material has had it in their hands, perhaps with a copy. With use of the key they also reach the ciphertext, and nothing else is needed to read everything unseen. Import is a ceremony for principals that never use the key.',
  example: {
    fires: keyPolicy({ Principal: { AWS: role('operations') }, Action: [IMPORT, 'kms:Decrypt'] }),
    silent: keyPolicy({
      Principal: { AWS: role('operations') },
      Action: [IMPORT, 'kms:GetParametersForImport', 'kms:DeleteImportedKeyMaterial'],
    }),
    world: { key: external() },
  },
});
