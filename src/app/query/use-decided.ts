import { useMayRead } from './can.ts';
import { decidedHref, type PolicyInForce, type StatementAsked } from './decided-by.ts';

/** The way to what a statement of a policy decided (`decidedHref`); null where nobody may look. */
export function useDecided(policy: PolicyInForce): (statement: StatementAsked) => string | null {
  const may = useMayRead('keydesk:SearchAuditEvents') === true;
  return (statement) => (may ? decidedHref(policy, statement) : null);
}
