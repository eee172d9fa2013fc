import type { KeyFacts } from '../../world.ts';
import { hasWildcard } from '../../wildcard.ts';
import { CRYPTOGRAPHIC, WITH_CONTEXT } from '../action-kinds.ts';
import { keyPolicy } from '../examples.ts';
import { coveredBy, nameOf, statementsOf } from '../facts.ts';
import { fix, withoutActions } from '../narrow.ts';
import type { Rule } from '../rule.ts';
import { actionWords, placeOfAction } from '../shared-words.ts';

const JUDGED: ReadonlySet<string> = new Set([...CRYPTOGRAPHIC, 'kms:GetPublicKey']);

/** What a key of this kind can do (kms-api.md §4, §5.3, §5.4). */
function possible({ spec, usage }: KeyFacts): ReadonlySet<string> {
  switch (usage) {
    case 'ENCRYPT_DECRYPT':
      return spec === 'SYMMETRIC_DEFAULT'
        ? new Set(WITH_CONTEXT)
        : new Set(['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:GetPublicKey']);
    case 'SIGN_VERIFY':
      return new Set(['kms:Sign', 'kms:Verify', 'kms:GetPublicKey']);
    case 'GENERATE_VERIFY_MAC':
      return new Set(['kms:GenerateMac', 'kms:VerifyMac']);
    case 'KEY_AGREEMENT':
      return new Set(['kms:DeriveSharedSecret', 'kms:GetPublicKey']);
  }
}

export const usageMismatch: Rule = {
  code: 'usage-mismatch',
  group: 'least-privilege',
  severity: 'low',
  kinds: ['key'],
  title: 'An action that this key cannot do',
  why: 'A key’s usage never changes: a key for encryption never signs. The action stands there for nothing and makes readers believe otherwise; often the policy was copied from another key. Take it out.',
  fixes: ['N'],
  example: {
    fires: keyPolicy({ Action: ['kms:Decrypt', 'kms:Sign'] }),
    silent: keyPolicy({ Action: ['kms:Decrypt', 'kms:Encrypt'] }),
  },
  *check(subject) {
    const { key } = subject.world;
    if (key === null) return;
    const can = possible(key);
    for (const statement of statementsOf(subject)) {
      if (statement.effect !== 'Allow' || statement.not.action) continue;
      const wrong = new Set(
        statement.actions
          .filter(({ text }) => !hasWildcard(text))
          .flatMap(({ text }) => coveredBy(text))
          .filter((name) => JUDGED.has(name) && !can.has(name)),
      );
      if (wrong.size === 0) continue;
      yield {
        ...placeOfAction(statement, wrong),
        statement: statement.index,
        message: `${nameOf(statement)} gives ${actionWords(wrong)}, which a key of usage ${key.usage} and spec ${key.spec} cannot do. Take it out.`,
        fixes: () => fix('N', `Take ${actionWords(wrong)} out`, withoutActions(subject, statement, wrong)),
      };
    }
  },
};
