import type { Severity } from '../../../domain/policy/lint/finding.ts';

/** Something to mark in the text of a policy, from worst to least. UTF-16 offsets. */
export interface TextMark {
  readonly from: number;
  readonly to: number;
  readonly severity: 'error' | 'warning' | 'info' | 'hint';
  readonly message: string;
}

/** How a finding is marked, by how bad it is. */
export const MARK_OF: Readonly<Record<Severity, TextMark['severity']>> = {
  error: 'error',
  high: 'error',
  medium: 'warning',
  low: 'info',
  info: 'hint',
};

export interface PolicyTextHandle {
  /** Puts the cursor there and focus into the editor. */
  readonly goTo: (at: number) => void;
}
