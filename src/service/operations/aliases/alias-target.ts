/** What CreateAlias and UpdateAlias share: the rules of an alias name, and the key it is to name. */
import { checkAliasName } from '../../../domain/keys/identifiers.ts';
import type { KeyEntity } from '../../../domain/state/entities.ts';
import { ServiceError } from '../../errors.ts';
import type { Context } from '../../operation.ts';
import { resolveKey } from '../../resolve.ts';

interface AliasInput {
  readonly AliasName: string;
  readonly TargetKeyId: string;
}

/** Aliases that one key may have. */
export const MOST_ALIASES = 50;

/** The target, by key id or key ARN. Throws for a name that no alias may have, and for an alias in place of a key. */
export function aliasTarget(
  context: Context<AliasInput>,
  action: 'kms:CreateAlias' | 'kms:UpdateAlias',
): KeyEntity {
  const { AliasName, TargetKeyId } = context.input;
  const problem = checkAliasName(AliasName);
  if (problem !== null)
    throw new ServiceError(
      problem.code === 'RESERVED' ? 'InvalidAliasNameException' : 'ValidationException',
      problem.message,
    );
  if (/^(alias\/|arn:[^:]*:kms:[^:]*:[^:]*:alias\/)/.test(TargetKeyId))
    throw new ServiceError('ValidationException', 'Aliases must refer to keys. Not aliases');
  return resolveKey({ ...context, action }, TargetKeyId, 'id');
}

export const tooManyAliases = (keyArn: string): ServiceError =>
  new ServiceError('LimitExceededException', `${keyArn} has ${MOST_ALIASES} aliases, which is the most.`);
