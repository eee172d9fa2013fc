/** The strip of the probe's latencies: which stretch stands where, how high, and what it says. Pure. */
import type { VaultFacts } from './vault-words.ts';
import { latencyText } from './vault-words.ts';

type Slot = VaultFacts['Seconds'][number];

export const SPANS = ['minutes', 'hour'] as const;
export type Span = (typeof SPANS)[number];

const SHAPE = { minutes: { width: 1_000, count: 120 }, hour: { width: 60_000, count: 60 } } as const;

export interface StripSlot {
  /** ms: when the stretch began. */
  readonly start: number;
  /** Null where nobody asked: the desk did not run, or its clock was moved. */
  readonly slot: Slot | null;
}

/** Every stretch up to the desk's own `now`, oldest first, with its gaps. The one that `now` stands in is still being filled, and left out. */
export function stripOf(
  vault: Pick<VaultFacts, 'Time' | 'Seconds' | 'Minutes'>,
  span: Span,
): readonly StripSlot[] {
  const { width, count } = SHAPE[span];
  const found = new Map(
    (span === 'hour' ? vault.Minutes : vault.Seconds).map((slot) => [slot.Time.getTime(), slot]),
  );
  const current = Math.floor(vault.Time.getTime() / width) * width;
  return Array.from({ length: count }, (_, i) => {
    const start = current - (count - i - (span === 'hour' ? 1 : 0)) * width;
    return { start, slot: found.get(start) ?? null };
  });
}

/** The top of the scale: the slowest probe, rounded up to 1, 2 or 5 of its decade; 1 ms at least, so that noise stays low. */
export function scaleTop(slots: readonly StripSlot[]): number {
  const slowest = Math.max(1, ...slots.map(({ slot }) => slot?.SlowestMilliseconds ?? 0));
  const decade = 10 ** Math.floor(Math.log10(slowest));
  return [1, 2, 5, 10].map((step) => step * decade).find((top) => top >= slowest) ?? slowest;
}

export interface Totals {
  readonly probes: number;
  readonly failures: number;
  readonly slowest: number | null;
}

export function totals(slots: readonly StripSlot[]): Totals {
  let [probes, failures, slowest] = [0, 0, null as number | null]; // null until one was answered
  for (const { slot } of slots) {
    probes += slot?.Probes ?? 0;
    failures += slot?.Failures ?? 0;
    if (slot?.SlowestMilliseconds !== undefined) slowest = Math.max(slowest ?? 0, slot.SlowestMilliseconds);
  }
  return { probes, failures, slowest };
}

/** One stretch in words: "0.31 ms", "lost, 60 of 60 probes failed", "not asked". */
export function slotWords(slot: Slot | null): string {
  if (slot === null) return 'not asked';
  const answered =
    slot.SlowestMilliseconds === undefined
      ? 'lost'
      : slot.Probes === 1
        ? latencyText(slot.SlowestMilliseconds)
        : `slowest ${latencyText(slot.SlowestMilliseconds)}`;
  return slot.Failures === 0 ? answered : `${answered}, ${slot.Failures} of ${slot.Probes} probes failed`;
}
