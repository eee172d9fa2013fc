import type { Comparison } from '../../../domain/policy/compare/comparison.ts';
import type { PolicyStatement } from '../../../domain/policy/document.ts';
import type { FromWorker, Reading } from './protocol.ts';

export interface Judgement {
  /** The text that was read; what is newer is on its way. */
  readonly text: string;
  readonly reading: Reading;
  /** The newest statements that could be read, and whether they are of an older text than `text`. */
  readonly outline: { readonly statements: readonly PolicyStatement[]; readonly stale: boolean } | null;
  /** Of `text`; undefined: not there yet. */
  readonly compared: { readonly comparison: Comparison | null; readonly ms: number } | undefined;
  /** The fixes of the findings are proved, not still on their way. */
  readonly proved: boolean;
}

/** What is said of one text. */
export type OfTurn = Extract<FromWorker, { readonly turn: number }>;

/** What an answer makes of what is known. An answer to another turn than the newest is dropped. */
export function receive(
  before: Judgement | null,
  message: OfTurn,
  asked: { readonly turn: number; readonly text: string },
): Judgement | null {
  if (message.turn !== asked.turn) return before;
  if (message.kind === 'read') {
    const { reading } = message;
    return {
      text: asked.text,
      reading,
      outline: outlineOf(reading, before),
      compared: undefined,
      proved: false,
    };
  }
  if (before === null || before.text !== asked.text) return before;
  return message.kind === 'compared'
    ? { ...before, compared: { comparison: message.comparison, ms: message.ms } }
    : { ...before, proved: message.done, reading: { ...before.reading, findings: message.findings } };
}

/** While nothing of a text can be read, what was read last stands. */
function outlineOf({ statements }: Reading, before: Judgement | null): Judgement['outline'] {
  if (statements !== null) return { statements, stale: false };
  return before?.outline == null ? null : { ...before.outline, stale: true };
}
