/**
 * Envelopes as streams in a browser: how fast 1 GiB goes through, as a share of what WebCrypto does with the same chunks and as many
 * under way, in the same run; and what the page holds meanwhile.
 */
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Browser, type CDPSession, type Page } from '@playwright/test';
import { build } from 'vite';
import config from '../playwright.config.ts';
import type { EnvelopeBench, Way } from './envelope-page.ts';
import { serveFolder } from './static-server.ts';
import { table } from './table.ts';

const WAYS: readonly Way[] = ['encrypt', 'encrypt a file', 'decrypt a file'];
const ROUNDS = 3;
const MIB = 2 ** 20;
const GOAL = 0.6;
const MOST_HELD_MIB = 200;
const SAMPLE_MS = 40;

interface Held {
  /** MiB of objects, and of bytes in ArrayBuffers beside them. */
  readonly heap: number;
  readonly buffers: number;
  /** MiB that the page's process has of its own. */
  readonly process: number;
}

/** The page's process: the one renderer whose title… cannot be seen, so the one with the page's own work. */
async function rendererOf(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const renderers = processInfo.filter(({ type }) => type === 'renderer');
  return renderers.toSorted((a, b) => b.cpuTime - a.cpuTime)[0]?.id ?? NaN;
}

const ownMemory = (pid: number): number =>
  Number(/^RssAnon:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

interface HeapUsage {
  readonly usedSize: number;
  readonly backingStorageSize?: number;
}

const heldNow = async (session: CDPSession, pid: number): Promise<Held> => {
  const usage = (await session.send('Runtime.getHeapUsage')) as HeapUsage; // Playwright's types are older than the member
  return {
    heap: usage.usedSize / MIB,
    buffers: (usage.backingStorageSize ?? NaN) / MIB,
    process: ownMemory(pid),
  };
};

/** What `run` answers, and the most that was held while it ran. */
async function watched<T>(session: CDPSession, pid: number, run: Promise<T>): Promise<readonly [T, Held]> {
  let most: Held = { heap: 0, buffers: 0, process: 0 };
  let live = true;
  const watching = (async () => {
    while (live) {
      // oxlint-disable-next-line no-await-in-loop -- a sample after the other
      const now = await heldNow(session, pid);
      most = {
        heap: Math.max(most.heap, now.heap),
        buffers: Math.max(most.buffers, now.buffers),
        process: Math.max(most.process, now.process),
      };
      // oxlint-disable-next-line no-await-in-loop -- as above
      await new Promise((done) => setTimeout(done, SAMPLE_MS));
    }
  })();
  try {
    return [await run, most];
  } finally {
    live = false;
    await watching;
  }
}

type Measure = Exclude<keyof EnvelopeBench, 'prepare'>;

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
  const browser = await chromium.launch(config.use?.launchOptions);
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
      let most: Held = { heap: 0, buffers: 0, process: 0 };
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await session.send('HeapProfiler.collectGarbage');
      // oxlint-disable-next-line no-await-in-loop -- as above
      const before = await heldNow(session, pid);
      for (let round = 0; round < ROUNDS; round++) {
        // oxlint-disable-next-line no-await-in-loop -- as above
        rates.bare.push(await asked(page, 'bare', way));
        // oxlint-disable-next-line no-await-in-loop -- as above
        rates.bareFrom.push(await asked(page, 'bareFrom', way));
        // oxlint-disable-next-line no-await-in-loop -- as above
        await session.send('HeapProfiler.collectGarbage');
        // oxlint-disable-next-line no-await-in-loop -- as above
        const [rate, held] = await watched(session, pid, asked(page, 'ours', way));
        rates.ours.push(rate);
        most = {
          heap: Math.max(most.heap, held.heap),
          buffers: Math.max(most.buffers, held.buffers),
          process: Math.max(most.process, held.process),
        };
      }
      const [ours, bare, bareFrom] = [middle(rates.ours), middle(rates.bare), middle(rates.bareFrom)];
      rows.push([
        way,
        ours.toFixed(0),
        bare.toFixed(0),
        (ours / bare).toFixed(2),
        bareFrom.toFixed(0),
        (ours / bareFrom).toFixed(2),
        most.heap.toFixed(0),
        most.buffers.toFixed(0),
        `${most.process.toFixed(0)} (${before.process.toFixed(0)} before)`,
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
      'heap at most, MiB',
      'buffers at most, MiB',
      'process at most, MiB',
    ],
    rows,
  )}\n\nMedians of ${ROUNDS} rounds, one after the other of each. The goal is a ratio of ${GOAL} and a heap below ${MOST_HELD_MIB} MiB.`;
}
