import * as z from 'zod';
import { operation } from '../../operation.ts';
import { principalOf } from '../../principals.ts';
import { timestamp } from '../../schema.ts';
import { openSessions, sessionName } from './open-sessions.ts';

/** Open sessions, last used first: the caller's own; of others by permission. */
export const listSessions = operation.onAccount({
  name: 'ListSessions',
  class: 'read',
  input: z.object({
    /** Only this person's. */
    PrincipalId: z.string().min(1).max(64).optional(),
    /** Everybody's. */
    Everybody: z.boolean().optional(),
  }),
  output: z.object({
    Sessions: z.array(
      z.object({
        SessionId: z.string(),
        PrincipalId: z.string(),
        Arn: z.string(),
        Name: z.string(),
        CreationDate: timestamp,
        LastUsedDate: timestamp,
        ExpiresAt: timestamp,
        Source: z.string(),
        UserAgent: z.string(),
        /** The one that asks. */
        Current: z.boolean(),
      }),
    ),
  }),
  errors: [],
  permissions: ({ call, input }) =>
    input.Everybody !== true && (input.PrincipalId ?? call.principal.id) === call.principal.id
      ? []
      : [{ action: 'keydesk:ListSessions', key: null, resource: '*' }],
  parameters: (input) => [
    ...(input.Everybody === true ? [['Everybody', 'true'] as const] : []),
    ...(input.PrincipalId === undefined ? [] : [['PrincipalId', input.PrincipalId] as const]),
  ],
  plan: ({ state, desk, ports, call, input }) => {
    const whose = input.Everybody === true ? input.PrincipalId : (input.PrincipalId ?? call.principal.id);
    return {
      output: {
        Sessions: openSessions(state, ports, desk.wallClock.now())
          .filter(({ session }) => whose === undefined || session.principalId === whose)
          .sort((a, b) => b.lastUse - a.lastUse)
          .flatMap(({ session, lastUse }) => {
            const owner = state.principal(session.principalId);
            if (owner === undefined) return [];
            return [
              {
                SessionId: sessionName(session.id),
                PrincipalId: owner.id,
                Arn: principalOf(desk.meta.accountId, owner).caller.arn,
                Name: owner.name,
                CreationDate: new Date(session.createdAt),
                LastUsedDate: new Date(lastUse),
                ExpiresAt: new Date(session.expiresAt),
                Source: session.address,
                UserAgent: session.agent,
                Current: session.id === call.sessionId,
              },
            ];
          }),
      },
    };
  },
});
