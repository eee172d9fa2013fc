/**
 * The live desk in Chromium, fed with 5,000 events a second through the console's own client: frames, and memory from beginning to end,
 * at full speed and with the processor slowed to a quarter. 20 s each; with `--long`, 10 minutes at full speed.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type CDPSession, type Page } from '@playwright/test';
import { openWelcome } from '../e2e/support/people.ts';
import config from '../playwright.config.ts';
import { removeDirectory, startTestDesk } from '../src/hosts/node/testing/desk.ts';
import { table } from './table.ts';

const RATE = 5_000;
/** How often the writer wakes its readers, ms, and most events of one message, as TailAuditEvents has it. */
const WAKE_MS = 20;
const MOST_EVENTS = 200;
const SECONDS = 20;
const LONG_SECONDS = 600;
const SLOWED = 4;
/** Frames a second that it shall keep. */
const GOAL = 30;
/** Until counts, names and code stand, ms. */
const WARM_MS = 6_000;

const NAMES = Array.from(
  { length: 24 },
  (_, at) => `service-${at}-of-the-${at % 2 === 0 ? 'eu' : 'us'}-region`,
);
const OPERATIONS = ['Decrypt', 'GenerateDataKey', 'Decrypt', 'Encrypt', 'Sign'];
const HEX = '8434ab74b591e4ac6bfa205f06e92c84de4b8c9341ea4beff7f1212eddc3ae6b';

/** An event in the form in which the service answers it. */
function eventOf(sequence: number, time: number): Record<string, unknown> {
  // Few come often, many seldom.
  const who = Math.floor(NAMES.length * ((sequence * 0.618_034) % 1) ** 2);
  const isDenied = sequence % 97 === 0;
  return {
    Sequence: sequence,
    Time: time / 1_000,
    Operation: OPERATIONS[who % OPERATIONS.length],
    Class: 'data',
    Via: 'sdk',
    Principal: `arn:aws:iam::000000000000:role/${NAMES[who]}`,
    PrincipalId: `AROA${String(who).padStart(17, '0')}`,
    Credential: 'AKIAIOSFODNN7EXAMPLE',
    Source: `10.0.${who}.7`,
    UserAgent: 'aws-sdk-js/3.900.0 ua/2.1 os/linux lang/js md/nodejs#26.10.0 api/kms#3.900.0',
    RequestId: `8f1c2e0a-7b5d-4c3e-9a6f-${String(sequence).padStart(12, '0')}`,
    KeyId: `1c7f4ae2-6b0d-4c57-9e3f-${String(who % 9).padStart(12, '0')}`,
    KeyVersion: 1,
    Context: [
      ['record', String(sequence)],
      ['tenant', 'acme'],
    ],
    Outcome: isDenied ? 'denied' : 'allowed',
    ...(isDenied ? { Error: 'AccessDeniedException', Reason: 'because no statement allows it' } : {}),
    DecidedBy: isDenied
      ? []
      : [
          {
            Source: 'KEY_POLICY',
            Policy: 'default',
            Version: 3,
            Digest: HEX,
            Statement: 1,
            Sid: 'AllowUse',
            Effect: 'Allow',
          },
        ],
    Envelope: HEX,
    Duration: 412,
    Parameters: [['KeySpec', 'AES_256']],
    Extensions: [],
    Changes: [],
  };
}

/** Answers every request with a stream of events at RATE, until it is closed. */
class Feed {
  sent = 0;
  /** Nothing more is sent. */
  isStopped = false;
  readonly #server = createServer((_, response) => this.#stream(response));

  async listen(): Promise<string> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`; // a TCP server
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #stream(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    const start = performance.now();
    let sent = 0;
    this.sent = 0;
    const send = (): void => {
      let due = this.isStopped ? 0 : Math.floor(((performance.now() - start) / 1_000) * RATE) - sent;
      do {
        const count = Math.min(due, MOST_EVENTS);
        const Events = Array.from({ length: count }, (_, at) => eventOf(sent + at, Date.now()));
        sent += count;
        due -= count;
        response.write(`data: ${JSON.stringify({ Events, Position: sent - 1, Log: sent })}\n\n`);
      } while (due > 0);
      this.sent = sent;
    };
    send();
    const timer = setInterval(send, WAKE_MS);
    response.once('close', () => clearInterval(timer));
  }
}

interface Frames extends Window {
  frameTimes?: number[];
}

/** Collects the time of every frame, in ms. It runs in the page. */
function watchFrames(): void {
  const own = globalThis as unknown as Frames;
  own.frameTimes = [];
  const frame = (time: number): void => {
    own.frameTimes?.push(time);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

/** Takes the times that were collected, so that they are no memory of the page's. */
const takeFrames = (page: Page): Promise<number[]> =>
  page.evaluate(() => {
    const own = globalThis as unknown as Frames; // as above
    const taken = own.frameTimes ?? [];
    own.frameTimes = taken.slice(-1);
    return taken;
  });

async function heapOf(session: CDPSession): Promise<{ readonly megabytes: number; readonly nodes: number }> {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const { nodes } = await session.send('Memory.getDOMCounters');
  return { megabytes: usedSize / 2 ** 20, nodes };
}

const visitsShown = async (page: Page): Promise<number> => {
  const text = await page.getByText(/^[\d,]+ visits$/).textContent();
  return Number((text ?? '').replaceAll(/\D/g, ''));
};

/** The least frames in a whole second, and how many took longer than two of sixty a second. */
function figuresOf(times: readonly number[]): {
  readonly least: number;
  readonly below: number;
  readonly late: number;
  readonly longest: number;
} {
  const deltas = times.slice(1).map((time, at) => time - (times[at] ?? time));
  const first = times[0] ?? 0;
  const seconds = new Map<number, number>();
  for (const time of times) {
    const second = Math.floor((time - first) / 1_000);
    seconds.set(second, (seconds.get(second) ?? 0) + 1);
  }
  const whole = Math.floor(((times.at(-1) ?? first) - first) / 1_000);
  const counts = Array.from({ length: whole }, (_, second) => seconds.get(second) ?? 0);
  return {
    least: Math.min(...counts),
    below: counts.filter((count) => count < GOAL).length,
    late: deltas.filter((delta) => delta > 34).length / Math.max(1, deltas.length),
    longest: deltas.reduce((most, delta) => Math.max(most, delta), 0),
  };
}

interface Run {
  readonly page: Page;
  readonly session: CDPSession;
  readonly feed: Feed;
  readonly seconds: number;
  readonly slowed: number;
}

async function measure({ page, session, feed, seconds, slowed }: Run): Promise<readonly string[]> {
  feed.isStopped = false;
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowed });
  await page.goto('/desk/live');
  await page
    .getByText(/visits a second: shown as/)
    .first()
    .waitFor();
  await page.waitForTimeout(WARM_MS);
  const before = await heapOf(session);
  await takeFrames(page);
  const times: number[] = [];
  const end = performance.now() + seconds * 1_000;
  while (performance.now() < end) {
    // oxlint-disable-next-line no-await-in-loop -- second by second
    await page.waitForTimeout(Math.min(10_000, Math.max(0, end - performance.now())));
    // oxlint-disable-next-line no-await-in-loop -- as above
    const taken = await takeFrames(page);
    // Their first is the last one of those before.
    times.push(...(times.length === 0 ? taken : taken.slice(1)));
  }
  const after = await heapOf(session);
  feed.isStopped = true;
  await page.waitForTimeout(1_500);
  const shown = await visitsShown(page);
  if (shown !== feed.sent) throw new Error(`${feed.sent} events were sent and ${shown} counted`);
  const { least, below, late, longest } = figuresOf(times);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  return [
    `${slowed === 1 ? 'at full speed' : `at 1/${slowed}`}, ${seconds} s`,
    String(least),
    String(below),
    `${(late * 100).toFixed(2)} %`,
    longest.toFixed(0),
    before.megabytes.toFixed(1),
    after.megabytes.toFixed(1),
    `${before.nodes} / ${after.nodes}`,
    shown.toLocaleString('en'),
  ];
}

/** Answers markdown. `isLong`: ten minutes at full speed. */
export async function measureLive({ isLong }: { readonly isLong: boolean }): Promise<string> {
  const desk = await startTestDesk();
  const feed = new Feed();
  const url = await feed.listen();
  const browser = await chromium.launch(config.use?.launchOptions);
  const rows: (readonly string[])[] = [];
  try {
    const context = await browser.newContext({ baseURL: desk.url, viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await openWelcome(page, desk);
    await page.addInitScript(watchFrames);
    // The page reads a real stream from a real socket: only who sends it is another.
    await page.route('**/api/TailAuditEvents', (route) => route.continue({ url }));
    const session = await context.newCDPSession(page);
    for (const slowed of [1, SLOWED]) {
      const seconds = isLong && slowed === 1 ? LONG_SECONDS : SECONDS;
      process.stderr.write(`${RATE} events a second for ${seconds} s at 1/${slowed}\n`);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      rows.push(await measure({ page, session, feed, seconds, slowed }));
    }
  } finally {
    await browser.close();
    feed.close();
    await desk.stop();
    removeDirectory(desk.dataDirectory);
  }
  return `${table(
    [
      `live desk, ${RATE.toLocaleString('en')} events/s`,
      'least frames in a second',
      `seconds below ${GOAL}`,
      'frames above 34 ms',
      'longest ms',
      'heap MiB at the beginning',
      'at the end',
      'DOM nodes',
      'events counted',
    ],
    rows,
  )}\n\nThe goal at full speed is ${GOAL} frames a second and no growth over 10 minutes (\`--long\`). Heap after a collection.`;
}
