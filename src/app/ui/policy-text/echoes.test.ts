import { expect, test } from 'vitest';
import { Echoes } from './echoes.ts';

test('a text of some letters ago is an echo, and takes nothing away', () => {
  const echoes = new Echoes();
  for (const text of ['a', 'ab', 'abc']) echoes.told(text);
  expect(echoes.isEcho('ab')).toBe(true);
  expect(echoes.isEcho('abc')).toBe(true);
  expect(echoes.isEcho('abc')).toBe(false);
});

test('what was skipped does not come later: the same text is then from outside', () => {
  const echoes = new Echoes();
  for (const text of ['a', 'ab']) echoes.told(text);
  expect(echoes.isEcho('ab')).toBe(true);
  expect(echoes.isEcho('a')).toBe(false);
});

test('a text from outside ends the wait for what was told before', () => {
  const echoes = new Echoes();
  echoes.told('a');
  expect(echoes.isEcho('another policy')).toBe(false);
  expect(echoes.isEcho('a')).toBe(false);
});

test('a letter that was typed, taken away and typed again leaves nothing that would hide a text from outside', () => {
  const echoes = new Echoes();
  for (const text of ['ax', 'a', 'ax']) echoes.told(text);
  expect(echoes.isEcho('ax')).toBe(true);
  expect(echoes.isEcho('a')).toBe(false);
});
