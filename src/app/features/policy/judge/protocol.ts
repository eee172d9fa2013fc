/** What the editor and its worker say to each other. Plain data both ways. */
import type { Comparison } from '../../../../domain/policy/compare/comparison.ts';
import type { PolicyProblem, PolicyStatement } from '../../../../domain/policy/document.ts';
import type { Finding } from '../../../../domain/policy/lint/finding.ts';
import type { PolicyWorld } from '../../../../domain/policy/world.ts';

/** What a text is judged against: it changes seldom, so it is sent apart. */
export interface Scene {
  /** The policy in force. */
  readonly saved: string;
  readonly world: PolicyWorld;
  /** ARN of who edits. */
  readonly me: string;
}

/** Who could change the policy again, after this text. */
export interface Keepers {
  /** The person who edits could not. */
  readonly self: boolean;
  /** Short names of those who can today and could not then. */
  readonly losing: readonly string[];
  /** Short names of everybody who could then; null: not known. */
  readonly left: readonly string[] | null;
}

/** What is known at once. */
export interface Reading {
  /** What the parser refuses: the text cannot be saved. */
  readonly problems: readonly PolicyProblem[];
  readonly findings: readonly Finding[];
  /** Statements that could be read; null: none of the text could. */
  readonly statements: readonly PolicyStatement[] | null;
  /** Null while the text cannot be evaluated. */
  readonly keepers: Keepers | null;
}

export type ToWorker =
  | { readonly kind: 'scene'; readonly scene: Scene }
  | { readonly kind: 'judge'; readonly turn: number; readonly text: string };

export type FromWorker =
  | { readonly kind: 'read'; readonly turn: number; readonly reading: Reading }
  /** Null: the text cannot be evaluated. `ms`: how long it took. */
  | {
      readonly kind: 'compared';
      readonly turn: number;
      readonly comparison: Comparison | null;
      readonly ms: number;
    }
  /** The fixes of the reading's findings that were proved, by the index of the finding. */
  | { readonly kind: 'proved'; readonly turn: number; readonly findings: readonly Finding[] };
