import { useEffect, useState } from 'react';

/** `act`, as soon as it is known what the checks say of the text as it is: at once, or when it has come. */
export function useOnceJudged(
  isJudged: boolean,
  act: () => void,
): { readonly waiting: boolean; readonly run: () => void } {
  const [waiting, setWaiting] = useState(false);
  useEffect(() => {
    if (!waiting || !isJudged) return;
    setWaiting(false);
    act();
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- what was waited for has come
  }, [waiting, isJudged]);
  return { waiting, run: () => (isJudged ? act() : setWaiting(true)) };
}
