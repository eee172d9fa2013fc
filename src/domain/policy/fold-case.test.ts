import { expect, test } from 'vitest';
import { foldCase } from './fold-case.ts';
import { spellingsOf } from './spellings.ts';

const UNITS = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code));

test('a text folds unit by unit, whatever is beside a letter', () => {
  expect(['Tenant', 'ÅNGSTRÖM', 'ΟΔΟΣ', '\u0130x', 'Straẞe', '\ud801\udc00'].map(foldCase)).toEqual([
    'tenant',
    'ångström',
    'οδοσ',
    '\u0130x',
    'straße',
    '\ud801\udc00',
  ]);
  for (const unit of UNITS) {
    const folded = foldCase(unit);
    expect(folded).toHaveLength(1);
    if (foldCase(folded) !== folded || foldCase(`${unit}\u0130`) !== `${folded}\u0130`)
      expect.fail(`U+${unit.charCodeAt(0).toString(16)}`);
  }
});

test('the spellings of a letter are all that fold to it', () => {
  const found = new Map<string, string[]>();
  for (const unit of UNITS) found.set(foldCase(unit), [...(found.get(foldCase(unit)) ?? []), unit]);
  for (const [folded, units] of found)
    if (
      spellingsOf(folded).split('').toSorted().join() !== units.toSorted().join() &&
      !/[\ud800-\udfff]/.test(folded)
    )
      expect.fail(`${folded}: ${spellingsOf(folded)} for ${units.join('')}`);
  expect(spellingsOf('ß')).toBe('ß\u1e9e');
});
