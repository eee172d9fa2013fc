/** Who administers a key and who uses it, in the sense of the rules of this folder. */
import { heldOf, holdsEverything, type Holder } from '../holders.ts';
import { CARE, USES } from '../action-kinds.ts';

/** Can change the policy, and so decides about everything else. */
export const administers = (holder: Holder): boolean => holder.may.has('kms:PutKeyPolicy');

export const uses = (holder: Holder): boolean => heldOf(holder, USES).length > 0;

/** An administrator without use of the key, as separation of duties wants. */
export const administersOnly = (holder: Holder): boolean =>
  administers(holder) && !uses(holder) && !holdsEverything(holder);

/** Looks after the key: several of the actions of care. */
export const cares = (holder: Holder): boolean => heldOf(holder, CARE).length >= 3;
