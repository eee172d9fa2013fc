/** The linter's questions of meaning, answered by the exact comparison. */
import { certify } from '../compare/compare.ts';
import { compilePolicy, policyOf, type CompiledPolicy, type CompiledStatement } from '../compile.ts';
import type { PolicyKind } from '../document.ts';
import { parsePolicy } from '../parse.ts';
import type { PolicyWorld } from '../world.ts';
import type { IdleStatement, LintEngine } from './engine.ts';

export const COMPARE_ENGINE: LintEngine = {
  certify: (before, after, world) => certify(before, after, world),
  idle: (policy, world) => {
    const ofItself = withoutOthers(world);
    return policy.statements.flatMap(
      (statement) => idleness(policy, statement, statement.effect === 'Deny' ? world : ofItself) ?? [],
    );
  },
};

/**
 * What a policy allows by itself. That an identity policy or a grant allows the same today does not make a statement idle: they are
 * changed elsewhere, by others, and the statement is what holds then.
 */
const withoutOthers = (world: PolicyWorld): PolicyWorld => ({
  ...world,
  grants: [],
  principals: world.principals?.map((principal) => ({ ...principal, policies: [] })) ?? null,
});

const everything = (kind: PolicyKind): readonly CompiledStatement[] => {
  const Principal = kind === 'key' ? { Principal: '*' } : {};
  const text = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', ...Principal, Action: '*', Resource: '*' }],
  });
  const parsed = parsePolicy(text, kind);
  if (!parsed.ok) throw new RangeError('The policy that allows everything does not load.');
  return compilePolicy(parsed.document, kind).statements;
};
const ALLOW_ALL: Readonly<Record<PolicyKind, readonly CompiledStatement[]>> = {
  key: everything('key'),
  identity: everything('identity'),
};

type Statements = readonly CompiledStatement[];

/** Whether a statement makes no difference beside others. */
const isIdleBeside = (
  others: Statements,
  statement: CompiledStatement,
  { kind }: CompiledPolicy,
  world: PolicyWorld,
): boolean => certify(policyOf(kind, others), policyOf(kind, [...others, statement]), world) === 'same';

function idleness(
  policy: CompiledPolicy,
  statement: CompiledStatement,
  world: PolicyWorld,
): IdleStatement | null {
  const { index, effect } = statement;
  const idle = (others: Statements): boolean => isIdleBeside(others, statement, policy, world);
  const others = policy.statements.filter((other) => other !== statement);
  const denies = others.filter((other) => other.effect === 'Deny' && overlap(other, statement));
  const allows = others.filter((other) => other.effect === 'Allow' && overlap(other, statement));
  if (effect === 'Deny') {
    if (!idle(others)) return null;
    return { index, why: idle(ALLOW_ALL[policy.kind]) ? 'never' : 'nothing-to-deny', by: [] };
  }
  if (idle([])) return { index, why: 'never', by: [] };
  // What nothing else speaks of cannot be idle: most statements end here.
  if (!isSpokenOf(statement, [...allows, ...denies])) return null;
  if (!idle([...allows, ...denies])) return null;
  const covered = allows.length > 0 && idle(allows);
  const alone = (covered ? allows : denies).find((other) => idle([other]));
  return { index, why: covered ? 'covered' : 'denied', by: alone === undefined ? [] : [alone.index] };
}

/** Both can match one request, as far as principals and actions tell. */
function overlap(a: CompiledStatement, b: CompiledStatement): boolean {
  if (!a.actions.some((flag, action) => flag === 1 && b.actions[action] === 1)) return false;
  const [x, y] = [a.principals, b.principals];
  if (x === null || y === null || x.inverted || y.inverted || x.anyone || y.anyone) return true;
  if (x.accounts.size > 0 || y.accounts.size > 0) return true; // an account has every principal in it
  for (const arn of x.arns) if (y.arns.has(arn) || arn.includes(':assumed-role/')) return true;
  for (const arn of y.arns) if (arn.includes(':assumed-role/')) return true;
  return false;
}

/** Every action of the statement is an action of some of the others, too. */
const isSpokenOf = ({ actions }: CompiledStatement, others: Statements): boolean =>
  actions.every((flag, action) => flag === 0 || others.some((other) => other.actions[action] === 1));
