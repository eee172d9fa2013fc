/**
 * JavaScript that a browser fetches until Keys has painted, signed in: the entry, the chunks that the Keys route loads, and all that
 * they import statically, from Vite's manifest. Ends with 1 above the limit. Run after `vite build`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const LIMIT_KB = 230;
/** What the router loads by `import()` for this page (src/app/routes.tsx). Another name is an error, not a smaller sum. */
const ROUTE = 'src/app/features/keys/keys-page.tsx';

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
  if (chunk === undefined)
    throw new Error(
      `dist/.vite/manifest.json has no ${name}: bench/first-page.ts no longer knows what Keys loads.`,
    );
  if (into.has(name)) return;
  into.set(name, chunk.file);
  for (const imported of chunk.imports ?? []) addWithImports(imported, into);
}

const needed = new Map<string, string>();
const entries = Object.keys(manifest).filter((name) => manifest[name]?.isEntry === true);
for (const name of entries) addWithImports(name, needed);
addWithImports(ROUTE, needed);

const rows = [...new Set(needed.values())]
  .filter((file) => file.endsWith('.js'))
  .map((file) => ({ file, bytes: gzipSync(readFileSync(join(dist, file)), { level: 9 }).length }))
  .toSorted((a, b) => b.bytes - a.bytes);
const kilobytes = rows.reduce((sum, row) => sum + row.bytes, 0) / 1000;
for (const row of rows)
  process.stdout.write(`${(row.bytes / 1000).toFixed(1).padStart(7)} kB  ${row.file}\n`);
process.stdout.write(`${kilobytes.toFixed(1).padStart(7)} kB  gzip in all, limit ${LIMIT_KB} kB\n`);
process.exitCode = kilobytes > LIMIT_KB ? 1 : 0;
