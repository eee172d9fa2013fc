/**
 * What an editor of policies waits for at each keystroke, in Chromium: the lint with all rules, and the lint with the exact comparison,
 * over edits of policies of 10 and 50 statements on a desk of 160 people and services. And what the engine weighs.
 */
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium } from '@playwright/test';
import { build } from 'vite';
import config from '../playwright.config.ts';
import type { PolicyLintBench } from './policy-lint-page.ts';
import { serveFolder } from './static-server.ts';
import { table } from './table.ts';

const SIZES = [10, 50];
const ROUNDS = 200;
const ADVERSARIAL_ROUNDS = 10;
/** ms that the issue asks for, lint and comparison together, by the number of statements. */
const LIMITS: Readonly<Record<number, number>> = { 10: 10, 50: 50 };

async function makePage(folder: string): Promise<string> {
  const made = join(folder, 'policy-lint');
  await mkdir(made, { recursive: true });
  await build({
    configFile: false,
    logLevel: 'error',
    root: import.meta.dirname,
    build: {
      outDir: made,
      target: 'es2024',
      minify: true,
      lib: {
        entry: join(import.meta.dirname, 'policy-lint-page.ts'),
        formats: ['iife'],
        name: 'page',
        fileName: () => 'policy-lint-page.js',
      },
    },
  });
  await writeFile(
    join(made, 'index.html'),
    '<!doctype html><title>Policies</title><script src="policy-lint-page.js"></script>',
  );
  return made;
}

const at = (sorted: readonly number[], share: number): string =>
  (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN).toFixed(1);

const row = (what: string, sorted: readonly number[], limit = ''): readonly string[] => [
  what,
  at(sorted, 0.5),
  at(sorted, 0.95),
  at(sorted, 1),
  limit,
];

/** Answers markdown. */
export async function measurePolicyLint(folder: string): Promise<string> {
  const made = await makePage(folder);
  const server = await serveFolder(made);
  const browser = await chromium.launch(config.use?.launchOptions ?? {});
  const rows: (readonly string[])[] = [];
  let proofs = '';
  try {
    const page = await browser.newPage();
    await page.goto(server.url);
    for (const statements of SIZES) {
      const { lint, both } = await page.evaluate(
        ([count, rounds]) =>
          (globalThis as unknown as { policyLintBench: PolicyLintBench }).policyLintBench.rounds(
            count,
            rounds,
          ), // bench/policy-lint-page.ts
        [statements, ROUNDS] as const,
      );
      rows.push(row(`lint, ${statements} statements`, lint));
      rows.push(row(`lint and comparison, ${statements} statements`, both, `${LIMITS[statements] ?? ''}`));
    }
    const adversarial = await page.evaluate(
      (rounds) =>
        (globalThis as unknown as { policyLintBench: PolicyLintBench }).policyLintBench.adversarial(rounds), // likewise
      ADVERSARIAL_ROUNDS,
    );
    rows.push(row('lint, 32 KiB of patterns that begin with a star', adversarial));
    const { prove, fixes, all } = await page.evaluate(
      (count) =>
        (globalThis as unknown as { policyLintBench: PolicyLintBench }).policyLintBench.proofs(count), // likewise
      SIZES.at(-1) ?? 0,
    );
    proofs = `Of ${SIZES.at(-1) ?? 0} statements: ${fixes} fixes proved in ${prove.toFixed(0)} ms, when they are asked for; all that change nothing made and proved in ${all.toFixed(0)} ms.`;
  } finally {
    await browser.close();
    server.close();
  }
  const weight = gzipSync(readFileSync(join(made, 'policy-lint-page.js')), { level: 9 }).length / 1000;
  return [
    table(['Policy editor, in Chromium', 'p50 ms', 'p95 ms', 'most ms', 'limit p95'], rows),
    `${proofs} The engine (parser, evaluator, comparison, linter, and this bench's policies) has ${weight.toFixed(1)} kB gzip.`,
  ].join('\n\n');
}
