import * as z from 'zod';
import { ServiceError } from '../../errors.ts';
import { operation } from '../../operation.ts';
import { asHolder, holder, holdersOf } from './holders.ts';
import { builtInSummary, ownSummary, policySummary } from './policy-summary.ts';
import { builtInNamed, identityPolicyName } from './policy-text.ts';

/** People and services of one answer at most; how many there are is told. */
const MOST_HOLDERS = 500;

/** One policy, built in or the desk's own: its text byte for byte as stored, and who has it. */
export const getIdentityPolicy = operation.onAccount({
  name: 'GetIdentityPolicy',
  class: 'read',
  input: z.object({ Name: identityPolicyName }),
  output: policySummary.extend({
    Policy: z.string(),
    /** Why it was saved, in the words of who did. */
    Reason: z.string().optional(),
    Holders: z.array(holder),
  }),
  errors: ['KMSInternalException', 'NotFoundException'],
  permissions: () => [{ action: 'keydesk:GetIdentityPolicy', key: null, resource: '*' }],
  parameters: (input) => [['Name', input.Name]],
  plan: ({ state, input }) => {
    const holders = holdersOf(state, input.Name);
    const Holders = holders.slice(0, MOST_HOLDERS).map(asHolder);
    const stored = state.identityPolicy(input.Name);
    if (stored !== undefined) {
      const { text, reason } = stored.body;
      return {
        output: {
          ...ownSummary(stored, holders),
          Policy: text,
          ...(reason === null || reason === undefined ? {} : { Reason: reason }),
          Holders,
        },
      };
    }
    const refused = state.quarantine.get(`identityPolicy/${input.Name}`);
    if (refused !== undefined) throw new ServiceError('KMSInternalException', refused);
    const builtIn = builtInNamed(input.Name);
    if (builtIn?.name !== input.Name)
      throw new ServiceError('NotFoundException', `There is no policy named ${input.Name}.`);
    return { output: { ...builtInSummary(builtIn, holders), Policy: builtIn.text, Holders } };
  },
});
