import { useLocation } from 'react-router';

/** A question of a key's page that an address opens: `/keys/ID#disable`. It only asks; nobody is led into an act. */
export const ASK_TO_DISABLE = '#disable';
export const ASK_TO_ROTATE = '#rotate';

/**
 * Whether the address asks for it, and a React key that is another one each time somebody comes by such an address: the question opens
 * again then, also after it was closed.
 */
export function useAsked(question: string): { readonly asked: boolean; readonly key: string } {
  const { hash, key } = useLocation();
  return hash === question ? { asked: true, key } : { asked: false, key: '' };
}
