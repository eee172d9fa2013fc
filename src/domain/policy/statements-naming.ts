/** Where a policy names a principal: what would still speak of them when they are gone. */
import { parsePolicy } from './parse.ts';

export interface NamingStatement {
  /** From 0. */
  readonly index: number;
  readonly sid: string | null;
  readonly effect: 'Allow' | 'Deny';
}

/**
 * The statements of a key policy that name the ARN: as a principal, or whole as a condition's value. A pattern that would match it
 * besides (`ArnLike`) names nobody.
 */
export function statementsNaming(text: string, arn: string): readonly NamingStatement[] {
  // An ARN of this desk is ASCII without a character that JSON must escape; who escapes it all the same has written a backslash.
  if (!text.includes(arn) && !text.includes('\\')) return [];
  const parsed = parsePolicy(text, 'key');
  if (!parsed.ok) return [];
  return parsed.document.statements
    .filter(
      ({ principals, conditions }) =>
        (principals ?? []).some((principal) => principal.type === 'principal' && principal.arn === arn) ||
        conditions.some(({ values }) => values.some((value) => value.text === arn)),
    )
    .map(({ index, sid, effect }) => ({ index, sid, effect }));
}
