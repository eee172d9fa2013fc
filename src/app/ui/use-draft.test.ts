import { expect, test } from 'vitest';
import { mergeDraft } from './use-draft.ts';

const initial = { alias: '', administrators: ['a'], keepsControl: true };

test('a draft comes back', () => {
  const kept = JSON.stringify({ alias: 'billing', administrators: [], keepsControl: false });
  expect(mergeDraft(initial, kept)).toEqual({ alias: 'billing', administrators: [], keepsControl: false });
});

test('what is unknown, of another kind or no JSON is left out', () => {
  expect(mergeDraft(initial, JSON.stringify({ alias: 7, administrators: {}, more: 1 }))).toEqual(initial);
  expect(mergeDraft(initial, '{')).toEqual(initial);
  expect(mergeDraft(initial, 'null')).toEqual(initial);
  expect(mergeDraft(initial, null)).toEqual(initial);
});
