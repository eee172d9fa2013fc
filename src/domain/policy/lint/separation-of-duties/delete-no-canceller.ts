import { whoCould } from '../access.ts';
import { keyPolicy, role } from '../examples.ts';
import { holdsEverything, ownHolders } from '../holders.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { DELETE, DELETE_ONLY } from '../security/deletion-broad.ts';
import { placeOfAction } from '../shared-words.ts';
import { delegate, isDelegated } from './duties.ts';

const CANCEL = 'kms:CancelKeyDeletion';

export const deleteNoCanceller: Rule = {
  code: 'delete-no-canceller',
  group: 'separation-of-duties',
  severity: 'medium',
  kinds: ['key'],
  *check(subject) {
    const [scheduler] = ownHolders(subject).filter(
      (holder) => holder.may.has(DELETE) && !holdsEverything(holder), // who may do everything is told once
    );
    if (scheduler === undefined) return;
    const known = whoCould(subject, CANCEL);
    if (known === null && isDelegated(subject, CANCEL)) return; // the directory says who that is, and it is not known
    const named = ownHolders(subject)
      .filter(({ may }) => may.has(CANCEL))
      .map(({ who }) => who.arn);
    const cancellers = new Set(
      known === null ? named : known.filter(({ active }) => active).map(({ arn }) => arn),
    );
    const [only] = cancellers;
    const schedulers = ownHolders(subject)
      .filter(({ may }) => may.has(DELETE))
      .map(({ who }) => who.arn);
    if (cancellers.size > 1 || (only !== undefined && !schedulers.includes(only))) return;
    const statement = scheduler.may.get(DELETE)![0]!; // filtered by it
    const delegated = isDelegated(subject, CANCEL);
    yield {
      ...placeOfAction(statement, DELETE_ONLY),
      statement: statement.index,
      // A second one is a matter of an identity policy, and of nothing in this text.
      severity: delegated ? 'low' : 'medium',
      message: `${scheduler.words} can schedule the deletion of this key, and ${only === undefined ? 'nobody can cancel it' : 'nobody else can cancel it'}${delegated ? ' today: the account’s identity policies may decide, and give it to nobody else who can act. Give somebody a policy with kms:CancelKeyDeletion, such as "key-administrator"' : '. Give kms:CancelKeyDeletion to a second principal'}.`,
      fixes: () =>
        delegate(subject, [CANCEL, 'kms:DescribeKey'], 'administrators of the account cancel a deletion'),
    };
  },
};

export const deleteNoCancellerDoc = (): RuleDoc => ({
  title: 'Nobody else can cancel a deletion',
  fixes: ['T'],
  why: 'The waiting period before a key is deleted helps only if somebody other than who scheduled it can stop it. When the one who can schedule is the only one who can cancel, a stolen credential deletes the key unopposed. Give kms:CancelKeyDeletion to a second principal; it lets nobody do harm.',
  example: {
    fires: keyPolicy({
      Principal: { AWS: role('operations') },
      Action: ['kms:ScheduleKeyDeletion', 'kms:CancelKeyDeletion'],
    }),
    silent: keyPolicy(
      {
        Principal: { AWS: role('operations') },
        Action: ['kms:ScheduleKeyDeletion', 'kms:CancelKeyDeletion'],
      },
      { Principal: { AWS: role('billing') }, Action: 'kms:CancelKeyDeletion' },
    ),
  },
});
