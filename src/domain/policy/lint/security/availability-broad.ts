import { compiledOf, extentOf, type Probe } from '../extent.ts';
import { heldOf, holdersOf, holdsEverything } from '../holders.ts';
import { shownBy } from '../shown.ts';
import { isPublic } from '../strangers.ts';
import { USES } from '../action-kinds.ts';
import { keyPolicy } from '../examples.ts';
import { nameOf } from '../facts.ts';
import { fix, withoutActions } from '../narrow.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { actionWords, byStatement, holderWords, keyWords, placeOfAction } from '../shared-words.ts';

const STOPS: readonly string[] = [
  'kms:DisableKey',
  'kms:DeleteImportedKeyMaterial',
  'kms:UpdatePrimaryRegion',
  'kms:RevokeGrant',
];
/** A service that may revoke the grants that AWS made for it stops nobody else. */
const DIRECT: Probe = new Map([['kms:grantisforawsresource', 'false']]);

export const availabilityBroad: Rule = {
  code: 'availability-broad',
  group: 'security',
  severity: 'medium',
  kinds: ['key', 'identity'],
  *check(subject) {
    const pairs = holdersOf(subject)
      .filter(
        (holder) =>
          !holdsEverything(holder) &&
          !holder.may.has('kms:PutKeyPolicy') && // both: admin-and-user says it
          heldOf(holder, USES).length > 0,
      )
      .flatMap((holder) =>
        STOPS.flatMap((action) => holder.may.get(action) ?? [])
          .filter((statement) => {
            const compiled = compiledOf(subject, statement);
            return compiled !== null && extentOf(compiled, holder.who, subject.world, DIRECT) !== 'never';
          })
          .map((statement) => [statement, holder] as const),
      );
    for (const [statement, holders] of byStatement(pairs)) {
      if (isPublic(subject, statement) || statement.not.action) continue;
      const stops = STOPS.filter((action) => holders.some(({ may }) => may.get(action)?.includes(statement)));
      yield {
        ...placeOfAction(statement, new Set(stops)),
        statement: statement.index,
        ...shownBy(subject, holders, stops[0] ?? ''),
        message: `${nameOf(statement)} gives ${holderWords(holders)}, who ${holders.length === 1 ? 'uses' : 'use'} ${subject.kind === 'key' ? 'the key' : keyWords(subject, statement)}, ${actionWords(stops)} as well: ${holders.length === 1 ? 'it' : 'they'} can stop ${subject.kind === 'key' ? 'the key' : 'a key'} for all others. Leave that to administrators.`,
        fixes: () =>
          fix('N', `Take ${actionWords(stops)} out`, withoutActions(subject, statement, new Set(stops))),
      };
    }
  },
};

export const availabilityBroadDoc = (): RuleDoc => ({
  title: 'A user of the key can stop it for all others',
  fixes: ['N'],
  why: 'Disabling a key, deleting its material or revoking a grant stops everybody who depends on it at once. A service that only encrypts and decrypts needs none of that; often a pattern such as kms:D* gave it unseen.',
  example: {
    fires: keyPolicy({ Action: 'kms:D*' }),
    silent: keyPolicy({ Action: ['kms:Decrypt', 'kms:DescribeKey'] }),
  },
});
