import { useEffect, useState } from 'react';
import { keptPolicyDraft, policyDraftName, type PolicyDraft } from '../../query/policy-draft.ts';

/**
 * What is being edited, if anything is: it outlives a reload of its tab and a session that ends (sessionStorage, under the person and the
 * key). A policy holds no secret. Null: nothing is edited.
 */
export function usePolicyDraft(
  me: string,
  keyId: string,
): readonly [PolicyDraft | null, (draft: PolicyDraft | null) => void] {
  const name = policyDraftName(me, keyId);
  const [draft, setDraft] = useState<PolicyDraft | null>(() => keptPolicyDraft(me, keyId));
  useEffect(() => {
    if (draft === null) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, JSON.stringify(draft));
  }, [name, draft]);
  return [draft, setDraft];
}
