/**
 * JavaScript that a browser fetches until Keys has painted, signed in: the entry, the chunks that the Keys route loads, and all that
 * they import statically, from Vite's manifest. Ends with 1 above the limit. Run after `vite build`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const LIMIT_KB = 230;
/** The modules that the router loads by `import()` for this page. Another name is an error, not a smaller sum. */
const ROUTES: readonly RegExp[] = [/^src\/app\/features\/keys\/keys-page\.tsx$|^src\/app\/features\/keys\/KeysPage\.tsx$/];

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
}

const dist = join(import.meta.dirname, '../dist');
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>; // Vite's own format

function addWithImports(name: string, into: Map<string, string>): void {
  const chunk = manifest[name];
  if (chunk === undefined) throw new Error(`The manifest has no ${name}.`);
  if (into.has(name)) return;
  into.set(name, chunk.file);
  for (const imported of chunk.imports ?? []) addWithImports(imported, into);
}

const needed = new Map<string, string>();
const entries = Object.keys(manifest).filter((name) => manifest[name]?.isEntry === true);
for (const name of entries) addWithImports(name, needed);
for (const route of ROUTES) {
  const matches = Object.keys(manifest).filter((name) => route.test(name));
  // A page that the entry imports statically has no chunk of its own and is in the entry's.
  for (const name of matches) addWithImports(name, needed);
  if (matches.length === 0) throw new Error(`No chunk of the build matches ${String(route)}: bench/first-page.ts no longer knows what Keys loads.`);
}

const rows = [...new Set(needed.values())]
  .filter((file) => file.endsWith('.js'))
  .map((file) => ({ file, bytes: gzipSync(readFileSync(join(dist, file)), { level: 9 }).length }))
  .toSorted((a, b) => b.bytes - a.bytes);
const kilobytes = rows.reduce((sum, row) => sum + row.bytes, 0) / 1000;
for (const row of rows) process.stdout.write(`${(row.bytes / 1000).toFixed(1).padStart(7)} kB  ${row.file}\n`);
process.stdout.write(`${kilobytes.toFixed(1).padStart(7)} kB  gzip in all, limit ${LIMIT_KB} kB\n`);
process.exitCode = kilobytes > LIMIT_KB ? 1 : 0;
