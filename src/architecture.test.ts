/** Who may import whom (design.md, "The house"), held by reading the imports of every file. */
import { readFileSync } from 'node:fs';
import { globSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('.', import.meta.url));
const files = globSync('**/*.{ts,tsx}', { cwd: root }).sort();

interface Import {
  readonly file: string;
  /** Path under src, or a package name. */
  readonly to: string;
  readonly typeOnly: boolean;
  readonly lazy: boolean;
}

const isTest = (file: string): boolean => /\.(test|suite|fixture)\.tsx?$|(^|\/)testing\//.test(file);

function importsOf(file: string): Import[] {
  const source = readFileSync(join(root, file), 'utf8');
  const found: Import[] = [];
  const add = (specifier: string, typeOnly: boolean, lazy: boolean): void => {
    const to = specifier.startsWith('.') ? relative(root, join(root, dirname(file), specifier)) : specifier;
    found.push({ file, to, typeOnly, lazy });
  };
  for (const match of source.matchAll(/^(?:import|export)\s+(type\s)?[^'"]*?from\s+'([^']+)'/gm))
    add(match[2]!, match[1] !== undefined, false);
  for (const match of source.matchAll(/^import\s+'([^']+)'/gm)) add(match[1]!, false, false);
  for (const match of source.matchAll(/import\(\s*'([^']+)'\s*\)/g)) add(match[1]!, false, true);
  for (const match of source.matchAll(/new URL\(\s*'(\.[^']+\.ts)',\s*import\.meta\.url/g))
    add(match[1]!, false, true);
  return found;
}

const all = files.flatMap(importsOf);
const product = all.filter(({ file }) => !isTest(file));
const area = (path: string): string =>
  path.startsWith('hosts/') ? path.split('/').slice(0, 2).join('/') : path.split('/')[0]!;
const isLocal = (to: string): boolean =>
  !/^[@a-z]/.test(to) || /^(domain|service|hosts|client|cli|app)\//.test(to);
const show = (imports: readonly Import[]): string[] => imports.map(({ file, to }) => `${file} → ${to}`);

const MAY: Readonly<Record<string, readonly string[]>> = {
  domain: ['domain'],
  service: ['domain', 'service'],
  'hosts/node': ['domain', 'service', 'hosts/node'],
  'hosts/browser': ['domain', 'service', 'hosts/browser'],
  client: ['domain', 'client'],
  cli: ['domain', 'service', 'client', 'cli', 'hosts/node'],
  app: ['domain', 'client', 'app'],
};

/** What `app` may import of a host, lazily. */
const LOADED_BY_THE_CONSOLE: readonly string[] = [
  'hosts/browser/demo/start.ts',
  'hosts/browser/desk/in-page.ts',
  // What the desk in the page fetches when it is first needed, for the demo, whose server may go.
  'service/operations/policies/lint-text.ts',
];

describe('import rules', () => {
  it('reads the imports of the whole tree', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(product.length).toBeGreaterThan(200);
  });

  it.each(Object.keys(MAY))('%s imports only what it may', (from) => {
    const wrong = product.filter(({ file, to, typeOnly, lazy }) => {
      if (area(file) !== from || !isLocal(to)) return false;
      const target = area(to);
      if (MAY[from]!.includes(target)) return false;
      // The contract's types travel to the client and the console; its code does not.
      if (typeOnly && target === 'service' && (from === 'client' || from === 'app')) return false;
      // Two files of one host the console may load, lazily: the demo, which is the whole console's desk, and the desk in the page, on
      // which the envelope desk runs for who may have no practice keys on the service.
      return !(from === 'app' && lazy && LOADED_BY_THE_CONSOLE.includes(to));
    });
    expect(show(wrong)).toEqual([]);
  });

  it('keeps the domain pure: no node:, no package', () => {
    expect(show(product.filter(({ file, to }) => file.startsWith('domain/') && !isLocal(to)))).toEqual([]);
  });

  it('keeps the service host-neutral: zod is its only package', () => {
    expect(
      show(product.filter(({ file, to }) => file.startsWith('service/') && !isLocal(to) && to !== 'zod')),
    ).toEqual([]);
  });

  it('lets no product code import a suite or a test', () => {
    expect(show(product.filter(({ to }) => isTest(to)))).toEqual([]);
  });

  it('lets no feature import another feature', () => {
    const feature = (path: string): string | undefined => /^app\/features\/([^/]+)\//.exec(path)?.[1];
    expect(
      show(
        product.filter(
          ({ file, to }) =>
            feature(file) !== undefined && feature(to) !== undefined && feature(file) !== feature(to),
        ),
      ),
    ).toEqual([]);
  });

  it('keeps the primitives free of router and data', () => {
    const wrong = product.filter(
      ({ file, to }) =>
        file.startsWith('app/ui/') &&
        (/^(react-router|@tanstack\/react-query)/.test(to) ||
          /^(client|service|app\/(query|shell|features))\//.test(to)),
    );
    expect(show(wrong)).toEqual([]);
  });

  it('lets only vault-pkcs11 know PKCS#11, and only store-sqlite know SQLite', () => {
    expect(
      show(all.filter(({ file, to }) => to === 'pkcs11js' && !file.startsWith('hosts/node/vault-pkcs11/'))),
    ).toEqual([]);
    expect(
      show(
        product.filter(
          ({ file, to }) => to === 'node:sqlite' && !file.startsWith('hosts/node/store-sqlite/'),
        ),
      ),
    ).toEqual([]);
  });

  it('keeps zod out of the console', () => {
    expect(
      show(
        product.filter(
          ({ file, to }) =>
            (file.startsWith('app/') || file.startsWith('client/')) &&
            to === 'zod' &&
            !file.endsWith('client/client.ts'),
        ),
      ),
    ).toEqual([]);
    expect(
      product.filter(({ file, to, typeOnly }) => file === 'client/client.ts' && to === 'zod' && !typeOnly),
    ).toEqual([]);
  });
});
