/** Single tests in words, after the name of what they look at: `starts with app-`, `at most 7`. */
import type { Test } from './test.ts';

/** `a, b or c`; of many the first ones and how many more. */
const MOST_NAMED = 6;
export function listed(items: readonly string[], word: 'or' | 'and'): string {
  const shown =
    items.length > MOST_NAMED
      ? [...items.slice(0, MOST_NAMED - 1), `${items.length - MOST_NAMED + 1} others`]
      : items;
  const last = shown.at(-1) ?? '';
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} ${word} ${last}`;
}

export const quoted = (text: string): string =>
  text === '' || /[\s,"]/.test(text) ? JSON.stringify(text) : text;
const literals = (texts: readonly string[]): string => listed(texts.map(quoted), 'or');

/** What a glob asks for: `starts with app-`. */
export function globWords(pattern: string, negated = false): string {
  const verb = (plain: string): string =>
    negated ? `does not ${plain}` : plain.endsWith('ch') ? `${plain}es` : `${plain}s`;
  const inner = pattern.replace(/^\*+|\*+$/g, '');
  if (/[*?]/.test(inner) || inner === '') return `${verb('match')} ${quoted(pattern)}`;
  if (/^\*.*\*$/s.test(pattern)) return `${verb('contain')} ${quoted(inner)}`;
  if (pattern.endsWith('*')) return `${verb('start')} with ${quoted(inner)}`;
  return pattern.startsWith('*')
    ? `${verb('end')} with ${quoted(inner)}`
    : `${negated ? 'is not' : 'is'} ${quoted(inner)}`;
}

/** Orders, with what holds of a value where they do not. */
const ORDER: Readonly<Record<string, readonly [string, string]>> = {
  NumericLessThan: ['below', 'at least'],
  NumericLessThanEquals: ['at most', 'above'],
  NumericGreaterThan: ['above', 'at most'],
  NumericGreaterThanEquals: ['at least', 'below'],
  DateLessThan: ['before', 'from'],
  DateLessThanEquals: ['until', 'after'],
  DateGreaterThan: ['after', 'until'],
  DateGreaterThanEquals: ['from', 'before'],
};

/** The positive form of a test, or its opposite, after the name of its key. */
export function phraseOf({ written, wanted }: Test, negated = false, only?: string): string {
  const is = negated ? 'is not' : '=';
  if (written === null) return `${is} ${quoted(wanted ?? '')}`;
  const values = only === undefined ? written.values.map(({ text }) => text) : [only];
  const base = written.base.replace('Not', '');
  const [order, opposite] = ORDER[base] ?? [];
  if (order !== undefined && opposite !== undefined)
    return negated && values.length === 1
      ? `${opposite} ${literals(values)}`
      : `${negated ? 'not ' : ''}${order} ${literals(values)}`;
  if (base === 'IpAddress') return `${negated ? 'not ' : ''}in ${literals(values)}`;
  if (base === 'StringEqualsIgnoreCase') return `${is} ${literals(values)} in any case`;
  if (base !== 'StringLike' && !base.startsWith('Arn')) return `${is} ${literals(values)}`;
  return values.some((text) => /[*?]/.test(text))
    ? listed(
        values.map((text) => globWords(text, negated)),
        negated ? 'and' : 'or',
      )
    : `${is} ${literals(values)}`;
}
