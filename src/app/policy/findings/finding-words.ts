import type { Finding, Severity } from '../../../domain/policy/lint/finding.ts';

const COUNT_WORDS: Readonly<Record<Severity, readonly [one: string, many: string]>> = {
  error: ['error', 'errors'],
  high: ['high', 'high'],
  medium: ['medium', 'medium'],
  low: ['low', 'low'],
  info: ['note', 'notes'],
};
const ORDER: readonly Severity[] = ['error', 'high', 'medium', 'low', 'info'];

/** `2 to mend, 1 error, 1 medium`: what keeps the text from being saved is counted apart from what is asked about. */
export function countWords(findings: readonly Finding[]): string {
  const blocking = findings.filter(({ blocks }) => blocks).length;
  const others = ORDER.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity && !finding.blocks).length;
    const [one, many] = COUNT_WORDS[severity];
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  });
  return [...(blocking === 0 ? [] : [`${blocking} to mend`]), ...others].join(', ');
}

/** Beside what has to be mended: that more errors are there, which are asked about. Empty: there are none. */
export function askedWords(findings: readonly Finding[]): string {
  const asked = findings.filter(({ severity, blocks }) => severity === 'error' && !blocks).length;
  if (asked === 0) return '';
  return asked === 1
    ? 'Another error does not keep it from being saved, but is asked about.'
    : `${asked} more errors do not keep it from being saved, but are asked about.`;
}

/** `unknown-action` as words, for a rule whose title is not known. */
export const plainTitle = (code: string): string => {
  const words = code.replaceAll('-', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
};
