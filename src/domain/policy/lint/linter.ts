/** The linter: a text in, findings out. It never throws, and what it could not look at is a finding, not silence. */
import { BudgetSpent, Meter } from '../meter.ts';
import { compilePolicy } from '../compile.ts';
import type { PolicyDocument, PolicyKind, PolicyProblem } from '../document.ts';
import type { PolicyWorld } from '../world.ts';
import { COULD_NOT_ANALYSE, couldNotAnalyse, NOT_ALL_ANALYSED, notAllAnalysed } from './could-not-analyse.ts';
import type { LintEngine } from './engine.ts';
import { SEVERITIES, type Finding, type Found, type Severity } from './finding.ts';
import { refusal, ruleOfProblem } from './problem-rules.ts';
import { readPolicy } from '../read-policy.ts';
import type { LintSettings, LintSubject, Rule, Unasked } from './rule.ts';
import type { Suppression } from './suppression.ts';

export const DEFAULT_SETTINGS: LintSettings = {
  unusedDays: 90,
  mostAdministrators: 4,
  mostDeleters: 3,
  blastRadiusKeys: 50,
};

export interface LookOptions {
  readonly settings?: Partial<LintSettings> | undefined;
  /** Null: questions of meaning are not asked. */
  readonly engine: LintEngine | null;
  readonly suppressions?: readonly Suppression[] | null | undefined;
  /** What is looked for. */
  readonly rules: readonly Rule[];
  /** Rules whose findings only others ask for. */
  readonly others?: readonly Rule[];
  /** What all questions of meaning may cost together. Default: DEFAULT_WORK. */
  readonly work?: Meter;
}

/** About a second of a laptop's time: for somebody who waits for their own text, in a thread of its own. */
export const DEFAULT_WORK = 8_000_000;

export interface Look {
  /** Worst first, then in the order of the text. No fix of them is proved. */
  readonly findings: readonly Finding[];
  /** Findings left out because their rule had very many, by code: at least so many. */
  readonly more: ReadonlyMap<string, number>;
  /** What the parser refuses; each is among the findings, which say it `blocks`. */
  readonly problems: readonly PolicyProblem[];
  /** What could be read; statements that could not are left out. */
  readonly document: PolicyDocument | null;
  readonly subject: LintSubject;
  /** Candidates for fixes of one of `findings`. */
  readonly candidates: (finding: Finding) => NonNullable<Found['fixes']>;
  /** The findings, with one more where the work did not suffice until now. */
  readonly whole: (findings: readonly Finding[]) => readonly Finding[];
}

/** A wrong text can repeat its fault thousands of times; this many of one rule are enough to act on, and more are not looked for. */
const MOST_OF_A_RULE = 50;
const MOST_LOOKED_FOR = 200;

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

/** What rules find in a policy's text. Attacker-controlled: cap it at a few times MAX_POLICY_BYTES first. */
export function lookAt(text: string, kind: PolicyKind, world: PolicyWorld, options: LookOptions): Look {
  const {
    settings,
    engine,
    suppressions = null,
    rules,
    others = [],
    work = new Meter(DEFAULT_WORK),
  } = options;
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
      const rule = [...rules, ...others].find((each) => each.code === code);
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

  const origin = new Map(rows.map(({ finding, found: of }) => [finding, of]));
  const { code, severity } = NOT_ALL_ANALYSED;
  return {
    findings: rows.map(({ finding }) => finding),
    more,
    problems,
    document,
    subject,
    candidates: (finding) => origin.get(finding)?.fixes ?? [],
    whole: (findings) => {
      if (unasked.length === 0) return findings;
      const left = notAllAnalysed(unasked, text.length, world.grants?.length ?? 0);
      return [...findings, toRow(code, severity, left).finding].toSorted(inOrder);
    },
  };
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
