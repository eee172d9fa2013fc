/** The steps of the walk, as addresses and marks know them. */
import { paths } from '../../../paths.ts';
import type { FlowId, KeyPlace } from '../scene/picture.ts';

export const STEPS = {
  'check-in': ['ask', 'two-copies', 'encrypt', 'wipe', 'store'],
  'come-back': ['send', 'check', 'unwrap', 'decrypt', 'wipe'],
  rotate: ['before', 'new-version', 'still-opens', 're-encrypt'],
  'turned-away': ['policy', 'context', 'disabled', 'deletion', 'flipped-bit'],
  thief: ['storage', 'backup', 'memory', 'network', 'git', 'environment', 'hsm-box'],
  'one-key': ['one-key', 'one-key-stolen', 'ten-keys', 'ten-keys-stolen'],
  direct: ['small', 'too-large', 'measured', 'compared'],
} as const satisfies Readonly<Record<FlowId, readonly string[]>>;

export type Reached = { [F in FlowId]: `desk/${F}/${(typeof STEPS)[F][number]}` }[FlowId];

/** Every mark that the walk and its acts leave. */
export type DeskMark = Reached | 'desk/envelope/taken' | 'desk/envelope/opened' | 'desk/live/watched';

/** Exactly that step of the walk; for the thief, with the key at this place. */
export function deskAt(mark: Reached, place?: KeyPlace): string {
  const [, flow, step] = mark.split('/') as [string, FlowId, string]; // the type's own form
  return paths.desk({ flow, step: String((STEPS[flow] as readonly string[]).indexOf(step) + 1), place });
}
