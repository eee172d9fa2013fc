import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';
import { RULES } from './rules.ts';
import { rulesPage } from './rules-page.ts';

const FILE = fileURLToPath(new URL('../../../../docs/policy-rules.md', import.meta.url));

test('docs/policy-rules.md is current: else run node scripts/policy-rules.ts', async () => {
  const options = await resolveConfig(FILE);
  expect(readFileSync(FILE, 'utf8')).toBe(await format(rulesPage(), { ...options, filepath: FILE }));
});

test('the page has a heading of every rule, and a link to it', () => {
  const page = rulesPage();
  for (const { code } of RULES) {
    expect(page).toContain(`\n### ${code}\n`);
    expect(page).toContain(`(#${code})`);
  }
});
