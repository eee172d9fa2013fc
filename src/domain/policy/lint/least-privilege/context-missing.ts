import type { PolicyStatement } from '../../document.ts';
import { WITH_CONTEXT } from '../action-kinds.ts';
import { foldedKey, isContextKey, isPositive } from '../condition-facts.ts';
import { keyPolicy } from '../examples.ts';
import { actionsOf, nameOf, statementsOf } from '../facts.ts';
import { compiledOf, extentOf, isDenied, type Probe } from '../extent.ts';
import { holdersOf, holdsEverything, type Holder } from '../holders.ts';
import { shownBy } from '../shown.ts';
import { isPublic } from '../strangers.ts';
import { fix, whileHolds } from '../narrow.ts';
import type { LintSubject, Rule, RuleDoc } from '../rule.ts';
import { actionWords, holderWords, placeOfAction } from '../shared-words.ts';
import { isNew } from '../use.ts';
import { inferableContext } from './context-inferable.ts';

const NEED: ReadonlySet<string> = new Set(WITH_CONTEXT);
/** Only asymmetric and HMAC keys do these: where they stand the key takes no context. */
const NOT_SYMMETRIC = [
  'kms:Sign',
  'kms:Verify',
  'kms:GenerateMac',
  'kms:VerifyMac',
  'kms:DeriveSharedSecret',
  'kms:GetPublicKey',
];

/** A request without any encryption context. */
function bare(subject: LintSubject): Probe {
  const keys = statementsOf(subject).flatMap(({ conditions }) => conditions.map(foldedKey));
  return new Map(
    ['kms:encryptioncontextkeys', ...keys.filter(isContextKey)].map((key) => [key, undefined] as const),
  );
}

/** The actions that the statement gives somebody without any context, and to whom. */
export function withoutContext(
  subject: LintSubject,
  statement: PolicyStatement,
): { readonly actions: readonly string[]; readonly holders: readonly Holder[] } | null {
  const { key } = subject.world;
  const covered = actionsOf(statement);
  const symmetric =
    key === null ? !NOT_SYMMETRIC.some((action) => covered.has(action)) : key.spec === 'SYMMETRIC_DEFAULT';
  if (!symmetric || statement.effect !== 'Allow' || !WITH_CONTEXT.some((action) => covered.has(action)))
    return null;
  const compiled = compiledOf(subject, statement);
  if (compiled === null) return null;
  const probe = bare(subject);
  const holders = holdersOf(subject).filter(
    (holder) =>
      WITH_CONTEXT.some((action) => holder.may.get(action)?.includes(statement)) &&
      extentOf(compiled, holder.who, subject.world, probe) !== 'never',
  );
  const actions = WITH_CONTEXT.filter(
    (action) =>
      covered.has(action) &&
      holders.some(
        ({ who, may }) => may.get(action)?.includes(statement) && !isDenied(subject, who, action, probe),
      ),
  );
  return actions.length === 0 ? null : { actions, holders };
}

export const contextMissing: Rule = {
  code: 'context-missing',
  group: 'least-privilege',
  severity: 'medium',
  kinds: ['key'],
  *check(subject) {
    for (const statement of statementsOf(subject)) {
      if (isPublic(subject, statement) || statement.not.action) continue;
      // A service in between sets a context of its own.
      if (
        statement.conditions.some(
          (condition) => isPositive(condition) && foldedKey(condition) === 'kms:viaservice',
        )
      )
        continue;
      const found = withoutContext(subject, statement);
      if (found === null || found.holders.every(holdsEverything)) continue;
      if (inferableContext(subject, statement) !== null) continue; // that rule says which
      const actions = new Set(found.actions);
      yield {
        ...placeOfAction(statement, actions),
        statement: statement.index,
        severity: isNew(subject) ? 'low' : 'medium',
        ...shownBy(subject, found.holders, found.actions[0] ?? ''),
        message: `${nameOf(statement)} gives ${holderWords(found.holders)} ${actionWords(actions)} for every encryption context and for none, so for all data under the key. Ask for the context that they need.`,
        fixes: () =>
          fix(
            'T',
            'Ask for a context, whichever',
            whileHolds(subject, statement, NEED, [['Null', 'kms:EncryptionContextKeys', 'false']]),
          ),
      };
    }
  },
};

export const contextMissingDoc = (): RuleDoc => ({
  title: 'Use of the key without an encryption context',
  fixes: ['T'],
  why: 'Without a condition on the encryption context a holder decrypts everything under the key, of every tenant and purpose, and the log says that something was decrypted but not what. Let callers pass a context such as tenant = acme, and let the statement ask for it.',
  example: {
    fires: keyPolicy({ Action: ['kms:Decrypt', 'kms:DescribeKey'] }),
    silent: keyPolicy({
      Action: 'kms:Decrypt',
      Condition: { StringEquals: { 'kms:EncryptionContext:tenant': 'acme' } },
    }),
  },
});
