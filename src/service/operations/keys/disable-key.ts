import { switchKey } from './switch-key.ts';

/** Stops every cryptographic use of a key at once; reversible. On a disabled key: success, nothing changes. */
export const disableKey = switchKey('DisableKey', 'Disabled');
