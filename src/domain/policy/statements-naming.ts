/** Where a policy names a principal: what would still speak of them when they are gone. */
import { parsePolicy } from './parse.ts';

export interface NamingStatement {
  /** From 0. */
  readonly index: number;
  readonly sid: string | null;
  readonly effect: 'Allow' | 'Deny';
}

/**
 * The statements of a key policy that name the ARN: as a principal, or in a condition's value, whole or with an account that is left open
 * (`arn:aws:iam::${aws:PrincipalAccount}:role/billing`), or a person's name as aws:username. Case is not looked at: some operators do not
 * either. A pattern of names (`role/billing-*`) names nobody.
 */
export function statementsNaming(text: string, arn: string): readonly NamingStatement[] {
  const folded = arn.toLowerCase();
  const end = folded.slice(folded.lastIndexOf(':'));
  const [, user] = /^:user\/(.+)$/s.exec(end) ?? [];
  // A name of this desk is ASCII without a character that JSON must escape; who escapes it all the same has written a backslash.
  const written = text.toLowerCase();
  const mayName = written.includes(end) || (user !== undefined && written.includes(`"${user}"`));
  if (!mayName && !text.includes('\\')) return [];
  const parsed = parsePolicy(text, 'key');
  if (!parsed.ok) return [];
  const names = (key: string, value: string): boolean =>
    value.endsWith(end) || (user !== undefined && value === user && key.toLowerCase() === 'aws:username');
  return parsed.document.statements
    .filter(
      ({ principals, conditions }) =>
        (principals ?? []).some((principal) => principal.type === 'principal' && principal.arn === arn) ||
        conditions.some(({ key, values }) => values.some((value) => names(key, value.text.toLowerCase()))),
    )
    .map(({ index, sid, effect }) => ({ index, sid, effect }));
}
