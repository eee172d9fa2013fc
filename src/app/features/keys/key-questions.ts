import { useState } from 'react';
import { useLocation } from 'react-router';

/** A question of a key's page that an address opens: `/keys/ID#disable`. It only asks; nobody is led into an act. */
export const ASK_TO_DISABLE = '#disable';
export const ASK_TO_ROTATE = '#rotate';

interface Asked {
  readonly asked: boolean;
  /** A React key, another one each time somebody comes by such an address: the question opens again then, also after it was closed. */
  readonly key: string;
  /** It is done: what stands in its place later does not ask again, though the address is still the same. */
  readonly settle: () => void;
}

/** Whether the address asks for it. */
export function useAsked(question: string): Asked {
  const { hash, key } = useLocation();
  const [settled, setSettled] = useState<string | null>(null);
  const here = hash === question;
  return { asked: here && settled !== key, key: here ? key : '', settle: () => setSettled(key) };
}
