import * as z from 'zod';
import { ServiceError } from '../../errors.ts';
import { operation } from '../../operation.ts';
import { arnOfKey, resolveKey } from '../../resolve.ts';
import { keyId } from '../../schema.ts';
import { pageOfVersions, versionsAsked, versionsPage } from './versions.ts';

/** The versions of a key's policy that were saved, the one in force first; of old ones the newest (`MOST_VERSIONS`). */
export const listKeyPolicyVersions = operation.onKey({
  name: 'ListKeyPolicyVersions',
  class: 'read',
  input: z.object({ KeyId: keyId, ...versionsAsked }),
  output: versionsPage,
  errors: ['InvalidArnException', 'InvalidMarkerException', 'KMSInternalException', 'NotFoundException'],
  resolve: (context) => resolveKey({ ...context, action: 'kms:GetKeyPolicy' }, context.input.KeyId, 'any'),
  actions: ['kms:GetKeyPolicy'],
  permissions: ({ desk, key }) => [{ action: 'kms:GetKeyPolicy', key, resource: arnOfKey(desk, key.id) }],
  plan: ({ state, key, input }) => {
    const current = state.policy(key.id);
    if (current === undefined) throw new ServiceError('NotFoundException', 'No such policy exists');
    return {
      output: pageOfVersions(state, key.id, current, { operation: 'ListKeyPolicyVersions', ...input }),
    };
  },
});
