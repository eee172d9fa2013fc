import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { allowedActions, mayRead } from '../../../query/can.ts';
import { noteDone, useProgress } from '../../../query/desk-progress.ts';
import { query, queryClient } from '../../../query/query.ts';
import { isDone, lessonMark, LESSONS, unasked, type Lesson, type Sight } from './lessons.ts';

/** How many keys the desk has, beside those that people practise on. */
const KEYS = query('ListRotationSchedule', { Limit: 1 });
const COUNT_KEYS = 'keydesk:ListRotationSchedule';

/** What this person may read, and whether there are keys, decides by what a lesson is known to be done. */
export async function prefetchSight(): Promise<void> {
  await queryClient.prefetchQuery(allowedActions());
  if (await mayRead(COUNT_KEYS)) await queryClient.prefetchQuery(KEYS);
}

export interface Lessons {
  readonly marks: ReadonlySet<string>;
  readonly done: (lesson: Lesson) => boolean;
  /** Why its question is not asked here; null where it is. */
  readonly unasked: (lesson: Lesson) => ReturnType<typeof unasked>;
}

export function useLessons(): Lessons {
  const marks = useProgress();
  const actions = useQuery(allowedActions()).data?.Actions;
  const may = (action: string): boolean => actions?.find(({ Action }) => Action === action)?.Allowed ?? true;
  const keys = useQuery({ ...KEYS, enabled: actions !== undefined && may(COUNT_KEYS) }).data;
  const sight: Sight = { may, hasKeys: keys === undefined || keys.Total > 0 };
  const done = (lesson: Lesson): boolean => isDone(lesson, marks, sight);
  // What was done while there was no key stays done when there is one.
  const toKeep = LESSONS.find(
    (lesson) => unasked(lesson, sight) === 'no-keys' && done(lesson) && !marks.has(lessonMark(lesson)),
  );
  useEffect(() => {
    if (toKeep !== undefined) noteDone(lessonMark(toKeep));
  }, [toKeep]);
  return { marks, done, unasked: (lesson) => unasked(lesson, sight) };
}
