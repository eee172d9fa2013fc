/**
 * The envelope desk while it moves: every step of every flow walked with the arrow key, on a real service with SoftHSM, with the
 * processor slowed to a quarter. Frames by `requestAnimationFrame`; tasks, and which threads worked, by Chromium's own trace.
 *
 * A machine without a graphics card draws every pixel by its processor, on other threads than the page's own: what the page costs is
 * the column of its main thread, what the pixels cost is the column of the others.
 */
import { chromium, type CDPSession, type Page } from '@playwright/test';
import { openWelcome } from '../e2e/support/people.ts';
import config from '../playwright.config.ts';
import { FLOWS } from '../src/app/features/desk/flows/flows.ts';
import type { Flow } from '../src/app/features/desk/walk/step.ts';
import { paths } from '../src/app/paths.ts';
import { startTestDesk } from '../src/hosts/node/testing/desk.ts';
import { table } from './table.ts';
import { markName, traced, type Trace, type Work } from './trace.ts';

const SLOWED = 4;
/** A movement lasts 1.8 s at most (scene/moves.ts, LONGEST), and is looked at from the key press to its end. */
const MOVEMENT_MS = 1_900;
/** Before the next key is pressed: the step is at rest. */
const REST_MS = 400;
const LATE_MS = 33.4;
const LONG_TASK_MS = 50;

interface Recorded {
  /** Between one animation frame and the next, in ms. */
  readonly frames: readonly number[];
  /** What the browser's own long task observer says, in ms. */
  readonly longTasks: readonly number[];
}

interface StepFigures extends Recorded, Work {
  readonly step: string;
}

/** Runs in the page: from now until `ms` after the stage shows `step`. Marks both moments in the trace. */
async function record([step, ms, begin, end]: readonly [string, number, string, string]): Promise<Recorded> {
  const frames: number[] = [];
  const longTasks: number[] = [];
  const tasks = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) longTasks.push(entry.duration);
  });
  tasks.observe({ type: 'longtask' });
  performance.mark(begin);
  let last = 0;
  let live = true;
  const frame = (now: number): void => {
    if (!live) return;
    if (last !== 0) frames.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  const stage = (): string | undefined => document.querySelector<HTMLElement>('[data-flow]')?.dataset['step'];
  await new Promise<void>((done, fail) => {
    const gaveUp = setTimeout(() => fail(new Error(`the desk did not come to the step ${step}`)), 20_000);
    const look = (): void => {
      if (stage() !== step) return;
      clearTimeout(gaveUp);
      observer.disconnect();
      done();
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, { subtree: true, attributeFilter: ['data-step'] });
    look();
  });
  await new Promise((done) => setTimeout(done, ms));
  live = false;
  performance.mark(end);
  tasks.disconnect();
  return { frames, longTasks };
}

const steady = (page: Page): Promise<void> =>
  page
    .waitForFunction(() => document.querySelector('.desk-scene')?.getAttribute('data-moving') === 'false')
    .then(() => page.waitForTimeout(REST_MS));

async function walk(page: Page, slow: CDPSession, flow: Flow): Promise<StepFigures[]> {
  await slow.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  await page.goto(paths.desk({ flow: flow.id }));
  await page.locator(`[data-flow="${flow.id}"][data-step="${flow.steps[0]?.id ?? ''}"]`).waitFor();
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await slow.send('Emulation.setCPUThrottlingRate', { rate: SLOWED });
  const figures: StepFigures[] = [];
  for (const { id } of flow.steps.slice(1)) {
    // oxlint-disable-next-line no-await-in-loop -- one step after the other
    await steady(page);
    const marks = [markName(`${flow.id}/${id}/pressed`), markName(`${flow.id}/${id}/arrived`)] as const;
    let recorded: Recorded = { frames: [], longTasks: [] };
    // oxlint-disable-next-line no-await-in-loop -- as above
    const trace: Trace = await traced(page.context().browser()!, page, async () => {
      const recording = page.evaluate(record, [id, MOVEMENT_MS, ...marks] as const);
      await page.keyboard.press('ArrowRight');
      recorded = await recording;
    });
    figures.push({ step: id, ...recorded, ...trace.work(trace.between(...marks)) });
  }
  return figures;
}

const sorted = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);
const quantile = (values: readonly number[], q: number): number => {
  const all = sorted(values);
  return all[Math.min(all.length - 1, Math.floor(all.length * q))] ?? NaN;
};
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;

function rowOf(flow: Flow, steps: readonly StepFigures[]): string[] {
  const frames = steps.flatMap((step) => step.frames);
  // By the time that it had the processor: on a machine that others use too a task waits as well.
  const [longest] = steps
    .flatMap(({ step, tasks }) => tasks.map((task) => ({ ...task, step })))
    .toSorted((a, b) => b.worked - a.worked);
  return [
    flow.id,
    String(steps.length),
    (1000 / quantile(frames, 0.5)).toFixed(0),
    (1000 / quantile(frames, 0.95)).toFixed(0),
    percent(frames.filter((ms) => ms > LATE_MS).length / frames.length),
    Math.max(...frames).toFixed(0),
    `${longest?.worked.toFixed(0) ?? ''} (${longest?.step ?? ''}: ${longest?.did ?? ''})`,
    String(steps.flatMap(({ tasks }) => tasks).filter(({ worked }) => worked > LONG_TASK_MS).length),
    percent(mean(steps.map(({ busy }) => busy.main))),
    percent(mean(steps.map(({ busy }) => busy.raster))),
    percent(mean(steps.map(({ busy }) => busy.display))),
  ];
}

/** Answers markdown. */
export async function measureDeskFrames(): Promise<string> {
  const desk = await startTestDesk();
  const browser = await chromium.launch(config.use?.launchOptions);
  const rows: string[][] = [];
  try {
    const context = await browser.newContext({
      baseURL: desk.url,
      viewport: { width: 1440, height: 900 },
      reducedMotion: 'no-preference',
    });
    const page = await context.newPage();
    await openWelcome(page, desk);
    const slow = await context.newCDPSession(page);
    for (const flow of FLOWS) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const steps = await walk(page, slow, flow);
      for (const step of steps)
        process.stderr.write(
          `${flow.id}/${step.step}: p50 ${quantile(step.frames, 0.5).toFixed(1)} worst ${Math.max(...step.frames).toFixed(0)} ms, drawn ${step.drawn} of ${step.frames.length}, long ${step.longTasks.join(' ')}, main ${percent(step.busy.main)} raster ${percent(step.busy.raster)} display ${percent(step.busy.display)}; ${step.did}; ${step.tasks
            .slice(0, 3)
            .map(
              ({ milliseconds, worked, did }) => `${milliseconds.toFixed(0)}/${worked.toFixed(0)} ms: ${did}`,
            )
            .join(' | ')}\n`,
        );
      rows.push(rowOf(flow, steps));
      process.stderr.write(`${rows.at(-1)?.join('  ') ?? ''}\n`);
    }
  } finally {
    await browser.close();
    await desk.stop();
  }
  return table(
    [
      'flow',
      'steps',
      'fps p50',
      'fps p5',
      'frames late',
      'worst frame ms',
      'longest task ms',
      `tasks over ${LONG_TASK_MS} ms`,
      'main thread',
      'raster',
      'display',
    ],
    rows,
  );
}
