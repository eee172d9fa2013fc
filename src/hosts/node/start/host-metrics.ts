/** What the host adds to the desk's metrics: its front door, its disk, its process. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { counter, gauge, type Metric } from '../../../service/metrics/exposition.ts';
import type { UnverifiedRequests } from '../../../service/start/unverified-requests.ts';
import type { Strangers } from '../auth/strangers.ts';
import type { Visits } from '../auth/visits.ts';
import type { Listening } from '../http/listen.ts';
import type { SpaceWatch } from './disk-space.ts';

/** How often the delay is sampled: what it measures of an idle loop, so it is taken off. */
const RESOLUTION_MS = 10;

export interface HostMetricsTools {
  readonly unverified: UnverifiedRequests;
  readonly strangers: Strangers;
  readonly visits: Visits;
  readonly space: SpaceWatch;
  /** Calls of verified principals that nothing allowed, and that the log has by number. */
  readonly throttled: () => number;
  readonly connections: () => Listening['connections'];
}

export interface HostMetrics {
  metrics(): readonly Metric[];
  stop(): void;
}

export function hostMetrics({
  unverified,
  strangers,
  visits,
  space,
  throttled,
  connections,
}: HostMetricsTools): HostMetrics {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const lag = (nanoseconds: number): number =>
    Number.isFinite(nanoseconds) ? Math.max(0, nanoseconds / 1e9 - RESOLUTION_MS / 1000) : 0;

  const process_ = (): readonly Metric[] => {
    const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    const lags = [
      { labels: { quantile: '0.5' }, value: lag(delay.percentile(50)) },
      { labels: { quantile: '0.99' }, value: lag(delay.percentile(99)) },
      { labels: { quantile: '1' }, value: lag(delay.max) },
    ];
    delay.reset();
    return [
      gauge('process_resident_memory_bytes', 'Resident memory.', rss),
      gauge('nodejs_heap_used_bytes', 'Used part of the JavaScript heap.', heapUsed),
      gauge('nodejs_external_memory_bytes', 'Memory of buffers and other things outside the heap.', external),
      gauge('nodejs_array_buffer_bytes', 'Part of it in array buffers.', arrayBuffers),
      counter('process_cpu_seconds_total', 'CPU time of all threads.', (user + system) / 1e6),
      gauge(
        'process_start_time_seconds',
        'When the process started.',
        Math.round(performance.timeOrigin) / 1000,
      ),
      {
        name: 'nodejs_eventloop_lag_seconds',
        type: 'gauge',
        help: 'How late the event loop of the main thread was since the metrics were last read.',
        samples: lags,
      },
    ];
  };

  return {
    metrics: () => {
      const { open, refused } = connections();
      const room = space.look();
      return [
        {
          name: 'keydesk_unverified_requests_total',
          type: 'counter',
          help: 'Requests without a verified principal, by what they were told.',
          samples: [...unverified.totals].map(([code, value]) => ({ labels: { code }, value })),
        },
        counter(
          'keydesk_rate_limited_requests_total',
          'Of these, those that had used up what their network may get wrong.',
          strangers.limited,
        ),
        counter(
          'keydesk_rate_limited_visits_total',
          'Requests for pages and what else anybody may ask that were told to wait.',
          visits.limited,
        ),
        counter(
          'keydesk_throttled_calls_total',
          'Calls of verified principals that were refused too often to be events each.',
          throttled(),
        ),
        gauge('keydesk_connections', 'Open connections.', open),
        counter(
          'keydesk_connections_refused_total',
          'Connections refused because their network, or all together, held too many.',
          refused,
        ),
        gauge('keydesk_disk_free_bytes', 'Free on the data directory’s file system.', room?.free ?? null),
        gauge('keydesk_disk_size_bytes', 'Size of the data directory’s file system.', room?.total ?? null),
        ...process_(),
      ];
    },
    stop: () => delay.disable(),
  };
}
