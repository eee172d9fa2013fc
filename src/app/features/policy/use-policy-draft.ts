import { useEffect, useState } from 'react';
import { mergeDraft } from '../../ui/use-draft.ts';

/** A text that is being edited. */
export interface PolicyDraft {
  readonly text: string;
  /** The version that it began as. */
  readonly version: number;
  readonly reason: string;
}

/**
 * What is being edited, if anything is: it outlives a reload of its tab and a session that ends (sessionStorage, under the person and the
 * key). A policy holds no secret. Null: nothing is edited.
 */
export function usePolicyDraft(
  me: string,
  keyId: string,
): readonly [PolicyDraft | null, (draft: PolicyDraft | null) => void] {
  const name = `keydesk-draft policy ${me} ${keyId}`;
  const [draft, setDraft] = useState<PolicyDraft | null>(() => {
    const kept = sessionStorage.getItem(name);
    const merged = mergeDraft({ text: '', version: 0, reason: '' }, kept);
    return kept === null || merged.version === 0 ? null : merged;
  });
  useEffect(() => {
    if (draft === null) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, JSON.stringify(draft));
  }, [name, draft]);
  return [draft, setDraft];
}
