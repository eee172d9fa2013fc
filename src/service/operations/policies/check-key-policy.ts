/** What a key policy must hold to be saved (kms-api.md §8.6): it can be evaluated, its principals exist, and the caller is not locked out. */
import { toHex, utf8 } from '../../../domain/bytes.ts';
import { compilePolicy } from '../../../domain/policy/compile.ts';
import { lockedOut, type Party } from '../../../domain/policy/lockout.ts';
import type { PolicyDocument } from '../../../domain/policy/document.ts';
import { parsePolicy } from '../../../domain/policy/parse.ts';
import type { ConditionLookup, PolicySource } from '../../../domain/policy/evaluate.ts';
import type { State } from '../../../domain/state/state.ts';
import { ServiceError } from '../../errors.ts';
import { isAllowed } from '../../is-allowed.ts';
import type { Call, Desk, Ports, Principal } from '../../operation.ts';
import { principalOf } from '../../principals.ts';

const MOST_BYTES = 32 * 1024;

export interface PolicyCheck {
  readonly state: State;
  readonly desk: Desk;
  readonly ports: Ports;
  readonly call: Call;
  readonly text: string;
  readonly keyArn: string;
  readonly keyId: string;
  readonly bypassLockout: boolean;
  /** This request's condition values as they would be for another principal. */
  readonly valuesFor: (principal: Principal) => ConditionLookup;
}

/** Throws MalformedPolicyDocumentException or LimitExceededException with a sentence that says where and what. */
export function checkKeyPolicy(check: PolicyCheck): void {
  const { state, desk, ports, call, text, keyArn, keyId } = check;
  const bytes = utf8(text);
  if (bytes.length > MOST_BYTES)
    throw new ServiceError(
      'LimitExceededException',
      `The policy has ${bytes.length} bytes; the most is ${MOST_BYTES}.`,
    );
  const parsed = parsePolicy(text, 'key');
  if (!parsed.ok) {
    // Where it is not JSON that alone is said: all else was read from the text as it was probably meant.
    const broken = parsed.problems.filter(({ code }) => code === 'json' || code === 'json-duplicate');
    const told = broken.length > 0 ? broken : parsed.problems;
    const [first] = told;
    const json = first?.code === 'json' ? 'The policy is not valid JSON. ' : '';
    const more = told.length > 1 ? ` (and ${told.length - 1} more)` : '';
    throw new ServiceError(
      'MalformedPolicyDocumentException',
      `${json}${first?.message ?? 'The policy cannot be read.'} (at character ${first?.from ?? 0})${more}`,
    );
  }
  checkPrincipals(check, parsed.document);
  if (check.bypassLockout) return;
  const { accountId } = desk.meta;
  const after: PolicySource = {
    compiled: compilePolicy(parsed.document, 'key'),
    id: keyId,
    version: 0,
    digest: toHex(desk.sha256(bytes)),
  };
  const before = state.policy(keyId) === undefined ? null : ports.policies.keyPolicy(state, keyId);
  const party = (principal: Principal): Party => ({
    name: principal.caller.arn,
    caller: principal.caller,
    identityPolicies: ports.policies.identityPolicies(state, principal.policies),
    values: check.valuesFor(principal),
  });
  const result = lockedOut({
    keyArn,
    before,
    after,
    caller: party(call.principal),
    others: [...state.all('principal')].map((entity) => party(principalOf(accountId, entity))),
  });
  if (!result.caller) return;
  const losing = result.losing.map(({ name }) => name);
  // Who else there is, not everybody may know who may put this policy.
  const seesPeople = isAllowed(
    { state, desk, ports, call, input: undefined },
    { action: 'keydesk:ListPrincipals', key: null, resource: '*' },
  );
  const others =
    losing.length === 0
      ? ''
      : seesPeople
        ? ` These would lose kms:PutKeyPolicy too: ${losing.join(', ')}.`
        : ' Others would lose kms:PutKeyPolicy too.';
  throw new ServiceError(
    'MalformedPolicyDocumentException',
    `The new key policy will not allow you to update the key policy in the future. ${call.principal.caller.arn} would lose kms:PutKeyPolicy.${others}`,
  );
}

/** Every principal of this account must exist; those of other accounts cannot be known here. */
function checkPrincipals({ state, desk }: PolicyCheck, document: PolicyDocument): void {
  for (const statement of document.statements) {
    for (const principal of statement.principals ?? []) {
      if (principal.type !== 'principal') continue;
      const match = /^arn:aws:iam::(\d{12}):(user|role)\/(.+)$/.exec(principal.arn);
      if (match?.[1] !== desk.meta.accountId) continue;
      const kind = match[2] === 'user' ? 'user' : 'role';
      if (state.principalByName(kind, match[3] ?? '') === undefined) {
        throw new ServiceError(
          'MalformedPolicyDocumentException',
          'Policy contains a statement with one or more invalid principals.',
        );
      }
    }
  }
}
