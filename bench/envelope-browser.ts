/**
 * Envelopes as streams in a browser: how fast 1 GiB goes through, as a share of what WebCrypto does with the same chunks and as many
 * under way, in the same run; and what the page holds meanwhile.
 */
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { build } from 'vite';
import config from '../playwright.config.ts';
import type { EnvelopeBench, Way } from './envelope-page.ts';
import { serveFolder } from './static-server.ts';
import { table } from './table.ts';

const WAYS: readonly Way[] = ['encrypt', 'encrypt a file', 'decrypt a file'];
const ROUNDS = 3;
const GOAL = 0.6;
const MOST_HELD_MB = 200;
const SAMPLE_MS = 40;

/** Of all renderers the one that has worked: the page's process. */
async function rendererOf(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const renderers = processInfo.filter(({ type }) => type === 'renderer');
  return renderers.toSorted((a, b) => b.cpuTime - a.cpuTime)[0]?.id ?? NaN;
}

/** MiB that the process has of its own; Linux tells it. */
const ownMemory = (pid: number): number =>
  Number(/^RssAnon:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

/** What `run` answers, and the most that the process had meanwhile. */
async function watched<T>(pid: number, run: Promise<T>): Promise<readonly [T, number]> {
  let most = 0;
  const sampler = setInterval(() => (most = Math.max(most, ownMemory(pid))), SAMPLE_MS);
  try {
    const answer = await run;
    return [answer, most];
  } finally {
    clearInterval(sampler);
  }
}

type Measure = 'ours' | 'bare' | 'bareFrom';

const asked = (page: Page, measure: Measure, way: Way): Promise<number> =>
  page.evaluate(
    ([name, what]) => (globalThis as unknown as { envelopeBench: EnvelopeBench }).envelopeBench[name](what), // bench/envelope-page.ts
    [measure, way] as const,
  );

const middle = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

/** A page with nothing but the streaming form and what measures it. */
async function makePage(folder: string): Promise<string> {
  const made = join(folder, 'envelope-browser');
  await mkdir(made, { recursive: true });
  await build({
    configFile: false,
    logLevel: 'error',
    root: import.meta.dirname,
    build: {
      outDir: made,
      target: 'es2024',
      lib: {
        entry: join(import.meta.dirname, 'envelope-page.ts'),
        formats: ['es'],
        fileName: () => 'envelope-page.js',
      },
    },
  });
  await writeFile(
    join(made, 'index.html'),
    '<!doctype html><title>Envelopes</title><script type="module" src="envelope-page.js"></script>',
  );
  return made;
}

/** Answers markdown. */
export async function measureEnvelopeBrowser(folder: string): Promise<string> {
  const server = await serveFolder(await makePage(folder));
  const browser = await chromium.launch({
    ...config.use?.launchOptions,
    args: [...(config.use?.launchOptions?.args ?? []), '--enable-precise-memory-info'],
  });
  const rows: string[][] = [];
  try {
    const page = await browser.newPage();
    await page.goto(server.url);
    await page.waitForFunction(() => 'envelopeBench' in globalThis);
    await page.evaluate(() =>
      (globalThis as unknown as { envelopeBench: EnvelopeBench }).envelopeBench.prepare(),
    ); // as above
    const session = await page.context().newCDPSession(page);
    const pid = await rendererOf(browser);
    for (const way of WAYS) {
      const rates = { ours: [] as number[], bare: [] as number[], bareFrom: [] as number[] };
      let [heap, own] = [0, 0];
      for (let round = 0; round < ROUNDS; round++) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        rates.bare.push(await asked(page, 'bare', way));
        // oxlint-disable-next-line no-await-in-loop -- as above
        rates.bareFrom.push(await asked(page, 'bareFrom', way));
        // oxlint-disable-next-line no-await-in-loop -- as above
        await session.send('HeapProfiler.collectGarbage');
        // oxlint-disable-next-line no-await-in-loop -- as above
        const [rate, process] = await watched(pid, asked(page, 'ours', way));
        rates.ours.push(rate);
        own = Math.max(own, process);
        // oxlint-disable-next-line no-await-in-loop -- as above
        heap = Math.max(
          heap,
          await page.evaluate(() =>
            (globalThis as unknown as { envelopeBench: EnvelopeBench }).envelopeBench.most(),
          ),
        );
      }
      const [ours, bare, bareFrom] = [middle(rates.ours), middle(rates.bare), middle(rates.bareFrom)];
      rows.push([
        way,
        ours.toFixed(0),
        bare.toFixed(0),
        (ours / bare).toFixed(2),
        bareFrom.toFixed(0),
        (ours / bareFrom).toFixed(2),
        (heap / 1e6).toFixed(0),
        own.toFixed(0),
      ]);
      process.stderr.write(`${rows.at(-1)?.join('  ') ?? ''}\n`);
    }
  } finally {
    await browser.close();
    server.close();
  }
  return `${table(
    [
      '1 GiB as a stream, in Chromium',
      'MiB/s',
      'WebCrypto, chunks in memory',
      'ratio',
      'WebCrypto, the same source',
      'ratio',
      'heap at most, MB',
      'process at most, MiB',
    ],
    rows,
  )}\n\nMedians of ${ROUNDS} rounds, one after the other of each. The goal is a ratio of ${GOAL} and a heap with its buffers, below ${MOST_HELD_MB} MB.`;
}
