import { join, resolve } from 'node:path';

/** The project's root folder, wherever the command was started from. */
export const root = resolve(import.meta.dirname, '../..');

/** What may be deleted at any time: logs of what was run, stamps of what was built. Git-ignored. */
export const cacheFolder = join(root, '.cache');

/** Where the runtime (Node.js and npm, as registry packages) is brought to. Git-ignored. */
export const runtimeFolder = join(root, '.runtime');
