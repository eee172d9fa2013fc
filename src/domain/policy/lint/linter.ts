/** The linter: a text in, findings and proved fixes out. It never throws, and what it could not look at is a finding, not silence. */
import { BudgetSpent, Meter } from '../compare/budget.ts';
import { LINT_ENGINE } from '../compare/lint-engine.ts';
import { compilePolicy } from '../compile.ts';
import type { PolicyDocument, PolicyKind, PolicyProblem } from '../document.ts';
import type { PolicyWorld } from '../world.ts';
import { COULD_NOT_ANALYSE, couldNotAnalyse, NOT_ALL_ANALYSED, notAllAnalysed } from './could-not-analyse.ts';
import type { LintEngine } from './engine.ts';
import { SEVERITIES, type Finding, type Fix, type Found, type Severity, type TextEdit } from './finding.ts';
import { applyEdits, compatible, ordered } from './apply.ts';
import { refusal, ruleOfProblem } from './problem-rules.ts';
import { KEY_RULES } from './key-rules.ts';
import { prove } from './prove.ts';
import { readPolicy } from './read.ts';
import type { LintSettings, LintSubject, Rule, Unasked } from './rule.ts';
import { silencedBy, type Suppression } from './suppression.ts';

export const DEFAULT_SETTINGS: LintSettings = {
  unusedDays: 90,
  mostAdministrators: 4,
  mostDeleters: 3,
  blastRadiusKeys: 50,
};

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

/** About a second of a laptop's time: for somebody who waits for their own text, in a thread of its own. */
export const DEFAULT_WORK = 8_000_000;

export interface Lint {
  /** Worst first, then in the order of the text. */
  readonly findings: readonly Finding[];
  /** Findings left out because their rule had very many, by code: at least so many. */
  readonly more: ReadonlyMap<string, number>;
  /** What the parser refuses; each is among the findings, which say it `blocks`. */
  readonly problems: readonly PolicyProblem[];
  /** What could be read; statements that could not are left out. */
  readonly document: PolicyDocument | null;
  readonly subject: LintSubject;
  /** Steps that it took (LintOptions.work). */
  readonly worked: number;
  /** The fixes of one of `findings` that hold, proved at this moment and once. */
  readonly fixesOf: (finding: Finding) => readonly Fix[];
}

/** A wrong text can repeat its fault thousands of times; this many of one rule are enough to act on, and more are not looked for. */
const MOST_OF_A_RULE = 50;
const MOST_LOOKED_FOR = 200;

/** A proof of a large policy takes its time; of more findings than these, the worst, fixes are proved only when they are asked for. */
const MOST_PROVED_AT_ONCE = 60;

function firstOf(found: Iterable<Found>): readonly Found[] {
  const out: Found[] = [];
  for (const each of found) {
    out.push(each);
    if (out.length >= MOST_LOOKED_FOR) break;
  }
  return out;
}

const RANK: ReadonlyMap<Severity, number> = new Map(SEVERITIES.map((severity, rank) => [severity, rank]));
const rank = (severity: Severity): number => RANK.get(severity) ?? SEVERITIES.length;

const inOrder = (a: Finding, b: Finding): number =>
  rank(a.severity) - rank(b.severity) || a.from - b.from || a.to - b.to || (a.code < b.code ? -1 : 1);

interface Row {
  readonly finding: Finding;
  readonly found: Found;
}

const toRow = (code: string, usual: Severity, found: Found): Row => {
  const { from, to, message, statement, fixes = [], witness, problem } = found;
  const blocks = problem !== undefined || found.blocks === true;
  const severity = blocks ? 'error' : (found.severity ?? usual);
  const fixable = typeof fixes === 'function' || fixes.length > 0;
  const shown = witness === undefined ? {} : { witness };
  const finding: Finding = {
    code,
    severity,
    message,
    from,
    to,
    statement,
    blocks,
    fixable,
    fixes: [],
    ...shown,
  };
  return { found, finding };
};

/** Lints a policy's text. Attacker-controlled: cap it at a few times MAX_POLICY_BYTES first. */
export function lintPolicy(text: string, kind: PolicyKind, world: PolicyWorld, options: LintOptions): Lint {
  const allowance = options.work ?? DEFAULT_WORK;
  const work = new Meter(allowance);
  return lintWithin(
    work,
    options.fixes === 'later' ? () => new Meter(allowance) : () => work,
    text,
    kind,
    world,
    options,
  );
}

/** `work`: of what rules ask. `ofFix`: of the proofs of one finding's fixes. */
function lintWithin(
  work: Meter,
  ofFix: () => Meter,
  text: string,
  kind: PolicyKind,
  world: PolicyWorld,
  options: LintOptions,
): Lint {
  const { settings, engine = LINT_ENGINE, suppressions = null, fixes = 'now', rules } = options;
  const unasked: Unasked[] = [];
  const rows: Row[] = [];
  const failed = (what: string): void => {
    rows.push(toRow(COULD_NOT_ANALYSE.code, COULD_NOT_ANALYSE.severity, couldNotAnalyse(what, text.length)));
  };
  const { tree, document, problems, compiled } = readAll(text, kind, failed);
  const subject: LintSubject = {
    text,
    kind,
    tree,
    document,
    problems,
    compiled,
    world,
    settings: { ...DEFAULT_SETTINGS, ...settings },
    engine,
    work,
    unasked: (what) => unasked.push(what),
    suppressions,
    firing: (code) => {
      const rule = rules.find((each) => each.code === code) ?? KEY_RULES.find((each) => each.code === code);
      return rule === undefined ? null : run(rule);
    },
  };
  // Each rule is run once, whoever asks first. While it runs, it has found nothing.
  const found = new Map<Rule, readonly Found[] | null>();
  const run = (rule: Rule): readonly Found[] | null => {
    const before = found.get(rule);
    if (before !== undefined) return before;
    found.set(rule, null);
    try {
      found.set(rule, rule.kinds.includes(kind) ? firstOf(rule.check(subject)) : []);
    } catch (error) {
      if (error instanceof BudgetSpent) unasked.push({ rule: rule.code });
      else failed(`The rule ${rule.code}`);
    }
    return found.get(rule) ?? null;
  };
  const more = new Map<string, number>();
  for (const rule of rules) {
    const all = run(rule) ?? [];
    // What blocks saving is never left out.
    const kept = all.filter(({ problem }, index) => problem !== undefined || index < MOST_OF_A_RULE);
    if (kept.length < all.length) more.set(rule.code, all.length - kept.length);
    for (const each of kept) rows.push(toRow(rule.code, rule.severity, each));
  }
  const claimed = new Set(rows.map((row) => row.found.problem));
  for (const problem of problems) {
    if (!claimed.has(problem)) rows.push(toRow(ruleOfProblem(problem), 'error', refusal(subject, problem)));
  }
  rows.sort(({ finding: a }, { finding: b }) => inOrder(a, b));

  const candidates = new WeakMap<Finding, Found>();
  const proved = new WeakMap<Finding, readonly Fix[]>();
  const fixesOf = (finding: Finding): readonly Fix[] => {
    let held = proved.get(finding);
    if (held === undefined)
      proved.set(finding, (held = prove(subject, candidates.get(finding)?.fixes ?? [], ofFix())));
    return held;
  };
  let asked = 0;
  const told = rows.map(({ finding, found: of }): Finding => {
    candidates.set(finding, of);
    if (fixes === 'later' || !finding.fixable || asked >= MOST_PROVED_AT_ONCE) return finding;
    asked++;
    const whole = { ...finding, fixes: fixesOf(finding) };
    proved.set(whole, whole.fixes);
    return whole;
  });
  const { code, severity } = NOT_ALL_ANALYSED;
  const left =
    unasked.length === 0
      ? []
      : [toRow(code, severity, notAllAnalysed(unasked, text.length, world.grants?.length ?? 0)).finding];
  const findings = left.length === 0 ? told : [...told, ...left].toSorted(inOrder);
  return { findings, more, problems, document, subject, worked: work.spent, fixesOf };
}

/** The reader and the compiler do not throw; should one, it is said, and the rules see what there is. */
function readAll(
  text: string,
  kind: PolicyKind,
  failed: (what: string) => void,
): Pick<LintSubject, 'tree' | 'document' | 'problems' | 'compiled'> {
  try {
    const read = readPolicy(text, kind);
    const whole = read.document !== null && read.problems.length === 0;
    return { ...read, compiled: whole ? compilePolicy(read.document, kind) : null };
  } catch {
    failed('The reading of the text');
    return { tree: null, document: null, problems: [], compiled: null };
  }
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
