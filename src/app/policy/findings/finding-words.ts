import type { Finding, Severity } from '../../../domain/policy/lint/finding.ts';

const COUNT_WORDS: Readonly<Record<Severity, readonly [one: string, many: string]>> = {
  error: ['error', 'errors'],
  high: ['high', 'high'],
  medium: ['medium', 'medium'],
  low: ['low', 'low'],
  info: ['note', 'notes'],
};
const ORDER: readonly Severity[] = ['error', 'high', 'medium', 'low', 'info'];

/** `2 high, 1 medium`. */
export function countWords(findings: readonly Finding[]): string {
  return ORDER.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    const [one, many] = COUNT_WORDS[severity];
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  }).join(', ');
}

/** `unknown-action` as words, for a rule whose title is not known. */
export const plainTitle = (code: string): string => {
  const words = code.replaceAll('-', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
};
