import { expect, it } from 'vitest';
import { parseMarks } from '../../../query/desk-progress.ts';
import { STEPS } from '../lessons/steps.ts';
import type { FlowId } from '../scene/picture.ts';
import { QUIZ, quizMark, quizOf } from './quiz.ts';

const flows = Object.keys(STEPS) as FlowId[]; // its own keys

it('asks after every flow, once or twice', () => {
  for (const flow of flows) {
    expect(quizOf(flow).length, flow).toBeGreaterThanOrEqual(1);
    expect(quizOf(flow).length, flow).toBeLessThanOrEqual(2);
  }
  expect(flows.flatMap((flow) => quizOf(flow)).length).toBe(QUIZ.length);
});

it('asks after the first three exactly what a person must know then', () => {
  expect(quizOf('check-in').map(({ id }) => id)).toEqual(['who-holds-the-master-key']);
  expect(quizOf('come-back').map(({ id }) => id)).toEqual(['why-storage-alone-reveals-nothing']);
  expect(quizOf('rotate').map(({ id }) => id)).toEqual(['why-rotation-is-cheap']);
});

it.each(QUIZ.map((card) => [card.id, card] as const))(
  '%s has one right answer, and a reason for each',
  (_, card) => {
    expect(card.question.endsWith('?')).toBe(true);
    expect(card.answers.length).toBeGreaterThanOrEqual(3);
    expect(card.answers.length).toBeLessThanOrEqual(4);
    expect(card.answers.filter((answer) => answer.right).length).toBe(1);
    for (const key of ['id', 'text', 'why'] as const)
      expect(new Set(card.answers.map((answer) => answer[key])).size).toBe(card.answers.length);
    for (const { why } of card.answers) {
      expect(why.length).toBeGreaterThan(20);
      expect(why.endsWith('.')).toBe(true);
    }
  },
);

it('is known by its mark, and the right answer is not to be guessed by its place or length', () => {
  const marks = QUIZ.map(quizMark);
  expect(parseMarks(marks)).toEqual(marks);
  const places = QUIZ.map(({ answers }) => answers.findIndex((answer) => answer.right));
  expect(new Set(places).size).toBeGreaterThan(2);
  const longest = QUIZ.filter(({ answers }) => {
    const most = Math.max(...answers.map(({ text }) => text.length));
    return answers.find((answer) => answer.right)?.text.length === most;
  });
  expect(longest.length).toBeLessThan(QUIZ.length * 0.7);
});
