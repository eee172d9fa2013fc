/** `node make.ts KEYS EVENTS`: makes the data directory in the cache, for those who will copy it. */
import { made } from './seeded-desk.ts';

const [keys, events] = process.argv.slice(2).map(Number);
if (keys === undefined || events === undefined) throw new Error('make.ts KEYS EVENTS');
await made({ keys, events });
