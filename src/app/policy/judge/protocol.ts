/** What the editor and its worker say to each other. Plain data both ways. */
import type { Comparison } from '../../../domain/policy/compare/comparison.ts';
import type { Place, PolicyKind, PolicyStatement } from '../../../domain/policy/document.ts';
import type { Finding } from '../../../domain/policy/lint/finding.ts';
import type { Suppression } from '../../../domain/policy/lint/suppression.ts';
import type { PolicyWorld } from '../../../domain/policy/world.ts';

/** An accepted finding, with who accepted it, and when (ms). */
export interface Borne extends Suppression {
  readonly until: number;
  /** ARN */
  readonly by: string;
  readonly at: number;
}

/** What a text is judged against: it changes seldom, so it is sent apart. */
export interface Scene {
  readonly kind: PolicyKind;
  /** The policy in force; empty: there is none yet. */
  readonly saved: string;
  readonly world: PolicyWorld;
  /** Findings of the policy in force that somebody accepted, those that have ended too. */
  readonly suppressions: readonly Borne[];
}

/** Who could change the policy again, after this text. */
export interface Keepers {
  /** The person who edits could not. */
  readonly self: boolean;
  /** Short names of those who can today and could not then. */
  readonly losing: readonly string[];
  /** Short names of everybody who could then. */
  readonly left: readonly string[];
  /** How many can today. */
  readonly today: number;
}

/** Why a text cannot be saved. */
export interface Problem extends Place {
  readonly message: string;
}

/** What is known at once. */
export interface Reading {
  /** What saving refuses, in the order of the text. */
  readonly problems: readonly Problem[];
  readonly findings: readonly Finding[];
  /** Statements that could be read; null: none of the text could. */
  readonly statements: readonly PolicyStatement[] | null;
  /** Null while the text cannot be evaluated, or where the directory is not known. */
  readonly keepers: Keepers | null;
  /** Short names of who may see the grants of the key, where whoever edits may not; null: they may, or it is not known. */
  readonly seers: readonly string[] | null;
  /** False: not all rules are asked yet, nor any question of meaning. Another reading of the same text follows. */
  readonly isWhole: boolean;
}

/** What a rule is about, for its findings. */
export interface RuleWords {
  readonly code: string;
  readonly title: string;
  readonly why: string;
}

/** Asked once, not at every letter. */
export type Question =
  | { readonly kind: 'fix-all'; readonly text: string }
  /** Who gains and loses between two texts. */
  | { readonly kind: 'compare'; readonly before: string; readonly after: string };

export interface Answers {
  readonly 'fix-all': { readonly text: string; readonly titles: readonly string[] };
  readonly compare: Comparison | null;
}

export type ToWorker =
  | { readonly kind: 'scene'; readonly scene: Scene }
  | { readonly kind: 'judge'; readonly turn: number; readonly text: string }
  | { readonly kind: 'ask'; readonly id: number; readonly question: Question };

export type FromWorker =
  /** All of its code has come: it can do what it does without its server. */
  | { readonly kind: 'whole' }
  | { readonly kind: 'read'; readonly turn: number; readonly reading: Reading }
  /** Null: the text cannot be evaluated. `ms`: how long it took. */
  | {
      readonly kind: 'compared';
      readonly turn: number;
      readonly comparison: Comparison | null;
      readonly ms: number;
    }
  /** The findings of the reading once more, with the fixes that were proved so far; `done`: with all. */
  | {
      readonly kind: 'proved';
      readonly turn: number;
      readonly findings: readonly Finding[];
      readonly done: boolean;
    }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: Answers[keyof Answers] };
