/**
 * What a person has done at the envelope desk: a set of marks, kept by the browser for them alone. `desk/FLOW/STEP` is a step reached,
 * `quiz/ID` a question answered, `lesson/ID` a lesson done, the others are acts (`desk/envelope/opened`, `desk/live/watched`).
 */
import { useMemo } from 'react';
import { personalStore } from './personal-store.ts';

/** Once a person has checked something in, or done a lesson, they know their way. */
export const hasLearnt = (marks: ReadonlySet<string>): boolean =>
  marks.has('desk/check-in/store') || [...marks].some((mark) => mark.startsWith('lesson/'));

/** There are fewer than a hundred marks; what is kept may be anything. */
const MOST = 200;
const MARK = /^[a-z][a-z0-9-]{0,31}(?:\/[a-z0-9-]{1,48}){1,2}$/;

/** What was kept, as far as it can be believed. */
export function parseMarks(kept: unknown): readonly string[] {
  if (!Array.isArray(kept)) return [];
  const marks = kept.filter((each): each is string => typeof each === 'string' && MARK.test(each));
  return [...new Set(marks)].slice(-MOST);
}

/** The same list when nothing is new. */
export const withMark = (marks: readonly string[], mark: string): readonly string[] =>
  marks.includes(mark) || !MARK.test(mark) ? marks : [...marks, mark].slice(-MOST);

const store = personalStore('desk progress', parseMarks);

/** Notes that it was done; again and again it is the same. */
export function noteDone(mark: string): void {
  const before = store.get();
  const after = withMark(before, mark);
  if (after !== before) store.set(after);
}

/** What this person has done, now and as it grows, in whichever tab. */
export function useProgress(): ReadonlySet<string> {
  const marks = store.use();
  return useMemo(() => new Set(marks), [marks]);
}

export const forgetProgress = (): void => store.set([]);
