import * as z from 'zod';
import { operation } from '../../operation.ts';
import { serviceSummary, summaryOf } from './service-summary.ts';

/** Every service with its access keys and when it was last seen, by name. */
export const listServices = operation.onAccount({
  name: 'ListServices',
  class: 'read',
  input: z.object({}),
  output: z.object({ Services: z.array(serviceSummary) }),
  errors: [],
  permissions: () => [{ action: 'keydesk:ListServices', key: null, resource: '*' }],
  plan: ({ state, desk }) => ({
    output: {
      Services: [...state.all('principal')]
        .filter((principal) => principal.kind === 'role')
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map((service) => summaryOf(desk, state, service)),
    },
  }),
});
