import { expect, test } from 'vitest';
import { reportText, summaryOf, type BulkRow } from './bulk-dialog.tsx';

const rows: readonly BulkRow[] = [
  { id: '1', name: 'billing', outcome: 'done' },
  {
    id: '2',
    name: 'ledger',
    outcome: 'refused',
    why: 'Not allowed.',
    code: 'AccessDeniedException',
    requestId: 'r-2',
  },
  { id: '3', name: 'archive', outcome: 'cancelled' },
];

test('the summary counts each ending that there is', () => {
  expect(summaryOf(rows)).toBe('Done 1, refused 1, not begun 1.');
  expect(summaryOf(rows.slice(0, 1))).toBe('Done 1.');
});

test('the copy has a line a thing, with reason and request', () => {
  expect(reportText('Disable keys', rows).split('\n')).toEqual([
    'Disable keys',
    'billing\t1\tdone',
    'ledger\t2\trefused\tAccessDeniedException\tNot allowed.\tr-2',
    'archive\t3\tnot begun',
  ]);
});
