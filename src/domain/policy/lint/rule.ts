/** A lint rule: one file, one code, one row. The catalogue (`rules.ts`) is the list of all rows; nothing else knows a code. */
import type { JsonNode } from '../../json/parse-json.ts';
import type { Meter } from '../meter.ts';
import type { CompiledPolicy } from '../compile.ts';
import type { PolicyDocument, PolicyKind, PolicyProblem } from '../document.ts';
import type { PolicyWorld } from '../world.ts';
import type { LintEngine } from './engine.ts';
import type { FixClass, Found, Severity } from './finding.ts';
import type { Suppression } from './suppression.ts';

/** Limits that a desk may choose. */
export interface LintSettings {
  /** Days without a use after which a permission counts as unused. */
  readonly unusedDays: number;
  /** More principals than this that can put the policy are too many. */
  readonly mostAdministrators: number;
  /** More principals than this that can schedule deletion are too many. */
  readonly mostDeleters: number;
  /** Share of keys that one principal can decrypt before it is named. */
  readonly blastRadiusKeys: number;
}

/** `idle`: whether statements have an effect. `fix`: whether a fix holds. Else what a rule looks for, by its code. */
export type Unasked = 'idle' | 'fix' | { readonly rule: string };

/** What a rule looks at. */
export interface LintSubject {
  readonly text: string;
  readonly kind: PolicyKind;
  /** The text's tree, mended where it is not JSON; null when nothing could be read. */
  readonly tree: JsonNode | null;
  /** What could be read of it; statements that could not are left out. */
  readonly document: PolicyDocument | null;
  /** What the parser refuses. */
  readonly problems: readonly PolicyProblem[];
  /** Null while the document has problems. */
  readonly compiled: CompiledPolicy | null;
  readonly world: PolicyWorld;
  readonly settings: LintSettings;
  /** What decides questions of meaning; null: rules that ask one are silent. */
  readonly engine: LintEngine | null;
  /** What its questions, and those of fixes, may cost together. */
  readonly work: Meter;
  /** Told by who asked a question for which the work did not suffice: it is said, for silence reads as "all is well". */
  readonly unasked: (what: Unasked) => void;
  /** Findings that somebody accepted; null: not known. */
  readonly suppressions: readonly Suppression[] | null;
  /** What another rule finds in the same policy; null when it failed, when there is none, or when it is the one that asks. */
  readonly firing: (code: string) => readonly Found[] | null;
}

export type RuleGroup =
  'errors' | 'security' | 'least-privilege' | 'separation-of-duties' | 'semantics' | 'hygiene';

export interface Rule {
  /** `unknown-action` */
  readonly code: string;
  readonly group: RuleGroup;
  readonly severity: Severity;
  readonly kinds: readonly PolicyKind[];
  readonly check: (subject: LintSubject) => Iterable<Found>;
}

/** What a rule's page says. Made by a function, so that a bundle of rules alone does not hold it. */
export interface RuleDoc {
  /** One line, sentence case: what is found. */
  readonly title: string;
  /** Classes that its fixes have. */
  readonly fixes: readonly FixClass[];
  /** Why it matters, what to do, in two to six sentences of plain text. */
  readonly why: string;
  readonly example: RuleExample;
}

/** A policy on which the rule fires, and the nearest one on which it does not. They are its tests, and the page's examples. */
export interface RuleExample {
  readonly fires: string;
  readonly silent: string;
  /** Default: a key policy. */
  readonly kind?: PolicyKind;
  /** What it is judged against, where that differs from EXAMPLE_WORLD (examples.ts). */
  readonly world?: Partial<PolicyWorld>;
  /** The same for `silent`, where the worlds differ and not the texts; default: `world`. */
  readonly silentWorld?: Partial<PolicyWorld>;
  readonly suppressions?: readonly Suppression[];
}
