import type { Comparison } from '../../../../domain/policy/compare/comparison.ts';
import type { PolicyStatement } from '../../../../domain/policy/document.ts';
import type { FromWorker, Reading } from './protocol.ts';

export interface Judgement {
  /** The text that was read; what is newer is on its way. */
  readonly text: string;
  readonly reading: Reading;
  /** The newest statements that could be read, and whether they are of an older text than `text`. */
  readonly outline: { readonly statements: readonly PolicyStatement[]; readonly stale: boolean } | null;
  /** Of `text`; undefined: not there yet. Null: it cannot be compared. */
  readonly compared: { readonly comparison: Comparison | null; readonly ms: number } | undefined;
}

/** What an answer makes of what is known. An answer to another turn than the newest is dropped. */
export function receive(
  before: Judgement | null,
  message: FromWorker,
  asked: { readonly turn: number; readonly text: string },
): Judgement | null {
  if (message.turn !== asked.turn) return before;
  if (message.kind === 'read') {
    const { reading } = message;
    const { statements } = reading;
    const outline =
      statements !== null
        ? { statements, stale: false }
        : before?.outline == null
          ? null
          : { ...before.outline, stale: true };
    return { text: asked.text, reading, outline, compared: undefined };
  }
  if (before === null || before.text !== asked.text) return before;
  return message.kind === 'compared'
    ? { ...before, compared: { comparison: message.comparison, ms: message.ms } }
    : { ...before, reading: { ...before.reading, findings: message.findings } };
}
