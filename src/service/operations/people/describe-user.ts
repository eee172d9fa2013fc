import * as z from 'zod';
import { isLastAdministrator } from '../../administrators.ts';
import { operation } from '../../operation.ts';
import { personOf, personSummary, principalId, summaryOfPerson } from './person.ts';

/** One person, by id. */
export const describeUser = operation.onAccount({
  name: 'DescribeUser',
  class: 'read',
  input: z.object({ PrincipalId: principalId }),
  output: z.object({
    User: personSummary,
    /** Nobody else who can sign in administers this desk. */
    LastAdministrator: z.boolean(),
  }),
  errors: ['NotFoundException'],
  permissions: () => [{ action: 'keydesk:DescribeUser', key: null, resource: '*' }],
  parameters: (input) => [['PrincipalId', input.PrincipalId]],
  plan: (context) => {
    const person = personOf(context.state, context.input.PrincipalId);
    return {
      output: {
        User: summaryOfPerson(context, person),
        LastAdministrator: isLastAdministrator(context, person, null),
      },
    };
  },
});
