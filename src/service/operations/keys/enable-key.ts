import { switchKey } from './switch-key.ts';

/** Opens a disabled key for use. On an enabled key: success, nothing changes. */
export const enableKey = switchKey('EnableKey', 'Enabled');
