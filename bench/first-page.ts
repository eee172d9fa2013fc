/**
 * JavaScript that a browser fetches until a first page has painted, signed in: the entry, the chunks that the page's route loads, and
 * all that they import statically, from Vite's manifest; and what each route adds to the shell. Ends with 1 above a limit. Run after
 * `vite build`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const LIMIT_KB = 230;
const OWN_LIMIT_KB = 60;
/** The envelope desk draws its scene and carries its flows. */
const OWN_LIMITS_KB: Readonly<Record<string, number>> = { 'src/app/features/desk/desk-page.tsx': 120 };
/**
 * The policy engine in its worker. Issue 6 asks for 60 kB: that is kept by the part that answers a keystroke (reader, evaluator, outline, all
 * rules but those of later-rules.ts), and not by the whole. The exact comparison, the rules that ask it or read the log of uses, and the
 * proofs of fixes come after it.
 */
const ENGINE_FIRST_LIMIT_KB = 60;
const ENGINE_LIMIT_KB = 88;
/** Where somebody comes in. What the router loads by `import()` (src/app/routes.tsx): another name is an error, not a smaller sum. */
const FIRST_PAGES = ['src/app/features/home/home-page.tsx', 'src/app/features/keys/keys-page.tsx'] as const;

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

/** kB of a worker's script with all that it imports statically, and of that with what it imports later. */
function engineSizes(worker: string): readonly number[] {
  const files = readdirSync(join(dist, 'assets'));
  const scripts = files.filter((file) => new RegExp(`^${worker}-.*\\.js$`).test(file));
  if (scripts.length !== 1) throw new Error(`bench/first-page.ts no longer finds the one ${worker}.`);
  const needed = (later: boolean): ReadonlySet<string> => {
    const found = new Set(scripts);
    // A set grows while it is walked.
    for (const file of found) {
      const text = readFileSync(join(dist, 'assets', file), 'utf8');
      const imports = later
        ? /\b(?:from|import)\s*\(?\s*["'`]\.\/([^"'`]+)/g
        : /\b(?:from|import)\s*["'`]\.\/([^"'`]+)/g;
      for (const [, imported = ''] of text.matchAll(imports)) found.add(imported);
    }
    return found;
  };
  const [first, whole] = [needed(false), needed(true)];
  if (whole.size !== first.size + 1)
    throw new Error(`bench/first-page.ts no longer finds the part that the ${worker} fetches later.`);
  return [first, whole].map((of) => sum(sizes(new Map([...of].map((file) => [file, join('assets', file)])))));
}

const sum = (rows: readonly { readonly kilobytes: number }[]): number =>
  rows.reduce((total, { kilobytes }) => total + kilobytes, 0);

const shell = new Map<string, string>();
const entries = Object.keys(manifest).filter((each) => manifest[each]?.isEntry === true);
for (const name of entries) addWithImports(name, shell);
const shellSize = sum(sizes(shell));

/** The JavaScript that a route needs with the shell. */
function neededFor(route: string): Map<string, string> {
  const needed = new Map(shell);
  addWithImports(route, needed);
  return needed;
}

for (const route of FIRST_PAGES) {
  const rows = sizes(neededFor(route));
  const all = sum(rows);
  process.stdout.write(`${route}\n`);
  for (const { file, kilobytes } of rows)
    process.stdout.write(`${kilobytes.toFixed(1).padStart(7)} kB  ${file}\n`);
  process.stdout.write(`${all.toFixed(1).padStart(7)} kB  gzip in all, limit ${LIMIT_KB} kB\n`);
  if (all > LIMIT_KB) process.exitCode = 1;
}

// Every page is a chunk of its own, and so is what it fetches when it is first asked for (Recharts, CodeMirror, dialogs).
const routes = entries
  .flatMap((name) => manifest[name]?.dynamicImports ?? [])
  .filter((name) => name.startsWith('src/app/features/'));
process.stdout.write(
  `what each of ${routes.length} routes adds to the shell, limit ${OWN_LIMIT_KB} kB if none is named\n`,
);
for (const route of routes) {
  const own = sum(sizes(neededFor(route))) - shellSize;
  const limit = OWN_LIMITS_KB[route];
  process.stdout.write(
    `${own.toFixed(1).padStart(7)} kB  ${route}${limit === undefined ? '' : `, limit ${limit} kB`}\n`,
  );
  if (own > (limit ?? OWN_LIMIT_KB)) process.exitCode = 1;
}
// A worker is no chunk of the manifest: Vite builds it apart.
for (const worker of ['policy-worker', 'identity-worker']) {
  const [first = NaN, all = NaN] = engineSizes(worker);
  process.stdout.write(
    `${first.toFixed(1).padStart(7)} kB  the first part of the engine in the ${worker}, limit ${ENGINE_FIRST_LIMIT_KB} kB\n` +
      `${all.toFixed(1).padStart(7)} kB  with what it fetches then, limit ${ENGINE_LIMIT_KB} kB\n`,
  );
  if (!(first <= ENGINE_FIRST_LIMIT_KB && all <= ENGINE_LIMIT_KB)) process.exitCode = 1;
}
for (const named of Object.keys(OWN_LIMITS_KB))
  if (!routes.includes(named))
    throw new Error(`bench/first-page.ts no longer finds ${named} in the manifest.`);
if (routes.length < FIRST_PAGES.length)
  throw new Error('bench/first-page.ts no longer finds the routes in the manifest.');
