import { useEffect, useState } from 'react';
import { keptPolicyDraft, policyDraftName, type PolicyDraft } from '../../query/policy-draft.ts';

/** The policy as its editor has it: the one in force until something is typed. */
export interface EditedPolicy {
  readonly text: string;
  readonly reason: string;
  /** The version that the edit began as. */
  readonly version: number;
  /** The text is not the one in force. */
  readonly changed: boolean;
  /** Another version came while this one was edited. */
  readonly overtaken: boolean;
  /** It was found as it was left then (ms), and nothing was changed since; null: it was typed just now. */
  readonly keptSince: number | null;
  readonly write: (text: string) => void;
  readonly giveReason: (reason: string) => void;
  readonly replace: (draft: Omit<PolicyDraft, 'at'>) => void;
  readonly drop: () => void;
}

/**
 * What is being edited, if anything is: it outlives a reload of its tab and a session that ends (sessionStorage, under the person and the
 * key). A policy holds no secret.
 */
export function useEditedPolicy(
  me: string,
  keyId: string,
  inForce: { readonly text: string; readonly version: number },
): EditedPolicy {
  const name = policyDraftName(me, keyId);
  const [found] = useState(() => keptPolicyDraft(me, keyId));
  const [draft, setDraft] = useState<PolicyDraft | null>(found);
  useEffect(() => {
    if (draft === null) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, JSON.stringify(draft));
  }, [name, draft]);

  const { text, version, reason } = draft ?? { ...inForce, reason: '' };
  const changed = text !== inForce.text;
  const replace = (next: Omit<PolicyDraft, 'at'>): void => setDraft({ ...next, at: Date.now() });
  return {
    text,
    reason,
    version,
    changed,
    overtaken: changed && version !== inForce.version,
    keptSince: changed && draft !== null && draft === found ? draft.at : null,
    write: (next) => {
      if (next === inForce.text && reason === '') setDraft(null);
      else replace({ text: next, version, reason });
    },
    giveReason: (next) => replace({ text, version, reason: next }),
    replace,
    drop: () => setDraft(null),
  };
}
