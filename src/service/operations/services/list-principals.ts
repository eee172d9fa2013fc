import * as z from 'zod';
import { operation } from '../../operation.ts';
import { principalOf, tagsOf } from '../../principals.ts';
import { tag, timestamp } from '../../schema.ts';

/** People and services, for choosing whom a policy names. */
export const listPrincipals = operation.onAccount({
  name: 'ListPrincipals',
  class: 'read',
  input: z.object({}),
  output: z.object({
    Principals: z.array(
      z.object({
        PrincipalId: z.string(),
        Arn: z.string(),
        Name: z.string(),
        Kind: z.enum(['user', 'role']),
        Policies: z.array(z.string()),
        Tags: z.array(tag),
        CreationDate: timestamp,
      }),
    ),
  }),
  errors: [],
  permissions: () => [{ action: 'keydesk:ListPrincipals', key: null, resource: '*' }],
  plan: ({ state, desk }) => ({
    output: {
      Principals: [...state.all('principal')]
        .sort((a, b) => (`${a.kind}/${a.name}` < `${b.kind}/${b.name}` ? -1 : 1))
        .map((principal) => ({
          PrincipalId: principal.id,
          Arn: principalOf(desk.meta.accountId, principal).caller.arn,
          Name: principal.name,
          Kind: principal.kind,
          Policies: [...principal.policies],
          Tags: tagsOf(principal),
          CreationDate: new Date(principal.createdAt),
        })),
    },
  }),
});
