import { MAX_POLICY_BYTES } from '../../document.ts';
import type { JsonNode } from '../../../json/parse-json.ts';
import { keyPolicy } from '../examples.ts';
import { statementNodes } from '../facts.ts';
import { formatPolicy, isOutOfOrder } from '../format-policy.ts';
import type { LintSubject, Rule, RuleDoc } from '../rule.ts';
import { sizeOf } from '../size.ts';
import { NEAR } from './near-quota.ts';

export const format: Rule = {
  code: 'format',
  group: 'hygiene',
  severity: 'info',
  kinds: ['key', 'identity'],
  *check(subject) {
    const { tree, text, problems } = subject;
    if (tree === null || problems.length > 0) return;
    const what = differing(subject, tree);
    if (what === null) return;
    const formatted = formatPolicy(tree, text.includes('\n'));
    // A large policy may have been pressed together on purpose.
    if (formatted === text || sizeOf(formatted) > MAX_POLICY_BYTES * NEAR) return;
    yield {
      from: tree.from,
      to: tree.from + 1,
      statement: null,
      message: `${what} It is harder to read and compare than it need be. Format the policy; its meaning stays.`,
      fixes: [
        { class: 'A', title: 'Format the policy', edits: [{ from: 0, to: text.length, insert: formatted }] },
      ],
    };
  },
};

export const formatDoc = (): RuleDoc => ({
  title: 'Statements written in different forms',
  fixes: ['A'],
  why: 'Policies are read side by side. When Effect comes first in one statement and last in the next, or one value stands alone here and in a list there, the eye has to search, and a difference in form hides one in meaning. The usual order is Sid, Effect, Principal, Action, Resource, Condition.',
  example: {
    fires: keyPolicy({ Action: ['kms:Encrypt'] }, { Action: 'kms:Decrypt' }),
    silent: keyPolicy({ Action: ['kms:Encrypt', 'kms:Decrypt'] }, { Action: 'kms:Decrypt' }),
  },
});

function differing(subject: LintSubject, tree: JsonNode): string | null {
  const nodes = statementNodes(subject);
  if (isOutOfOrder(tree, 'policy') || nodes.some((node) => isOutOfOrder(node, 'statement')))
    return 'Members do not stand in the usual order (Sid, Effect, Principal, Action, Resource, Condition).';
  for (const name of ['Action', 'Resource']) {
    const values = nodes.flatMap((node) =>
      node.kind === 'object'
        ? node.members.filter((member) => member.name === name).map(({ value }) => value)
        : [],
    );
    const alone = values.some(({ kind }) => kind === 'string');
    if (alone && values.some((value) => value.kind === 'array' && value.items.length === 1))
      return `One ${name} stands alone in one statement, and in a list in another.`;
  }
  return null;
}
