import * as z from 'zod';
import { identityOwner } from '../../../domain/state/entities.ts';
import { operation } from '../../operation.ts';
import { pageOfVersions, versionOf, versionsAsked, versionsPage } from '../policies/versions.ts';
import { ownPolicyOf } from './known-policy.ts';
import { builtInNamed, identityPolicyName } from './policy-text.ts';

/** The versions of an identity policy that were saved, the one in force first; of old ones the newest (`MOST_VERSIONS`). A built-in one has one. */
export const listIdentityPolicyVersions = operation.onAccount({
  name: 'ListIdentityPolicyVersions',
  class: 'read',
  input: z.object({ Name: identityPolicyName, ...versionsAsked }),
  output: versionsPage,
  errors: ['InvalidMarkerException', 'KMSInternalException', 'NotFoundException'],
  permissions: () => [{ action: 'keydesk:GetIdentityPolicy', key: null, resource: '*' }],
  parameters: (input) => [['Name', input.Name]],
  plan: ({ state, input }) => {
    const builtIn = builtInNamed(input.Name);
    if (builtIn?.name === input.Name)
      return { output: { Versions: [versionOf(1, builtIn, true)], Truncated: false } };
    const asked = { operation: 'ListIdentityPolicyVersions', ...input };
    return {
      output: pageOfVersions(state, identityOwner(input.Name), ownPolicyOf(state, input.Name), asked),
    };
  },
});
