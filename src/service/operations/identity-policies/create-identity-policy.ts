import * as z from 'zod';
import { put } from '../../../domain/state/entities.ts';
import { ServiceError } from '../../errors.ts';
import { operation } from '../../operation.ts';
import { policyText } from '../../schema.ts';
import { requireFreshPassword } from '../sessions/fresh-password.ts';
import { holdersInWords, holdersOf } from './holders.ts';
import {
  builtInNamed,
  checkIdentityPolicy,
  identityPolicyName,
  policyDescription,
  reasonGiven,
  reasonOf,
} from './policy-text.ts';

/** Policies of its own that a desk can have. */
export const MOST_IDENTITY_POLICIES = 500;

/**
 * A policy of the desk's own, for people and services to be given by name. By itself it gives nobody anything; but whoever may also
 * attach it, or change one that they hold, can give themselves everything.
 */
export const createIdentityPolicy = operation.onAccount({
  name: 'CreateIdentityPolicy',
  class: 'management',
  input: z.object({
    Name: identityPolicyName,
    Description: policyDescription.optional(),
    Policy: policyText,
    Reason: reasonGiven.optional(),
  }),
  output: z.object({ Name: z.string(), PolicyVersion: z.int() }),
  errors: [
    'AlreadyExistsException',
    'KMSInternalException',
    'LimitExceededException',
    'MalformedPolicyDocumentException',
    'PasswordRequiredException',
  ],
  permissions: () => [{ action: 'keydesk:CreateIdentityPolicy', key: null, resource: '*' }],
  parameters: (input) => [['Name', input.Name]],
  plan: ({ state, call, input }) => {
    requireFreshPassword(call);
    const { Name: name } = input;
    if (builtInNamed(name) !== undefined)
      throw new ServiceError('AlreadyExistsException', `${name} is the name of a built-in policy.`);
    for (const other of state.ids('identityPolicy'))
      if (other.toLowerCase() === name.toLowerCase())
        throw new ServiceError('AlreadyExistsException', `A policy named ${other} already exists.`);
    const refused = state.quarantine.get(`identityPolicy/${name}`);
    if (refused !== undefined) throw new ServiceError('KMSInternalException', refused);
    // Nobody is given a policy by the name of another one that they had.
    const holders = holdersOf(state, name);
    if (holders.length > 0)
      throw new ServiceError(
        'AlreadyExistsException',
        `${holdersInWords(holders)} still had a policy of the name ${name}, which is gone: take it from them first.`,
      );
    if (state.count('identityPolicy') >= MOST_IDENTITY_POLICIES)
      throw new ServiceError(
        'LimitExceededException',
        `A desk has at most ${MOST_IDENTITY_POLICIES} policies of its own. Delete one that nobody has.`,
      );
    checkIdentityPolicy(input.Policy);
    const reason = reasonOf(input.Reason);
    return {
      output: { Name: name, PolicyVersion: state.nextVersion('identityPolicy', name) },
      changes: [
        put('identityPolicy', name, {
          name,
          text: input.Policy,
          description: input.Description?.trim() ?? '',
          createdAt: call.time,
          savedAt: call.time,
          savedBy: call.principal.caller.arn,
          reason,
        }),
      ],
      ...(reason === null ? {} : { event: { reason } }),
    };
  },
});
