/** Chromium's trace of a page: which of its threads worked how long, between two moments. */
import type { Browser, Page } from '@playwright/test';

/** One event of the trace, in microseconds; of `X` events there is a duration. */
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  /** Of those, what the thread had the processor. */
  readonly tdur?: number;
  readonly args?: {
    readonly name?: string;
    readonly data?: { readonly type?: string; readonly functionName?: string; readonly url?: string };
  };
}

/** In milliseconds of the trace's own clock. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Task {
  readonly milliseconds: number;
  /** Of those, what it had the processor: the rest it waited, for other processes too. */
  readonly worked: number;
  /** What it did, the longest part first: "script 12 ms (keydown), layout 8 ms". */
  readonly did: string;
}

export interface Work {
  /** Tasks of the page's main thread that began in the span, the longest first. */
  readonly tasks: readonly Task[];
  /** What the main thread did in all, as `Task.did`. */
  readonly did: string;
  /** Shares of the span in which the threads of a kind were at work; of several threads the sum. */
  readonly busy: { readonly main: number; readonly raster: number; readonly display: number };
  /** Frames that the compositor drew. */
  readonly drawn: number;
}

const CATEGORIES = [
  '-*',
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
  'disabled-by-default-devtools.timeline.frame',
  'devtools.timeline.frame',
  'blink.user_timing',
  'toplevel',
];

/** What goes on while `act` does. `marks`: where the page called `performance.mark`, by name. */
export async function traced(browser: Browser, page: Page, act: () => Promise<void>): Promise<Trace> {
  await browser.startTracing(page, { categories: CATEGORIES });
  let text: Buffer;
  try {
    await act();
  } finally {
    text = await browser.stopTracing();
  }
  return new Trace((JSON.parse(text.toString()) as { traceEvents: TraceEvent[] }).traceEvents); // Chromium's own format
}

/** Parts of a task, by the name of the event that says so. */
const PARTS: Readonly<Record<string, string>> = {
  FunctionCall: 'script',
  EvaluateScript: 'script',
  'v8.compile': 'compile',
  RunMicrotasks: 'script',
  FireAnimationFrame: 'script',
  TimerFire: 'script',
  EventDispatch: 'script',
  V8Console: 'script',
  MinorGC: 'garbage',
  MajorGC: 'garbage',
  UpdateLayoutTree: 'style',
  Layout: 'layout',
  PrePaint: 'pre-paint',
  Paint: 'paint',
  Layerize: 'layerize',
  Commit: 'commit',
  HitTest: 'hit test',
  ParseHTML: 'parse',
  IntersectionObserverController: 'observers',
};

/** Longest tasks of which it is told what they did. */
const MOST_TOLD = 5;

export class Trace {
  readonly #events: readonly TraceEvent[];
  readonly #main: string;
  readonly #names: ReadonlyMap<string, string>;

  constructor(events: readonly TraceEvent[]) {
    this.#events = events.toSorted((a, b) => a.ts - b.ts);
    this.#names = new Map(
      events
        .filter(({ name }) => name === 'thread_name')
        .map((event) => [threadOf(event), event.args?.name ?? '']),
    );
    const mark = events.find(({ name, ph }) => name.startsWith(MARK) && ph !== 'M');
    if (mark === undefined) throw new Error('the page marked nothing in its trace');
    this.#main = threadOf(mark);
  }

  /** From one mark to another, each by its `markName` and the only one of it. */
  between(from: string, to: string): Span {
    const at = (name: string): number => {
      const found = this.#events.find((event) => event.name === name);
      if (found === undefined) throw new Error(`the trace has no mark ${name}`);
      return found.ts / 1000;
    };
    return { from: at(from), to: at(to) };
  }

  work({ from, to }: Span): Work {
    const within = this.#events.filter(({ ts }) => ts / 1000 >= from && ts / 1000 <= to);
    const tasks = within
      .filter((event) => isTask(event) && threadOf(event) === this.#main)
      .toSorted((a, b) => (b.dur ?? 0) - (a.dur ?? 0));
    const share = (is: (thread: string) => boolean): number => {
      const chosen = within.filter(
        (event) => isTask(event) && is(this.#names.get(threadOf(event)) ?? '') && event.dur !== undefined,
      );
      return chosen.reduce((sum, { dur = 0 }) => sum + dur / 1000, 0) / (to - from);
    };
    return {
      tasks: tasks.map((task, at) => ({
        milliseconds: (task.dur ?? 0) / 1000,
        worked: (task.tdur ?? task.dur ?? 0) / 1000,
        did: at < MOST_TOLD ? this.#told(task.ts, task.ts + (task.dur ?? 0)) : '',
      })),
      did: this.#told(from * 1000, to * 1000),
      busy: {
        main: tasks.reduce((sum, { dur = 0 }) => sum + dur / 1000, 0) / (to - from),
        raster: share((thread) => /TileWorker|ThreadPoolForegroundWorker/.test(thread)),
        display: share((thread) => /^(Viz|CrGpuMain|Compositor$)/.test(thread)),
      },
      drawn: within.filter(({ name }) => name === 'DrawFrame').length,
    };
  }

  /** Time of each kind on the main thread, without what lies in another kind. */
  #told(from: number, end: number): string {
    const within = this.#events.filter(
      (event) =>
        event.ph === 'X' &&
        !isTask(event) &&
        threadOf(event) === this.#main &&
        event.ts >= from &&
        event.ts + (event.dur ?? 0) <= end,
    );
    const inside = within.filter(({ name }) => PARTS[name] !== undefined);
    const sums = new Map<string, number>();
    const add = (kind: string, by: number): void => void sums.set(kind, (sums.get(kind) ?? 0) + by);
    const open: { readonly kind: string; readonly end: number }[] = [];
    for (const event of inside) {
      while (open.length > 0 && (open.at(-1)?.end ?? 0) <= event.ts) open.pop();
      const kind = PARTS[event.name] ?? '';
      add(kind, event.dur ?? 0);
      const around = open.at(-1);
      if (around !== undefined) add(around.kind, -(event.dur ?? 0));
      open.push({ kind, end: event.ts + (event.dur ?? 0) });
    }
    const input = inside.find(({ name }) => name === 'EventDispatch')?.args?.data?.type;
    const parts = [...sums]
      .filter(([, micros]) => micros >= 1000)
      .toSorted((a, b) => b[1] - a[1])
      .map(([kind, micros]) => `${kind} ${(micros / 1000).toFixed(0)}`);
    // Nothing that has a name here: the browser's own is better than none.
    if (parts.length === 0) {
      const [longest] = within.toSorted((a, b) => (b.dur ?? 0) - (a.dur ?? 0));
      return longest === undefined ? '' : longest.name;
    }
    return `${parts.join(', ')}${input === undefined ? '' : ` (${input})`}`;
  }
}

const MARK = 'keydesk:';
/** Called in the page before what is to be found in the trace. */
export const markName = (name: string): string => MARK + name;

const threadOf = ({ pid, tid }: TraceEvent): string => `${pid}/${tid}`;
const isTask = ({ name, ph }: TraceEvent): boolean => ph === 'X' && name === 'RunTask';
