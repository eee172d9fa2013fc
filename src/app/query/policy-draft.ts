/** An edit of a key's policy that is not saved: kept by the editor for its tab, and asked by the simulator. A policy holds no secret. */
import { mergeDraft } from '../ui/use-draft.ts';

/** A text that is being edited. */
export interface PolicyDraft {
  readonly text: string;
  /** The version that it began as. */
  readonly version: number;
  readonly reason: string;
  /** When it was last changed, ms. */
  readonly at: number;
}

/** Where it is kept: under the person and the key. */
export const policyDraftName = (me: string, keyId: string): string => `keydesk-draft policy ${me} ${keyId}`;

/** What is being edited; null: nothing. */
export function keptPolicyDraft(me: string, keyId: string): PolicyDraft | null {
  const kept = sessionStorage.getItem(policyDraftName(me, keyId));
  const merged = mergeDraft({ text: '', version: 0, reason: '', at: 0 }, kept);
  return kept === null || merged.version === 0 ? null : merged;
}
