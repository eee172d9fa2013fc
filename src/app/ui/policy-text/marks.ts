import type { Severity } from '../../../domain/policy/lint/finding.ts';

/** How a finding is marked in the text, by how bad it is. */
export const MARK_OF: Readonly<Record<Severity, 'error' | 'warning' | 'info' | 'hint'>> = {
  error: 'error',
  high: 'error',
  medium: 'warning',
  low: 'info',
  info: 'hint',
};
