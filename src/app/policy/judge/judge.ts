import { comparePolicies } from '../../../domain/policy/compare/compare.ts';
import { LINT_ENGINE } from '../../../domain/policy/compare/lint-engine.ts';
import { compilePolicy, type CompiledPolicy } from '../../../domain/policy/compile.ts';
import { MAX_POLICY_BYTES, type PolicyDocument, type PolicyKind } from '../../../domain/policy/document.ts';
import type { Comparison } from '../../../domain/policy/compare/comparison.ts';
import { decide, type PolicySource } from '../../../domain/policy/evaluate.ts';
import type { Finding } from '../../../domain/policy/lint/finding.ts';
import type { Rule } from '../../../domain/policy/lint/rule.ts';
import { fixAll, lintPolicy } from '../../../domain/policy/lint/linter.ts';
import { lockedOut, type Party } from '../../../domain/policy/lockout.ts';
import { parsePolicy } from '../../../domain/policy/parse.ts';
import type { DirectoryPrincipal, PolicyWorld } from '../../../domain/policy/world.ts';
import type { Answers, Keepers, Problem, Question, Reading, Scene } from './protocol.ts';

function compiledOf(text: string, kind: PolicyKind): CompiledPolicy | null {
  const parsed = parsePolicy(text, kind);
  return parsed.ok ? compilePolicy(parsed.document, kind) : null;
}

function sourceOf(text: string, kind: PolicyKind, id: string): PolicySource | null {
  const compiled = compiledOf(text, kind);
  return compiled === null ? null : { compiled, id, version: 0, digest: '' };
}

/** What is known of a principal before it asks anything; conditions that need a request do not hold. */
function party(world: PolicyWorld, principal: DirectoryPrincipal): Party {
  const known = new Map([
    ['aws:principalarn', principal.arn],
    ['aws:principalaccount', world.accountId],
    ['kms:calleraccount', world.accountId],
    ['kms:bypasspolicylockoutsafetycheck', 'false'],
    ...principal.tags.map(([name, value]) => [`aws:principaltag/${name.toLowerCase()}`, value] as const),
  ]);
  return {
    name: `${principal.kind}/${principal.name}`,
    caller: { arn: principal.arn, accountId: world.accountId, kind: principal.kind },
    identityPolicies: principal.policies.flatMap(({ name, text }) => sourceOf(text, 'identity', name) ?? []),
    values: (key) => known.get(key),
  };
}

export interface Judge {
  readonly read: (text: string) => Judged;
  /** Answers a question of that kind. */
  readonly answer: (question: Question) => Answers[keyof Answers];
}

/** A reading, and what can be asked of it later. */
export interface Judged {
  readonly reading: Reading;
  /** What changes against the policy in force; null: it cannot be said. */
  readonly compared: () => Comparison | null;
  /** One of the reading's findings, with the fixes that hold: they are proved now, so it takes its time. */
  readonly proved: (finding: Finding) => Finding;
}

/** Reads texts against one scene: what does not change with the text is made once. `rules`: what is looked for. */
export function judge(scene: Scene, rules: readonly Rule[]): Judge {
  const { kind, world, suppressions } = scene;
  const before = sourceOf(scene.saved, kind, 'saved');
  const parties = (world.principals ?? []).map((principal) => party(world, principal));
  const caller = parties.find((each) => each.caller.arn === world.me);
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
      today,
    };
  };
  const canNow = (each: Party): boolean =>
    before !== null && !lockedOut({ keyArn, before: null, after: before, caller: each, others: [] }).caller;
  const today = parties.filter(canNow).length;

  const active = new Set((world.principals ?? []).filter((each) => each.active).map(({ arn }) => arn));
  const seesGrants = ({ caller: asks, values, identityPolicies }: Party): boolean =>
    active.has(asks.arn) &&
    decide(
      { action: 'kms:ListGrants', resource: keyArn, caller: asks, values, onKey: true },
      before,
      identityPolicies,
    ).allowed;
  const seers =
    world.grants !== null || world.principals === null
      ? null
      : parties.filter(seesGrants).map(({ name }) => name);

  const compare = (from: string, to: string): Comparison | null => {
    const [old, fresh] = [compiledOf(from, kind), compiledOf(to, kind)];
    return old === null || fresh === null ? null : comparePolicies(old, fresh, world);
  };

  return {
    read: (text) => {
      const bytes = new TextEncoder().encode(text).length;
      if (bytes > MAX_POLICY_BYTES) return tooLong(text, bytes);
      const lint = lintPolicy(text, kind, world, {
        rules,
        fixes: 'later',
        engine: LINT_ENGINE,
        suppressions,
      });
      const { document, problems } = lint;
      const { compiled } = lint.subject;
      const whole = document !== null && problems.length === 0;
      return {
        reading: {
          problems: lint.findings.filter(({ blocks }) => blocks),
          findings: lint.findings,
          statements: document === null || document.statements.length === 0 ? null : document.statements,
          keepers: whole ? keepersOf(document) : null,
          seers,
        },
        compared: () =>
          before === null || compiled === null ? null : comparePolicies(before.compiled, compiled, world),
        proved: (finding) => (finding.fixable ? { ...finding, fixes: lint.fixesOf(finding) } : finding),
      };
    },
    answer: (question) => {
      if (question.kind === 'compare') return compare(question.before, question.after);
      const { text, applied } = fixAll(question.text, kind, world, {
        rules,
        engine: LINT_ENGINE,
        suppressions,
      });
      return { text, titles: applied.map(({ title }) => title) };
    },
  };
}

/** Nothing is read of a text that no policy can be. */
function tooLong(text: string, bytes: number): Judged {
  const problem: Problem = {
    message: `The policy has ${bytes} bytes; the most is ${MAX_POLICY_BYTES}.`,
    from: 0,
    to: Math.min(1, text.length),
  };
  const finding: Finding = {
    ...problem,
    code: 'size-quota',
    severity: 'error',
    statement: null,
    blocks: true,
    fixable: false,
    fixes: [],
  };
  return {
    reading: { problems: [problem], findings: [finding], statements: null, keepers: null, seers: null },
    compared: () => null,
    proved: (each) => each,
  };
}
