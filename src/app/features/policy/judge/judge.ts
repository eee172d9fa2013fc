import { compilePolicy } from '../../../../domain/policy/compile.ts';
import {
  MAX_POLICY_BYTES,
  type PolicyDocument,
  type PolicyProblem,
} from '../../../../domain/policy/document.ts';
import type { PolicySource } from '../../../../domain/policy/evaluate.ts';
import type { Finding } from '../../../../domain/policy/lint/finding.ts';
import { lockedOut, type Party } from '../../../../domain/policy/lockout.ts';
import { parsePolicy } from '../../../../domain/policy/parse.ts';
import type { DirectoryPrincipal, PolicyWorld } from '../../../../domain/policy/world.ts';
import { actionWarnings } from './action-findings.ts';
import type { Keepers, Reading, Scene } from './protocol.ts';

const sourceOf = (text: string, kind: 'key' | 'identity', id: string): PolicySource | null => {
  const parsed = parsePolicy(text, kind);
  return parsed.ok ? { compiled: compilePolicy(parsed.document, kind), id, version: 0, digest: '' } : null;
};

/** What is known of a principal before it asks anything; conditions that need a request do not hold. */
function party(world: PolicyWorld, principal: DirectoryPrincipal): Party {
  const known: Readonly<Record<string, string>> = {
    'aws:principalarn': principal.arn,
    'aws:principalaccount': world.accountId,
    'kms:calleraccount': world.accountId,
    'kms:bypasspolicylockoutsafetycheck': 'false',
    ...Object.fromEntries(
      principal.tags.map(([name, value]) => [`aws:principaltag/${name.toLowerCase()}`, value]),
    ),
  };
  return {
    name: `${principal.kind}/${principal.name}`,
    caller: { arn: principal.arn, accountId: world.accountId, kind: principal.kind },
    identityPolicies: principal.policies.flatMap(
      ({ name, text }) => sourceOf(text, 'identity', name) ?? [],
    ),
    values: (key) => (Object.hasOwn(known, key) ? known[key] : undefined),
  };
}

/** Reads texts against one scene: what does not change with the text is made once. */
export function judge(scene: Scene): (text: string) => Reading {
  const { world } = scene;
  const before = sourceOf(scene.saved, 'key', 'saved');
  const parties = (world.principals ?? []).map((principal) => party(world, principal));
  const caller = parties.find((each) => each.caller.arn === scene.me);
  const keyArn = world.key?.arn ?? '*';

  const keepersOf = (document: PolicyDocument): Keepers | null => {
    if (caller === undefined) return null;
    const after: PolicySource = {
      compiled: compilePolicy(document, 'key'),
      id: 'edit',
      version: 0,
      digest: '',
    };
    const lost = lockedOut({ keyArn, before, after, caller, others: parties });
    const keeps = (each: Party): boolean =>
      !lockedOut({ keyArn, before: null, after, caller: each, others: [] }).caller;
    return {
      self: lost.caller,
      losing: lost.losing.map((each) => each.name),
      left: parties.filter(keeps).map((each) => each.name),
    };
  };

  return (text) => {
    const bytes = new TextEncoder().encode(text).length;
    if (bytes > MAX_POLICY_BYTES) {
      const problem: PolicyProblem = {
        code: 'json',
        message: `The policy has ${bytes} bytes; the most is ${MAX_POLICY_BYTES}.`,
        from: 0,
        to: Math.min(1, text.length),
      };
      return { problems: [problem], findings: [refusal(problem)], statements: null, keepers: null };
    }
    const parsed = parsePolicy(text, 'key');
    if (!parsed.ok)
      return {
        problems: parsed.problems,
        findings: parsed.problems.map(refusal),
        statements: null,
        keepers: null,
      };
    return {
      problems: [],
      findings: actionWarnings(parsed.document.statements),
      statements: parsed.document.statements,
      keepers: keepersOf(parsed.document),
    };
  };
}

/** What the parser refuses, as a finding. */
export const refusal = ({ code, message, from, to }: PolicyProblem): Finding => ({
  code,
  severity: 'error',
  message,
  from,
  to,
  statement: null,
  fixes: [],
});
