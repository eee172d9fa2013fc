import * as z from 'zod';
import { compilePolicy } from '../../../domain/policy/compile.ts';
import { identityOwner, put, type Saved } from '../../../domain/state/entities.ts';
import { shutsAdministratorsOut } from '../../administrators.ts';
import { ServiceError } from '../../errors.ts';
import { operation } from '../../operation.ts';
import { policyText } from '../../schema.ts';
import { endedPractice } from '../desk/ended-practice.ts';
import { keepVersion } from '../policies/versions.ts';
import { requireFreshPassword } from '../sessions/fresh-password.ts';
import { holdersOf } from './holders.ts';
import { ownPolicyOf } from './known-policy.ts';
import {
  checkIdentityPolicy,
  identityPolicyName,
  policyDescription,
  reasonGiven,
  reasonOf,
} from './policy-text.ts';

/** Who saved it, when and why, as far as that was kept. */
const whoSaved = ({ savedAt, savedBy, reason }: Saved): Saved => ({
  ...(savedAt !== undefined && { savedAt }),
  ...(savedBy !== undefined && { savedBy }),
  ...(reason !== undefined && { reason }),
});

/**
 * Replaces a policy of the desk's own: whoever has it may what it says from the next request on. So whoever may do this, and has a
 * policy of the desk's own, can give themselves everything.
 */
export const putIdentityPolicy = operation.onAccount({
  name: 'PutIdentityPolicy',
  class: 'management',
  input: z.object({
    Name: identityPolicyName,
    Policy: policyText,
    /** Stays as it is without it. */
    Description: policyDescription.optional(),
    Reason: reasonGiven.optional(),
    /** The version that was edited. Refused when there is another by now, as it would be lost unseen. */
    IfPolicyVersion: z.int().optional(),
  }),
  output: z.object({ PolicyVersion: z.int() }),
  errors: [
    'ConflictException',
    'KMSInternalException',
    'LimitExceededException',
    'MalformedPolicyDocumentException',
    'NotFoundException',
    'PasswordRequiredException',
  ],
  permissions: () => [{ action: 'keydesk:PutIdentityPolicy', key: null, resource: '*' }],
  parameters: (input) => [['Name', input.Name]],
  plan: (context) => {
    const { state, ports, call, input } = context;
    requireFreshPassword(call);
    const before = ownPolicyOf(state, input.Name);
    if (input.IfPolicyVersion !== undefined && input.IfPolicyVersion !== before.version)
      throw new ServiceError(
        'ConflictException',
        `The policy was changed meanwhile: it is version ${before.version} now, and version ${input.IfPolicyVersion} was edited. Nothing was saved.`,
      );
    const document = checkIdentityPolicy(input.Policy);
    const description = input.Description?.trim() ?? before.body.description;
    const reason = reasonOf(input.Reason);
    if (input.Policy === before.body.text && description === before.body.description)
      return { output: { PolicyVersion: before.version } };
    const version = state.nextVersion('identityPolicy', input.Name);
    const source = {
      compiled: compilePolicy(document, 'identity'),
      id: input.Name,
      version,
      digest: '',
    };
    const policies = {
      ...ports.policies,
      identityPolicies: (...[of, names]: Parameters<typeof ports.policies.identityPolicies>) =>
        ports.policies.identityPolicies(of, names).map((each) => (each.id === input.Name ? source : each)),
    };
    if (shutsAdministratorsOut(context, policies))
      throw new ServiceError(
        'ValidationException',
        'It would deny the last administrator who can sign in keydesk:UpdatePrincipalPolicies: nobody could give identity policies any more. Take the policy from them first, or deny less.',
      );
    const holders = holdersOf(state, input.Name);
    const after = { ...context, ports: { ...ports, policies } };
    const closed = holders.flatMap((each) => endedPractice(context, each, after, each));
    return {
      output: { PolicyVersion: version },
      changes: [
        ...keepVersion(state, identityOwner(input.Name), {
          identityPolicy: input.Name,
          version: before.version,
          text: before.body.text,
          description: before.body.description,
          ...whoSaved(before.body),
        }),
        put('identityPolicy', input.Name, {
          ...before.body,
          text: input.Policy,
          description,
          savedAt: call.time,
          savedBy: call.principal.caller.arn,
          reason,
        }),
        ...closed,
      ],
      event: {
        parameters: [
          ['Holders', String(holders.length)],
          ['Name', input.Name],
          ...(closed.length === 0 ? [] : [['PracticeKeys', 'closed'] as const]),
        ],
        ...(reason === null ? {} : { reason }),
      },
    };
  },
});
