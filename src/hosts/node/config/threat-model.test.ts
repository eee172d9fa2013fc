/** The pages that make promises, held to what there is: the threat model's tests, the unit's settings. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { isKnownName } from './settings-table.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const read = (path: string): string => readFileSync(`${ROOT}${path}`, 'utf8');

interface Claim {
  readonly claim: string;
  readonly file: string;
  readonly title: string;
}

/** `file`: `title`, `title`; `file`: … in the second cell of each row. */
function claimsOf(page: string): { readonly rows: number; readonly claims: readonly Claim[] } {
  const rows = page
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (Claim|-+) /.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, 3)
        .map((cell) => cell.trim()),
    );
  const claims = rows.flatMap(([claim = '', tests = '']) => {
    let file = '';
    return [...tests.matchAll(/`([^`]+)`/g)].flatMap(([, text = '']) => {
      if (!/^(src|e2e)\/\S+\.ts$/.test(text)) return [{ claim, file, title: text }];
      file = text;
      return [];
    });
  });
  return { rows: rows.length, claims };
}

/** A title stands in a test file as a string that a test is called with. */
const hasTest = (file: string, title: string): boolean =>
  existsSync(`${ROOT}${file}`) &&
  new RegExp(`(?:\\b(?:it|test)|\\]|\\))\\(\\s*(['"\`])${RegExp.escape(title)}\\1`).test(read(file));

it('every claim of the threat model names tests that there are', () => {
  const { rows, claims } = claimsOf(read('docs/threat-model.md'));
  expect(rows).toBeGreaterThan(30);
  expect(new Set(claims.map(({ claim }) => claim)).size).toBe(rows);
  expect(claims.filter(({ file, title }) => !hasTest(file, title))).toEqual([]);
  // The search itself finds what is not there.
  expect(hasTest('src/hosts/node/config/threat-model.test.ts', 'a test that there is not')).toBe(false);
});

it('the unit for systemd is hardened, and sets what there is', () => {
  const unit = read('examples/keydesk.service');
  const names = [...unit.matchAll(/KEYDESK_[A-Z0-9_]+/g)].map(([name]) => name);
  expect(names.length).toBeGreaterThan(2);
  expect(names.filter((name) => !isKnownName(name))).toEqual([]);
  for (const line of [
    'NoNewPrivileges=yes',
    'CapabilityBoundingSet=',
    'ProtectSystem=strict',
    'LimitCORE=0',
    'UMask=0077',
    'StateDirectoryMode=0700',
    'RestartPreventExitStatus=78',
    'ExecReload=/bin/kill -HUP $MAINPID',
    'Environment=KEYDESK_PKCS11_PIN_FILE=%d/pin',
  ])
    expect(unit.split('\n')).toContain(line);
  expect(unit).toContain('src/cli/main.ts serve');
  expect(existsSync(`${ROOT}src/cli/main.ts`)).toBe(true);
});

it('what the page on systemd watches is among the metrics', () => {
  const written = [
    'src/service/metrics/desk-metrics.ts',
    'src/service/metrics/operation-metrics.ts',
    'src/hosts/node/start/host-metrics.ts',
  ].map(read);
  const watched = [...read('docs/systemd.md').matchAll(/\b((?:keydesk|nodejs|process)_[a-z_]+)\b/g)].map(
    ([name]) => name,
  );
  expect(watched.length).toBeGreaterThan(6);
  expect(watched.filter((name) => !written.some((text) => text.includes(`'${name}'`)))).toEqual([]);
});
