/** How many operations ran, how they ended, and how long each took. Labels are bounded: operations and outcomes are ours. */
import type { Metric, Sample } from './exposition.ts';

/** `fault`: it failed inside the desk or its HSM (a 5xx), which no caller can mend. */
export type RunOutcome = 'allowed' | 'denied' | 'failed' | 'fault';

/** Upper ends of the buckets, in seconds: a GenerateDataKey takes less than a millisecond, a search of the log may take seconds. */
const BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

interface Timing {
  readonly counts: number[];
  sum: number;
  count: number;
}

export class OperationMetrics {
  readonly #runs = new Map<string, Map<RunOutcome, number>>();
  readonly #timings = new Map<string, Timing>();

  /** One run, whose answer may leave after `seconds`. */
  observe(operation: string, outcome: RunOutcome, seconds: number): void {
    let runs = this.#runs.get(operation);
    if (runs === undefined) this.#runs.set(operation, (runs = new Map()));
    runs.set(outcome, (runs.get(outcome) ?? 0) + 1);
    let timing = this.#timings.get(operation);
    if (timing === undefined)
      this.#timings.set(operation, (timing = { counts: BUCKETS.map(() => 0), sum: 0, count: 0 }));
    timing.sum += seconds;
    timing.count++;
    const bucket = BUCKETS.findIndex((end) => seconds <= end);
    if (bucket >= 0) timing.counts[bucket] = (timing.counts[bucket] ?? 0) + 1;
  }

  metrics(): readonly Metric[] {
    return [
      {
        name: 'keydesk_operations_total',
        type: 'counter',
        help: 'Operations by verified principals (and public ones), by name and how they ended; fault: inside the desk or its HSM.',
        samples: [...this.#runs].flatMap(([operation, runs]) =>
          [...runs].map(([outcome, value]) => ({ labels: { operation, outcome }, value })),
        ),
      },
      {
        name: 'keydesk_operation_duration_seconds',
        type: 'histogram',
        help: 'From the verified request until its event is durable and its answer may leave.',
        samples: [...this.#timings].flatMap(([operation, timing]) => samplesOf(operation, timing)),
      },
    ];
  }
}

function samplesOf(operation: string, { counts, sum, count }: Timing): readonly Sample[] {
  let below = 0;
  const buckets = BUCKETS.map((end, i) => {
    below += counts[i] ?? 0;
    return { suffix: '_bucket', labels: { operation, le: String(end) }, value: below };
  });
  return [
    ...buckets,
    { suffix: '_bucket', labels: { operation, le: '+Inf' }, value: count },
    { suffix: '_sum', labels: { operation }, value: sum },
    { suffix: '_count', labels: { operation }, value: count },
  ];
}
