/** What stands between a text and its being saved: what has to be said first, worst first. Pure. */
import type { AccessChange, Comparison } from '../../../../domain/policy/compare/comparison.ts';
import type { Finding } from '../../../../domain/policy/lint/finding.ts';
import type { Keepers } from '../../../policy/judge/protocol.ts';
import { namesOf } from '../../../policy/words/names.ts';
import { byEdit } from '../panel/replay.ts';
import type { Replaying } from '../panel/use-replay.ts';

/** `nobody`: no one could change the policy again. `self`: who edits could not. `fragile`: one is left where there were more. */
export type Lockout = 'nobody' | 'self' | 'fragile';

export function lockoutOf(keepers: Keepers | null): Lockout | null {
  if (keepers === null) return null;
  const { self, left, today } = keepers;
  if (left.length === 0) return 'nobody';
  if (self) return 'self';
  return left.length === 1 && today > 1 ? 'fragile' : null;
}

/** The service refuses it unless the check is bypassed. */
export const needsBypass = (lockout: Lockout | null): boolean => lockout === 'nobody' || lockout === 'self';

/** Beside the reason, before anything is pressed. */
export function keepersWords(keepers: Keepers | null): string {
  switch (lockoutOf(keepers)) {
    case 'nobody':
      return 'Nobody keeps PutKeyPolicy';
    case 'self':
      return 'You lose PutKeyPolicy';
    case 'fragile':
      return `Only ${keepers?.left[0] ?? 'one'} keeps PutKeyPolicy`;
    case null:
      return keepers === null ? '' : 'You keep PutKeyPolicy';
  }
}

/** Errors that do not keep it from being saved, but are asked about by name. */
export const errorsToAsk = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter(
    ({ severity, blocks, code }) => severity === 'error' && !blocks && !code.startsWith('lockout-'),
  );

/** What the edit gives to more than can be counted: to who does not exist yet, too. What it leaves to identity policies is theirs to give. */
export const openedBy = (comparison: Comparison | null): readonly AccessChange[] =>
  comparison?.gained.filter(({ layer, who }) => layer === 'direct' && who.some(({ open }) => open)) ?? [];

/** Whether the replay has something that one should know before saving: that requests turn, or that it could not be tried. */
export function replayAsks({ status, sum }: Pick<Replaying, 'status' | 'sum'>): boolean {
  if (status === 'failed') return true;
  return sum !== null && byEdit(sum.refused) + byEdit(sum.allowed) > 0;
}

/** `You and role/ops would lose PutKeyPolicy.`; null: nobody would, or it is said already. */
export function losersWords(lockout: Lockout | null, { self, losing }: Keepers): string | null {
  switch (lockout) {
    case 'nobody': {
      const all = [...(self ? ['you'] : []), ...losing];
      return all.length === 0 ? null : `${capital(namesOf(all))} would lose PutKeyPolicy.`;
    }
    case 'self':
      return losing.length === 0 ? null : `Besides you, ${namesOf(losing)} would lose it.`;
    case 'fragile':
      return losing.length === 0 ? null : `${namesOf(losing)} would lose PutKeyPolicy.`;
    case null:
      return null;
  }
}

const capital = (words: string): string => words.replace(/^you\b/, 'You');
