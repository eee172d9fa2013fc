/**
 * CSV as RFC 4180 writes it, safe to open in a spreadsheet: what others named (aliases, tags, user agents) must not become a formula
 * there.
 */

/** A cell that a spreadsheet would read as a formula, or that a tab or line break could move into one. */
const FORMULA = /^[=+\-@\t\r]/;
/** Spreadsheets take a file for UTF-8 when it begins with this. */
const BYTE_ORDER_MARK = '\uFEFF';

/** One cell. An apostrophe before a formula makes it text (OWASP, "CSV Injection"); a number is written as it is. */
export function csvCell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const guarded = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n\t]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

/** A whole file: a head, a line a row, each ended by CR LF. */
export const csvText = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  BYTE_ORDER_MARK + [head, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
