import * as z from 'zod';
import { operation } from '../../operation.ts';
import { personSummary, summaryOfPerson } from './person.ts';

/** Every person of the desk, invited ones too, by name. */
export const listUsers = operation.onAccount({
  name: 'ListUsers',
  class: 'read',
  input: z.object({}),
  output: z.object({ Users: z.array(personSummary) }),
  errors: [],
  permissions: () => [{ action: 'keydesk:ListUsers', key: null, resource: '*' }],
  plan: (context) => ({
    output: {
      Users: [...context.state.all('principal')]
        .filter(({ kind }) => kind === 'user')
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map((person) => summaryOfPerson(context, person)),
    },
  }),
});
