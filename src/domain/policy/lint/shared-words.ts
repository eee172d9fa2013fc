/** Words and places that many findings share. */
import type { Place, PolicyStatement } from '../document.ts';
import { counted, coveredBy, listed, nameOf, principalOf, roleOfSession, shortArn } from './facts.ts';
import type { Holder } from './holders.ts';
import type { LintSubject } from './rule.ts';

/** The place alone, of anything that has one. */
export const at = ({ from, to }: Place): Place => ({ from, to });

/** The name of a statement within a sentence: `statement "Use"`. */
export const nameIn = (statement: PolicyStatement): string => nameOf(statement).replace('S', 's');

/** `kms:Decrypt`, `kms:Decrypt, kms:Encrypt and 7 more`. */
export const actionWords = (actions: Iterable<string>): string => listed([...actions]);

/** Where a statement writes what covers one of the actions: the name or pattern; else the whole list. */
export function placeOfAction(statement: PolicyStatement, actions: ReadonlySet<string>): Place {
  const covering = statement.not.action
    ? undefined
    : statement.actions.find(({ text }) => coveredBy(text).some((name) => actions.has(name)));
  return at(covering ?? statement.actions[0] ?? statement);
}

/** Where a statement names the principal; else the first that it names. */
export function placeOfHolder({ principals }: PolicyStatement, { who }: Holder, statement: Place): Place {
  const own = principals?.find(
    (principal) => principal.type === 'principal' && roleOfSession(principal.arn) === who.arn,
  );
  const account = principals?.find(
    (principal) => principal.type === 'account' && principal.account === who.account,
  );
  return at(own ?? account ?? principals?.[0] ?? statement);
}

/** Statements in the order of the text, each with those whom it concerns. */
export function byStatement(
  pairs: Iterable<readonly [PolicyStatement, Holder]>,
): ReadonlyMap<PolicyStatement, readonly Holder[]> {
  const out = new Map<PolicyStatement, Holder[]>();
  for (const [statement, holder] of pairs) {
    const holders = out.get(statement);
    if (holders === undefined) out.set(statement, [holder]);
    else if (!holders.includes(holder)) holders.push(holder);
  }
  return new Map([...out].toSorted(([a], [b]) => a.index - b.index));
}

export const holderArns = ({ world }: LintSubject, arns: readonly string[]): string =>
  listed(arns.map((arn) => shortArn(world, arn)));

export const holderWords = (holders: readonly Holder[]): string => listed(holders.map(({ words }) => words));

const EVERY_KEY = /^arn:(?:aws|\*):(?:kms|\*):[^:]*:[^:]*:(?:key\/)?\*+$/;

/** Does a statement of an identity policy speak of all keys, and not of some that it names? */
export const isOfEveryKey = ({ not, resources }: PolicyStatement): boolean =>
  not.resource || resources.some(({ text }) => /^\*+$/.test(text) || EVERY_KEY.test(text));

/** The key in a sentence about a statement. */
export const keyWords = ({ kind }: LintSubject, statement: PolicyStatement): string =>
  kind === 'key'
    ? 'this key'
    : isOfEveryKey(statement)
      ? 'every key that leaves control to the account'
      : 'the keys that it names';

/** The policy of the key, likewise. */
export const policyWords = (subject: LintSubject, statement: PolicyStatement): string =>
  subject.kind === 'key' ? 'this policy' : `the policy of ${keyWords(subject, statement)}`;

/** `person` or `service`, as the directory knows them. */
export const isPerson = ({ world }: LintSubject, arn: string): boolean =>
  (principalOf(world, arn)?.kind ?? (arn.includes(':user/') ? 'user' : 'role')) === 'user';

export { counted, listed };
