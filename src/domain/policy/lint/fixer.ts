/** The linter with its fixes: a text in, findings and proved fixes out; and all fixes that change nothing made in one go. */
import { Meter } from '../meter.ts';
import { LINT_ENGINE } from '../compare/lint-engine.ts';
import type { PolicyKind } from '../document.ts';
import type { PolicyWorld } from '../world.ts';
import { applyEdits, compatible } from './apply.ts';
import { ordered } from './edits.ts';
import type { LintEngine } from './engine.ts';
import type { Finding, Fix, TextEdit } from './finding.ts';
import { KEY_RULES } from './key-rules.ts';
import { DEFAULT_WORK, lookAt, type Look } from './linter.ts';
import { prove } from './prove.ts';
import type { LintSettings, Rule } from './rule.ts';
import { silencedBy, type Suppression } from './suppression.ts';

export interface LintOptions {
  readonly settings?: Partial<LintSettings>;
  /**
   * Default: the exact comparison. Null: questions of meaning are not asked, and fixes that need a proof by comparison are not offered.
   */
  readonly engine?: LintEngine | null;
  readonly suppressions?: readonly Suppression[] | null;
  /** `now` proves fixes at once (wire, command line; of the first sixty findings); `later` leaves them to `fixesOf` (editor). Default `now`. */
  readonly fixes?: 'now' | 'later';
  /** What is looked for. */
  readonly rules: readonly Rule[];
  /**
   * Steps that all questions of meaning and all proofs of one call may take together; of `fixesOf` after `later`, those of one finding.
   * Default DEFAULT_WORK.
   */
  readonly work?: number;
}

export interface Lint extends Pick<Look, 'findings' | 'more' | 'problems' | 'document' | 'subject'> {
  /** Steps that it took (LintOptions.work). */
  readonly worked: number;
  /** The fixes of one of `findings` that hold, proved at this moment and once. */
  readonly fixesOf: (finding: Finding) => readonly Fix[];
}

/** A proof of a large policy takes its time; of more findings than these, the worst, fixes are proved only when they are asked for. */
const MOST_PROVED_AT_ONCE = 60;

/** Lints a policy's text. Attacker-controlled: cap it at a few times MAX_POLICY_BYTES first. */
export function lintPolicy(text: string, kind: PolicyKind, world: PolicyWorld, options: LintOptions): Lint {
  const allowance = options.work ?? DEFAULT_WORK;
  const work = new Meter(allowance);
  const ofFix = options.fixes === 'later' ? () => new Meter(allowance) : () => work;
  return lintWithin(work, ofFix, text, kind, world, options);
}

/** `work`: of what rules ask. `ofFix`: of the proofs of one finding's fixes. */
function lintWithin(
  work: Meter,
  ofFix: () => Meter,
  text: string,
  kind: PolicyKind,
  world: PolicyWorld,
  { engine = LINT_ENGINE, fixes = 'now', settings, suppressions, rules }: LintOptions,
): Lint {
  const look = lookAt(text, kind, world, { settings, engine, suppressions, rules, others: KEY_RULES, work });
  const { more, problems, document, subject } = look;
  const proved = new WeakMap<Finding, readonly Fix[]>();
  const fixesOf = (finding: Finding): readonly Fix[] => {
    let held = proved.get(finding);
    if (held === undefined) proved.set(finding, (held = prove(subject, look.candidates(finding), ofFix())));
    return held;
  };
  let asked = 0;
  const told = look.findings.map((finding): Finding => {
    if (fixes === 'later' || !finding.fixable || asked >= MOST_PROVED_AT_ONCE) return finding;
    asked++;
    const whole = { ...finding, fixes: fixesOf(finding) };
    proved.set(whole, whole.fixes);
    return whole;
  });
  return { findings: look.whole(told), more, problems, document, subject, worked: work.spent, fixesOf };
}

export interface FixedAll {
  readonly text: string;
  /** What was done, in its order. */
  readonly applied: readonly { readonly code: string; readonly title: string }[];
}

/** Each round changes something, and all of them only take away or tidy; should two rules ever disagree for ever, this ends it. */
const MOST_ROUNDS = 60;

/** All its rounds may take as much work together as so many texts. Where it does not suffice, what was made until then is whole. */
const TEXTS_OF_WORK = 4;

/**
 * Makes all access-preserving fixes, round after round, until none is left: one fix can uncover the next. The text that comes out
 * allows exactly what the text that went in allows; each step of the way was proved. What is suppressed is left as it is.
 */
export function fixAll(text: string, kind: PolicyKind, world: PolicyWorld, options: LintOptions): FixedAll {
  const applied: { readonly code: string; readonly title: string }[] = [];
  const work = new Meter(TEXTS_OF_WORK * (options.work ?? DEFAULT_WORK));
  let current = text;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const lint = lintWithin(work, () => work, current, kind, world, { ...options, fixes: 'later' });
    const next = oneRound(lint, options.rules);
    if (next.applied.length === 0) break;
    current = next.text;
    applied.push(...next.applied);
  }
  return { text: current, applied };
}

/** Names and layout come last: what is merged or removed first needs none. */
function oneRound(lint: Lint, rules: readonly Rule[]): FixedAll {
  const tidying = new Set(rules.filter(({ group }) => group === 'hygiene').map(({ code }) => code));
  const substance = roundOf(lint, ({ code }) => !tidying.has(code));
  return substance.applied.length > 0 ? substance : roundOf(lint, ({ code }) => tidying.has(code));
}

/** As many fixes of one text as are proved together: each is proved on what the ones before it made. */
function roundOf(lint: Lint, chosen: (finding: Finding) => boolean): FixedAll {
  const { subject } = lint;
  const taken: { edits: readonly TextEdit[]; code: string; title: string }[] = [];
  let edits: readonly TextEdit[] = [];
  const { suppressions, world } = subject;
  const statements = lint.document?.statements ?? [];
  for (const finding of lint.findings) {
    if (!finding.fixable || !chosen(finding)) continue;
    if (silencedBy(finding, statements, suppressions ?? [], world.now) !== undefined) continue;
    const fix = lint.fixesOf(finding).find(({ class: of }) => of === 'A');
    if (fix === undefined) continue;
    const both = ordered(edits, fix.edits);
    if (!compatible(both)) continue;
    // Two fixes may each be right alone and wrong together (each of two equal statements can go, not both).
    if (taken.length > 0 && prove(subject, [{ ...fix, edits: both }]).length === 0) continue;
    edits = both;
    taken.push({ edits: fix.edits, code: finding.code, title: fix.title });
  }
  return {
    text: applyEdits(subject.text, edits),
    applied: taken.map(({ code, title }) => ({ code, title })),
  };
}
