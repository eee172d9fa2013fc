import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import type { KeySummary } from '../../query/contract.ts';
import type { Zone } from '../../ui/time-format.ts';
import { ZoneContext } from '../../ui/time.tsx';
import { keyColumns } from './keys-columns.tsx';

const key = {
  KeyState: 'PendingDeletion',
  DeletionDate: new Date('2026-12-24T23:30:00Z'),
} as KeySummary; // nothing else is looked at

test('the day of a deletion is that of the zone that the console shows', () => {
  const column = keyColumns(new Set(['state']), () => {}).find(({ id }) => id === 'state');
  const shown = (zone: Zone): string =>
    renderToStaticMarkup(<ZoneContext value={zone}>{column?.cell(key)}</ZoneContext>);
  expect(shown('utc')).toContain('Pending deletion 24 Dec');
  expect(shown('Europe/Berlin')).toContain('Pending deletion 25 Dec');
});
