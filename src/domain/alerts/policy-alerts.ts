import type { Check } from '../posture/check.ts';
import { anyoneAllowed } from '../posture/checks/anyone-allowed.ts';
import { policyLocked } from '../posture/checks/policy-locked.ts';
import type { CheckResult } from '../posture/report.ts';
import type { State } from '../state/state.ts';
import type { Alert, AlertCode } from './alert.ts';

const CODES: readonly (readonly [Check, AlertCode, (name: string) => string])[] = [
  [anyoneAllowed, 'key-open-to-everybody', (name) => `The policy of ${name} lets everybody in`],
  [policyLocked, 'key-policy-locked', (name) => `Nobody here can change the policy of ${name}`],
];

/** The posture checks whose findings are alerts too. */
export const RINGING: readonly Check[] = CODES.map(([check]) => check);

/** Alerts about policies, one a key. A finding that somebody bears on the posture page does not ring; a policy saved anew rings anew. */
export function policyAlerts(state: State, results: readonly CheckResult[]): Alert[] {
  return results.flatMap(({ check, findings }) => {
    const row = CODES.find(([each]) => each === check);
    if (row === undefined) return [];
    const [, code, title] = row;
    return findings.map(({ id, name, reason }): Alert => {
      const policy = state.policy(id);
      return {
        id: `${code}/${id}/${policy?.version ?? 0}`,
        code,
        severity: check.severity,
        title: title(name),
        detail: `${reason} ${check.fix}`,
        since: policy?.body.savedAt ?? null,
        due: null,
        target: { page: 'key-policy', keyId: id },
        dismissible: true,
      };
    });
  });
}
