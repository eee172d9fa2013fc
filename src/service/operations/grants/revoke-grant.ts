import * as z from 'zod';
import { remove } from '../../../domain/state/entities.ts';
import { operation } from '../../operation.ts';
import { resolveKey } from '../../resolve.ts';
import { keyId, nothing } from '../../schema.ts';
import { eventPairs, grantId, grantOfKey, NO_AWS_RESOURCE, requireGrantId } from './grant-schema.ts';

/** Ends a grant by those who administer the key, at once. Grants that were made by it stay. */
export const revokeGrant = operation.onKey({
  name: 'RevokeGrant',
  class: 'management',
  input: z.object({ KeyId: keyId, GrantId: grantId, DryRun: z.boolean().optional() }),
  output: nothing,
  errors: [
    'DryRunOperationException',
    'InvalidArnException',
    'InvalidGrantIdException',
    'KMSInternalException',
    'KMSInvalidStateException',
    'NotFoundException',
  ],
  resolve: (context) => resolveKey({ ...context, action: 'kms:RevokeGrant' }, context.input.KeyId, 'id'),
  check: ({ GrantId }) => requireGrantId(GrantId),
  conditions: () => NO_AWS_RESOURCE,
  parameters: ({ GrantId }) => [['GrantId', GrantId]],
  dryRun: (given) => given.DryRun === true,
  plan: ({ state, desk, key, input }) => {
    const grant = grantOfKey(state, key.id, input.GrantId);
    return {
      output: {},
      changes: [remove('grant', grant.id)],
      event: { parameters: eventPairs(desk, state, grant) },
    };
  },
});
