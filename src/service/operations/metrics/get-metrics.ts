import * as z from 'zod';
import { operation } from '../../operation.ts';
import { nothing } from '../../schema.ts';

/** What the desk says of itself in numbers, as `/metrics` gives it to whoever is on its own machine. No name of a person or key is in it. */
export const getMetrics = operation.onAccount({
  name: 'GetMetrics',
  class: 'read',
  background: true,
  input: nothing,
  output: z.object({
    /** Prometheus text format 0.0.4. */
    Text: z.string(),
  }),
  errors: [],
  permissions: () => [{ action: 'keydesk:GetMetrics', key: null, resource: '*' }],
  plan: ({ desk }) => ({ output: { Text: desk.metrics() } }),
});
