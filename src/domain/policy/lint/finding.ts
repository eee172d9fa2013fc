/** What the linter says of a policy: plain data, the same in the editor, on the wire and on the command line. */
import type { Place, PolicyProblem } from '../document.ts';
import type { Witness } from '../witness.ts';

export const SEVERITIES = ['error', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/**
 * `A` access-preserving: nothing changes for anybody, safe in bulk. `N` narrowing: nobody gains, somebody may lose. `T` one of several
 * templates, for a person to choose. `R` repairs a text that cannot be saved. A and N are offered only once the comparison proves them.
 */
export type FixClass = 'A' | 'N' | 'T' | 'R';

/** Replaces the text between two UTF-16 offsets. Edits of a fix do not overlap and are in the order of the text. */
export interface TextEdit extends Place {
  readonly insert: string;
}

export interface Fix {
  readonly class: FixClass;
  /** Imperative, with the thing it is done to: `Remove kms:Encrypts*`. */
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

/** What a rule finds; the rule's row says the rest. */
export interface Found extends Place {
  /** What is the matter here, why it matters, what to do: two or three short sentences, naming the things. */
  readonly message: string;
  /** Index of the statement it is about; null: of the whole. */
  readonly statement: number | null;
  /** Where the rule's own is not meant (the same fault in a Deny is milder). */
  readonly severity?: Severity;
  /** Candidates, best first: what is offered of them must first be proved (`fixesOf`). A function where making them costs. */
  readonly fixes?: readonly Fix[] | (() => readonly Fix[]);
  /** A request that shows it. */
  readonly witness?: Witness;
  /** Saving refuses it, though the parser does not: too long, another character than the protocol lets in, nobody of that name. */
  readonly blocks?: boolean;
  /** The parser's refusal that this is, so that there is one finding of it, not two. */
  readonly problem?: PolicyProblem;
}

/** Plain data, with everything that is shown. */
export interface Finding extends Place {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  /** Index of the statement it is about; null: of the whole. */
  readonly statement: number | null;
  /** The policy is refused because of it: it cannot be saved. Other errors only ask "save anyway". */
  readonly blocks: boolean;
  /** There are candidates for a fix. Which of them hold, `fixesOf` says. */
  readonly fixable: boolean;
  /** Those that were proved; empty until somebody asked (LintOptions.fixes). */
  readonly fixes: readonly Fix[];
  readonly witness?: Witness;
}
