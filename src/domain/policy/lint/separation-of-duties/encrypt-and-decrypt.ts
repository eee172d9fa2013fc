import { WRITES } from '../action-kinds.ts';
import { keyPolicy } from '../examples.ts';
import { holdsEverything, ownHolders, statementsFor } from '../holders.ts';
import { shownBy } from '../shown.ts';
import { isPublic } from '../strangers.ts';
import { fix } from '../narrow.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { byStatement, holderWords, isPerson, nameIn, placeOfAction } from '../shared-words.ts';
import { completeUseOf } from '../use.ts';
import { without } from './admin-and-user.ts';
import { administers } from './duties.ts';

const READS = ['kms:Decrypt', 'kms:ReEncryptFrom'];

export const encryptAndDecrypt: Rule = {
  code: 'encrypt-and-decrypt',
  group: 'separation-of-duties',
  severity: 'low',
  kinds: ['key'],
  *check(subject) {
    const use = completeUseOf(subject);
    const holders = ownHolders(subject).filter((holder) => {
      const { arn } = holder.who;
      if (holdsEverything(holder) || administers(holder) || isPerson(subject, arn)) return false;
      const both = [WRITES, READS].every((half) => half.some((action) => holder.may.has(action)));
      // The log shows whether it does both: if not, unused-action says which half goes.
      return (
        both &&
        (use === null ||
          [WRITES, READS].every((half) => half.some((action) => use.of(arn, action) !== undefined)))
      );
    });
    const pairs = holders.map((holder) => [statementsFor(holder, READS)[0]!, holder] as const); // filtered by it
    for (const [statement, who] of byStatement(pairs)) {
      if (isPublic(subject, statement) || statement.not.action) continue;
      yield {
        ...placeOfAction(statement, new Set(READS)),
        statement: statement.index,
        ...shownBy(subject, who, 'kms:Decrypt'),
        message: `${holderWords(who)} can both encrypt and decrypt, the latter by ${nameIn(statement)}. If one half is enough, take the other away.`,
        fixes: () => [
          ...fix('N', `Leave encryption to ${holderWords(who)}`, without(subject, who, READS)),
          ...fix('N', `Leave decryption to ${holderWords(who)}`, without(subject, who, WRITES)),
        ],
      };
    }
  },
};

export const encryptAndDecryptDoc = (): RuleDoc => ({
  title: 'A service both encrypts and decrypts',
  fixes: ['N'],
  why: 'Often one part of a system writes and another reads: an intake that only encrypts cannot leak what it took in. Where the same service must do both, this is right; accept the finding. Else give it the half that it needs.',
  example: {
    fires: keyPolicy({ Action: ['kms:Encrypt', 'kms:Decrypt'] }),
    silent: keyPolicy({ Action: ['kms:Encrypt', 'kms:GenerateDataKeyWithoutPlaintext'] }),
  },
});
