import { compilePolicy } from '../../../domain/policy/compile.ts';
import { MAX_POLICY_BYTES, type PolicyDocument, type PolicyKind } from '../../../domain/policy/document.ts';
import type { Comparison } from '../../../domain/policy/compare/comparison.ts';
import { decide, type PolicySource } from '../../../domain/policy/evaluate.ts';
import type { Finding } from '../../../domain/policy/lint/finding.ts';
import type { Rule } from '../../../domain/policy/lint/rule.ts';
import { lookAt } from '../../../domain/policy/lint/linter.ts';
import { lockedOut, type Party } from '../../../domain/policy/lockout.ts';
import { compiledText } from '../../../domain/policy/read-policy.ts';
import type { DirectoryPrincipal, PolicyWorld } from '../../../domain/policy/world.ts';
import type * as exactPart from './exact.ts';
import type { Answers, Keepers, Problem, Question, Reading, Scene } from './protocol.ts';

function sourceOf(text: string, kind: PolicyKind, id: string): PolicySource | null {
  const compiled = compiledText(text, kind);
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

/** The part of the engine that comes after the first reading (exact.ts). */
export type Exact = typeof exactPart;

export interface Judge {
  /** `exact` null: it has not come. Then nothing is said that only a comparison can tell. */
  readonly read: (text: string, exact: Exact | null) => Judged;
  /** Answers a question of that kind. */
  readonly answer: (question: Question, exact: Exact) => Answers[keyof Answers];
}

/** A reading, and what can be asked of it later. */
export interface Judged {
  readonly reading: Reading;
  /** Null: the reading was made without the exact part. */
  readonly exactly: {
    /** What changes against the policy in force; null: it cannot be said. */
    readonly compared: () => Comparison | null;
    /** One of the reading's findings, with the fixes that hold: they are proved now, so it takes its time. */
    readonly proved: (finding: Finding) => Finding;
  } | null;
}

/** Reads texts against one scene: what does not change with the text is made once. `rules`: what is looked for at first. */
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

  const allRules = ({ LATER_RULES }: Exact): readonly Rule[] => [...rules, ...LATER_RULES];

  return {
    read: (text, exact) => {
      const bytes = new TextEncoder().encode(text).length;
      if (bytes > MAX_POLICY_BYTES) return tooLong(text, bytes);
      const lint =
        exact?.lintPolicy(text, kind, world, { rules: allRules(exact), fixes: 'later', suppressions }) ??
        null;
      const { findings, document, problems, subject } =
        lint ?? lookAt(text, kind, world, { rules, engine: null, suppressions });
      const whole = document !== null && problems.length === 0;
      const { compiled } = subject;
      return {
        reading: {
          problems: findings.filter(({ blocks }) => blocks),
          findings,
          statements: document === null || document.statements.length === 0 ? null : document.statements,
          keepers: whole ? keepersOf(document) : null,
          seers,
          isWhole: exact !== null,
        },
        exactly:
          exact === null || lint === null
            ? null
            : {
                compared: () =>
                  before === null || compiled === null
                    ? null
                    : exact.comparePolicies(before.compiled, compiled, world),
                proved: (finding) =>
                  finding.fixable ? { ...finding, fixes: lint.fixesOf(finding) } : finding,
              },
      };
    },
    answer: (question, exact) => {
      if (question.kind === 'compare') {
        const [old, fresh] = [compiledText(question.before, kind), compiledText(question.after, kind)];
        return old === null || fresh === null ? null : exact.comparePolicies(old, fresh, world);
      }
      const { text, applied } = exact.fixAll(question.text, kind, world, {
        rules: allRules(exact),
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
    reading: {
      problems: [problem],
      findings: [finding],
      statements: null,
      keepers: null,
      seers: null,
      isWhole: true,
    },
    exactly: { compared: () => null, proved: (each) => each },
  };
}
