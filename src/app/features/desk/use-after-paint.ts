import { startTransition, useEffect, useState } from 'react';

/**
 * The value, when the frame that came with it has been painted. What hangs on it is rendered and laid out in a frame of its own: a
 * deferred value would be rendered later, and still be laid out in the same one.
 */
export function useAfterPaint<T>(value: T): T {
  const [shown, setShown] = useState(value);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => startTransition(() => setShown(() => value)));
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [value]);
  return shown;
}
