import * as z from 'zod';
import { operation } from '../../operation.ts';
import { timestamp } from '../../schema.ts';

/** Who is signed in, until when. */
export const getSession = operation.onSelf({
  name: 'GetSession',
  class: 'read',
  input: z.object({}),
  output: z.object({
    Principal: z.object({
      PrincipalId: z.string(),
      Arn: z.string(),
      Name: z.string(),
      Kind: z.enum(['root', 'user', 'role']),
    }),
    Policies: z.array(z.string()),
    ExpiresAt: timestamp.optional(),
  }),
  errors: [],
  plan: ({ state, call }) => {
    const { principal } = call;
    const expiresAt = call.sessionId === null ? undefined : state.session(call.sessionId)?.expiresAt;
    return {
      output: {
        Principal: {
          PrincipalId: principal.id,
          Arn: principal.caller.arn,
          Name: principal.name,
          Kind: principal.caller.kind === 'service' ? 'role' : principal.caller.kind,
        },
        Policies: [...principal.policies],
        ...(expiresAt === undefined ? {} : { ExpiresAt: new Date(expiresAt) }),
      },
    };
  },
});
