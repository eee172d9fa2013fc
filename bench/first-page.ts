/**
 * JavaScript that a browser fetches until a first page has painted, signed in: the entry, the chunks that the page's route loads, and
 * all that they import statically, from Vite's manifest; and what the route adds to the shell by itself. Ends with 1 above a limit. Run
 * after `vite build`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const LIMIT_KB = 230;
const OWN_LIMIT_KB = 60;
/** What the router loads by `import()` for a page (src/app/routes.tsx). Another name is an error, not a smaller sum. */
const ROUTES = ['src/app/features/home/home-page.tsx', 'src/app/features/keys/keys-page.tsx'] as const;

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
      `dist/.vite/manifest.json has no ${name}: bench/first-page.ts no longer knows what a page loads.`,
    );
  if (into.has(name)) return;
  into.set(name, chunk.file);
  for (const imported of chunk.imports ?? []) addWithImports(imported, into);
}

const sizes = (needed: Map<string, string>): { readonly file: string; readonly kilobytes: number }[] =>
  [...new Set(needed.values())]
    .filter((file) => file.endsWith('.js'))
    .map((file) => ({
      file,
      kilobytes: gzipSync(readFileSync(join(dist, file)), { level: 9 }).length / 1000,
    }))
    .toSorted((a, b) => b.kilobytes - a.kilobytes);

const sum = (rows: readonly { readonly kilobytes: number }[]): number =>
  rows.reduce((total, { kilobytes }) => total + kilobytes, 0);

const shell = new Map<string, string>();
for (const name of Object.keys(manifest).filter((each) => manifest[each]?.isEntry === true))
  addWithImports(name, shell);

for (const route of ROUTES) {
  const needed = new Map(shell);
  addWithImports(route, needed);
  const rows = sizes(needed);
  const all = sum(rows);
  const own = all - sum(sizes(shell));
  process.stdout.write(`${route}\n`);
  for (const { file, kilobytes } of rows)
    process.stdout.write(`${kilobytes.toFixed(1).padStart(7)} kB  ${file}\n`);
  process.stdout.write(`${all.toFixed(1).padStart(7)} kB  gzip in all, limit ${LIMIT_KB} kB\n`);
  process.stdout.write(`${own.toFixed(1).padStart(7)} kB  of it the page's own, limit ${OWN_LIMIT_KB} kB\n`);
  if (all > LIMIT_KB || own > OWN_LIMIT_KB) process.exitCode = 1;
}
