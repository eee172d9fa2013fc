/**
 * THE list of lint rules. Each is a file of its own; nothing else knows a code. The catalogue of policy-lint.md §1 is here whole: a rule
 * of it is in RULES, or in WITHOUT_MEANING with the reason why this desk cannot have it.
 */
import { IDENTITY_RULES } from './identity-rules.ts';
import { KEY_RULES } from './key-rules.ts';
import type { Rule } from './rule.ts';

export const RULES: readonly Rule[] = [...KEY_RULES, ...IDENTITY_RULES];

/** Rules of the catalogue that cannot have a meaning here, by code, and why. */
export const WITHOUT_MEANING: ReadonlyMap<string, string> = new Map([
  [
    'private-ip',
    'It warns that AWS sees public addresses only, so that a private block in aws:SourceIp never matches. A desk of one’s own stands in a private network and sees just such addresses.',
  ],
  [
    'baseline-drift',
    'It compares with a reference policy of the organisation. A desk has none: what a policy may give is said by the other rules and by the comparison with the saved policy.',
  ],
  [
    'approver-can-edit',
    'It compares the approvers of changes with the editors of the policy. Changes of a key policy are not approved by others here: they are saved with a reason and recorded.',
  ],
]);
