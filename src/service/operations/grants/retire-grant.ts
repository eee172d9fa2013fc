import * as z from 'zod';
import { claimedGrant } from '../../../domain/grants/grant-token.ts';
import { parseKeyId } from '../../../domain/keys/identifiers.ts';
import { remove, type GrantEntity, type KeyEntity } from '../../../domain/state/entities.ts';
import { ServiceError } from '../../errors.ts';
import { grantIdOfToken } from '../../grants.ts';
import { operation, type Context } from '../../operation.ts';
import { arnOfKey, keyById, resolveKey } from '../../resolve.ts';
import { keyId, nothing, secretText } from '../../schema.ts';
import { eventPairs, grantId, grantOfKey } from './grant-schema.ts';

const input = z.object({
  GrantToken: secretText(1, 8192).optional(),
  KeyId: keyId.optional(),
  GrantId: grantId.optional(),
  DryRun: z.boolean().optional(),
});
type Input = z.output<typeof input>;

interface Named {
  readonly key: KeyEntity;
  readonly grant: GrantEntity;
}

const missing = (id: string): ServiceError =>
  new ServiceError('NotFoundException', `Grant ID ${id} not found`);

/** The grant that the call names, by its token or by key and id. Throws what AWS KMS answers when it is not there. */
function named(context: Context<Input>): Named {
  const { state, desk, ports } = context;
  const { GrantToken, KeyId, GrantId } = context.input;
  const where = { ...context, action: 'kms:RetireGrant' };
  if (GrantToken !== undefined) {
    if (KeyId !== undefined || GrantId !== undefined)
      throw new ServiceError(
        'ValidationException',
        'Specify either GrantToken or KeyId and GrantId, not both.',
      );
    const id = grantIdOfToken(ports, desk, GrantToken);
    const grant = state.grant(id)?.body;
    if (grant === undefined) throw missing(id);
    return { key: keyById(where, grant.keyId), grant };
  }
  if (KeyId === undefined || GrantId === undefined)
    throw new ServiceError('ValidationException', 'Specify either GrantToken or both KeyId and GrantId.');
  // By ARN only (kms-api.md §2).
  const { form } = parseKeyId(KeyId);
  if (form !== 'keyArn' && form !== 'aliasArn')
    throw new ServiceError('NotFoundException', `Invalid arn ${KeyId}`);
  const key = resolveKey(where, KeyId, 'id');
  return { key, grant: grantOfKey(state, key.id, GrantId) };
}

/**
 * Ends a grant by those whom it concerns: its retiring principal, its grantee where it holds RetireGrant, and the account. Grants that
 * were made by it stay.
 */
export const retireGrant = operation.onKey({
  name: 'RetireGrant',
  class: 'management',
  input,
  output: nothing,
  errors: [
    'DryRunOperationException',
    'InvalidArnException',
    'InvalidGrantIdException',
    'InvalidGrantTokenException',
    'KMSInternalException',
    'KMSInvalidStateException',
    'NotFoundException',
  ],
  resolve: (context) => named(context).key,
  permissions: (context) => [
    {
      action: 'kms:RetireGrant',
      key: context.key,
      resource: arnOfKey(context.desk, context.key.id),
      retires: named(context).grant,
    },
  ],
  // Of a token its claim, so that a refusal too says which grant was meant.
  parameters: ({ GrantToken, GrantId }) => {
    const id = GrantId ?? (GrantToken === undefined ? null : claimedGrant(GrantToken));
    return id === null ? [] : [['GrantId', id]];
  },
  dryRun: (given) => given.DryRun === true,
  plan: (context) => {
    const { grant } = named(context);
    return {
      output: {},
      changes: [remove('grant', grant.id)],
      event: { parameters: eventPairs(context.desk, context.state, grant) },
    };
  },
});
