import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvCell, csvText } from './csv.ts';

test('a cell that would be a formula is text', () => {
  for (const bad of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '=cmd|" /C calc"!A0'])
    expect(csvCell(bad).replace(/^"/, ''), JSON.stringify(bad)).toMatch(/^'/);
  expect(csvCell('a=1')).toBe('a=1');
  expect(csvCell('')).toBe('');
  expect(csvCell(-5)).toBe('-5');
});

test('quotes, commas and line breaks stand inside quotes', () => {
  expect(csvCell('a,b')).toBe('"a,b"');
  expect(csvCell('say "no"')).toBe('"say ""no"""');
  expect(csvCell('two\nlines')).toBe('"two\nlines"');
});

test('a file has a head, and each line ends with CR LF', () => {
  expect(csvText(['Alias', 'Uses'], [['x', 3]])).toBe('\uFEFFAlias,Uses\r\nx,3\r\n');
});

/** What a spreadsheet reads back; the apostrophe is its own sign for text. */
function read(text: string): string[][] {
  const rows: string[][] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  cell.lastIndex = 1;
  let row: string[] = [];
  for (let found = cell.exec(text); found !== null; found = cell.exec(text)) {
    row.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
    if (found[3] === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

test('whatever goes in comes out, and none of it begins like a formula', () => {
  const hostile = fc.string({
    unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '"', ',', "'", 'a', 'é', ' '),
    maxLength: 6,
  });
  fc.assert(
    fc.property(fc.array(fc.tuple(hostile, hostile), { maxLength: 4 }), (rows) => {
      const back = read(csvText(['a', 'b'], rows));
      expect(back).toHaveLength(rows.length + 1);
      back.slice(1).forEach((row, at) =>
        row.forEach((value, column) => {
          expect(value).not.toMatch(/^[=+\-@\t\r]/);
          expect([rows[at]?.[column], `'${rows[at]?.[column]}`]).toContain(value);
        }),
      );
    }),
  );
});
