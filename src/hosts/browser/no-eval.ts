/** Imported before any schema is made: zod then compiles none of them to code, which the console's Content-Security-Policy forbids. */
import * as z from 'zod';

z.config({ jitless: true });
