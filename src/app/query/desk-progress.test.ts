import { expect, it } from 'vitest';
import { hasLearnt, parseMarks, withMark } from './desk-progress.ts';

it('is what was kept, once each', () => {
  const kept = ['desk/check-in/store', 'quiz/who-holds', 'desk/check-in/store', 'lesson/no-audit'];
  expect(parseMarks(kept)).toEqual(['desk/check-in/store', 'quiz/who-holds', 'lesson/no-audit']);
});

it('believes nothing else', () => {
  for (const kept of [
    null,
    'desk/check-in/store',
    7,
    {},
    [null, 7, '', 'desk', 'Desk/A', 'a/b/c/d', '/a/b', 'a/<b>'],
  ])
    expect(parseMarks(kept)).toEqual([]);
});

it('grows by what is new, and not without end', () => {
  const marks = ['desk/check-in/ask'];
  expect(withMark(marks, 'desk/check-in/ask')).toBe(marks);
  expect(withMark(marks, 'no mark')).toBe(marks);
  expect(withMark(marks, 'desk/envelope/taken')).toEqual(['desk/check-in/ask', 'desk/envelope/taken']);
  let many: readonly string[] = [];
  for (let i = 0; i < 500; i++) many = withMark(many, `desk/x/${i}`);
  expect(many.length).toBe(200);
  expect(many.at(-1)).toBe('desk/x/499');
  expect(parseMarks(Array.from({ length: 500 }, (_, i) => `desk/x/${i}`)).length).toBe(200);
});

it('is enough to know one’s way after a check-in or a lesson', () => {
  expect(hasLearnt(new Set())).toBe(false);
  expect(hasLearnt(new Set(['desk/check-in/encrypt', 'quiz/who-holds-the-master-key']))).toBe(false);
  expect(hasLearnt(new Set(['desk/check-in/store']))).toBe(true);
  expect(hasLearnt(new Set(['lesson/no-audit']))).toBe(true);
});
