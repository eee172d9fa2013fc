import type { PolicyStatement } from '../../document.ts';
import { foldedKey, isNegated, isPositive } from '../condition-facts.ts';
import { keyPolicy, role, ROOT } from '../examples.ts';
import { actionsOf, nameOf, principalWords, statementsOf } from '../facts.ts';
import { fix, withoutActions } from '../narrow.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { actionWords, at, listed, nameIn } from '../shared-words.ts';

const isAttestation = (folded: string): boolean => folded.startsWith('kms:recipientattestation:');
const asks = ({ conditions }: PolicyStatement): boolean =>
  conditions.some((condition) => isPositive(condition) && isAttestation(foldedKey(condition)));
/** A Deny unless the enclave is the right one closes every other way. */
const guards = ({ effect, conditions }: PolicyStatement): boolean =>
  effect === 'Deny' &&
  conditions.some(
    (condition) => isAttestation(foldedKey(condition)) && (isNegated(condition) || condition.base === 'Null'),
  );

export const attestationBypass: Rule = {
  code: 'attestation-bypass',
  group: 'security',
  severity: 'medium',
  kinds: ['key'],
  *check(subject) {
    const statements = statementsOf(subject);
    const attested = statements.filter((statement) => statement.effect === 'Allow' && asks(statement));
    if (attested.length === 0 || statements.some(guards)) return;
    const guarded = new Set(attested.flatMap((statement) => [...actionsOf(statement)]));
    for (const statement of statements) {
      if (statement.effect !== 'Allow' || asks(statement)) continue;
      const open = [...guarded].filter(
        (action) => actionsOf(statement).has(action) && action !== 'kms:DescribeKey',
      );
      if (open.length === 0) continue;
      const who = listed(
        (statement.principals ?? []).map((principal) => principalWords(subject.world, principal)),
      );
      yield {
        ...at(statement.actions[0] ?? statement),
        statement: statement.index,
        message: `${nameOf(statement)} gives ${actionWords(open)} to ${who} without attestation, which ${nameIn(attested[0]!)} asks for. Take it out here, or deny requests without attestation.`, // attested: not empty
        fixes: () =>
          fix('T', `Take ${actionWords(open)} out`, withoutActions(subject, statement, new Set(open))),
      };
    }
  },
};

export const attestationBypassDoc = (): RuleDoc => ({
  title: 'An enclave’s key can be used without attestation',
  fixes: ['T'],
  why: 'A statement gives use of the key to an attested enclave only, and another one gives the same without attestation, for instance kms:* to the account. Then the attestation protects nothing from whoever comes the other way. This desk takes no attestation document, so here only the other way works.',
  example: {
    fires: keyPolicy(
      { Condition: { StringEqualsIgnoreCase: { 'kms:RecipientAttestation:PCR0': 'ab12' } } },
      { Principal: { AWS: ROOT }, Action: 'kms:*' },
    ),
    silent: keyPolicy(
      { Condition: { StringEqualsIgnoreCase: { 'kms:RecipientAttestation:PCR0': 'ab12' } } },
      { Principal: { AWS: role('operations') }, Action: ['kms:PutKeyPolicy', 'kms:DescribeKey'] },
    ),
  },
});
