#!/usr/bin/env node
/**
 * The program. What Node makes of the sources (types removed, compiled) is kept beside the runtime: a third of the time of a start.
 * Not in the system's directory for temporary files, which is everybody's: this is code that we run.
 */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

enableCompileCache(join(import.meta.dirname, '../../.runtime/compile-cache'));
const { run } = await import('./commands.ts');
process.exitCode = await run(process.argv.slice(2));
