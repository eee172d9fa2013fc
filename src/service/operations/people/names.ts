/** Names of people and services: who may have which. */
import type { PrincipalEntity } from '../../../domain/state/entities.ts';
import type { State } from '../../../domain/state/state.ts';
import { BUILT_IN_POLICIES } from '../../../domain/policy/built-in-policies.ts';
import { principalArn } from '../../../domain/keys/identifiers.ts';
import { ServiceError } from '../../errors.ts';
import { isAllowed } from '../../is-allowed.ts';
import type { Context, Desk } from '../../operation.ts';
import { keysNaming } from './keys-naming.ts';

/** Whether the caller may know which keys there are, by name and id. */
export const mayNameKeys = (context: Context<unknown>): boolean =>
  ['kms:ListKeys', 'kms:ListAliases'].every((action) =>
    isAllowed(context, { action, key: null, resource: '*' }),
  );

export interface WantedName {
  readonly kind: PrincipalEntity['kind'];
  readonly name: string;
  /** A refusal says which key it is about. */
  readonly namesKeys: boolean;
}

/**
 * A name that is taken, or that a key policy still names: whoever got it next would get what the policy gives. (A policy is saved only
 * with names that exist, so somebody had it before.) Throws AlreadyExistsException.
 */
export function requireFreeName(state: State, desk: Desk, { kind, name, namesKeys }: WantedName): void {
  const what = kind === 'user' ? 'person' : 'service';
  if (state.principalByName(kind, name) !== undefined)
    throw new ServiceError('AlreadyExistsException', `A ${what} named ${name} already exists.`);
  const arn = principalArn({ account: desk.meta.accountId }, kind, name);
  const [first, ...more] = keysNaming(state, arn);
  if (first === undefined) return;
  const key = state.aliasesOf(first.key.id)[0]?.name ?? `key ${first.key.id}`;
  const others = more.length === 0 ? '' : ` and of ${more.length} more`;
  const whose = namesKeys ? `The policy of ${key}${others}` : 'The policy of a key';
  throw new ServiceError(
    'AlreadyExistsException',
    `${whose} still names ${kind}/${name}, who is gone: a new ${what} of that name would get what it gives. Take the name out of the policy first, or choose another.`,
  );
}

/** Built-in policies and the desk's own, each once, in the order given. Throws NotFoundException for one that there is not. */
export function knownPolicies(state: State, names: readonly string[]): readonly string[] {
  const policies = [...new Set(names)];
  const unknown = policies.find(
    (name) =>
      !BUILT_IN_POLICIES.some((policy) => policy.name === name) && state.identityPolicy(name) === undefined,
  );
  if (unknown !== undefined)
    throw new ServiceError('NotFoundException', `There is no policy named ${unknown}.`);
  return policies;
}
