import { lazy, Suspense } from 'react';
import type { Elevation } from './gain-words.ts';

const ElevationQuestion = lazy(() => import('./elevation-question.tsx'));

/** The question before somebody is made as good as an administrator, while there is somebody of whom to ask. */
export const ElevationAsked = ({
  of,
  onAnswer,
}: {
  readonly of: readonly Elevation[];
  readonly onAnswer: (go: boolean) => void;
}) =>
  of.length === 0 ? null : (
    <Suspense fallback={null}>
      <ElevationQuestion elevated={of} onAnswer={onAnswer} />
    </Suspense>
  );
