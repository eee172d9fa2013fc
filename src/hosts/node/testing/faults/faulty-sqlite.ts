/** `node:sqlite` for `store-sqlite/copy.ts` where copying passes through steps: its `backup` cannot be replaced where it is. */
import { backup as copy } from 'node:sqlite';
import { copying } from './file-steps.ts';

export { DatabaseSync } from 'node:sqlite';

export const backup: typeof copy = (from, to, options) => copying(to, () => copy(from, to, options));
