import { expect, test } from 'vitest';
import { eventClasses } from '../../service/event-classes.ts';
import { EVENT_OPERATIONS } from './event-operations.ts';

test('every operation that the log can name may be searched for, once', () => {
  expect([...EVENT_OPERATIONS].sort()).toEqual(Object.keys(eventClasses()).sort());
});

test('the most asked for come first', () => {
  expect(EVENT_OPERATIONS.slice(0, 3)).toEqual(['Decrypt', 'Encrypt', 'GenerateDataKey']);
});
