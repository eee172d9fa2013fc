import { useState } from 'react';
import { call } from '../../../query/desk.ts';
import { explain, isCode } from '../../../query/explain.ts';

/** A visit of one's own: a real one, which is refused like any other. */
export function useBell(): {
  readonly ring: () => void;
  readonly isRinging: boolean;
  /** The desk did not hear it; a refusal is seen in the picture. */
  readonly problem: string | null;
} {
  const [isRinging, setRinging] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const visit = async (): Promise<void> => {
    setRinging(true);
    setProblem(null);
    try {
      const { Plaintext } = await call('GenerateRandom', { NumberOfBytes: 32 });
      Plaintext.fill(0);
    } catch (error) {
      if (!isCode(error, 'AccessDeniedException')) setProblem(explain('', error).why);
    }
    setRinging(false);
  };
  return { ring: () => void visit(), isRinging, problem };
}
