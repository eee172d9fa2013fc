/** Principal and NotPrincipal of a key policy (kms-api.md §8.2). */
import type { JsonMember } from '../json/parse-json.ts';
import type { Located, PolicyPrincipal } from './document.ts';
import { quoted, strings, type Problems } from './problems.ts';

const ACCOUNT = /^[0-9]{12}$/;
const ROOT = /^arn:aws:iam::([0-9]{12}):root$/;
// IAM's names and paths: printable ASCII paths, names of letters, digits and +=,.@_-
const USER_OR_ROLE = /^arn:aws:iam::[0-9]{12}:(?:user|role)\/(?:[!-~]+\/)?[\w+=,.@-]+$/;
const SESSION = /^arn:aws:sts::[0-9]{12}:assumed-role\/[\w+=,.@-]+\/[\w+=,.@-]+$/;
const FEDERATED_USER = /^arn:aws:sts::[0-9]{12}:federated-user\/[\w+=,.@-]+$/;
const GROUP = /^arn:[^:]*:iam::[^:]*:group\//;
/** Kinds of principal that the language has and no caller here is. */
const OUTSIDE_KINDS = ['Service', 'Federated', 'CanonicalUser'];

/** Who a statement names; what is refused is left out. */
export function parsePrincipals(
  { name: element, value, place }: JsonMember,
  problems: Problems,
): readonly PolicyPrincipal[] {
  if (value.kind === 'string') {
    if (value.value === '*') return [{ type: 'anyone', from: value.from, to: value.to }];
    problems.add(
      'principal-format',
      `${element} must be "*" or {"AWS": …}, not ${quoted(value.value)}.`,
      value,
    );
    return [];
  }
  if (value.kind !== 'object') {
    problems.add('element-type', `${element} must be "*" or {"AWS": …}.`, value);
    return [];
  }
  if (value.members.length === 0)
    problems.add('element-empty', `${element} must name somebody: {"AWS": …}.`, place);
  const out: PolicyPrincipal[] = [];
  for (const { name, place: at, value: named } of value.members) {
    if (name === 'AWS') {
      for (const item of strings(named, element, problems)) {
        const principal = parsePrincipal(item, problems);
        if (principal !== null) out.push(principal);
      }
    } else if (OUTSIDE_KINDS.includes(name)) {
      for (const { text, from, to } of strings(named, element, problems))
        out.push({ type: 'outside', kind: name, name: text, from, to });
    } else {
      const near = ['AWS', ...OUTSIDE_KINDS].find((known) => known.toLowerCase() === name.toLowerCase());
      problems.add(
        'element-unknown',
        near === undefined
          ? `${element} has no element ${quoted(name)}. It may have AWS, ${OUTSIDE_KINDS.join(', ')}.`
          : `${element} has no element ${quoted(name)}. It is spelled ${quoted(near)}.`,
        at,
      );
    }
  }
  return out;
}

function parsePrincipal({ text, from, to }: Located, problems: Problems): PolicyPrincipal | null {
  const place = { from, to };
  if (text === '*') return { type: 'anyone', ...place };
  if (ACCOUNT.test(text)) return { type: 'account', account: text, ...place };
  const account = ROOT.exec(text)?.[1];
  if (account !== undefined) return { type: 'account', account, ...place };
  if (GROUP.test(text)) {
    problems.add(
      'principal-group',
      `${quoted(text)} is a group, and a group cannot be a principal. Name its members.`,
      place,
    );
  } else if (/[*?]/.test(text)) {
    problems.add(
      'principal-wildcard',
      `${quoted(text)} has a wildcard. A principal is named whole, or is "*" with an ArnLike condition on aws:PrincipalArn.`,
      place,
    );
  } else if (USER_OR_ROLE.test(text) || SESSION.test(text) || FEDERATED_USER.test(text)) {
    return { type: 'principal', arn: text, ...place };
  } else {
    problems.add(
      'principal-format',
      `${quoted(text)} is not the ARN of a user, a role, a role session or an account's root, nor 12 digits.`,
      place,
    );
  }
  return null;
}
