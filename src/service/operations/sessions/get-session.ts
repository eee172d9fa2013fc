import * as z from 'zod';
import { operation, type Context } from '../../operation.ts';
import { timestamp } from '../../schema.ts';

/** Who is signed in, until when. */
export const sessionFacts = z.object({
  Principal: z.object({
    PrincipalId: z.string(),
    Arn: z.string(),
    Name: z.string(),
    Kind: z.enum(['root', 'user', 'role']),
  }),
  Policies: z.array(z.string()),
  /** The end of the session, whatever is done; and its end if nothing is done from now on. */
  ExpiresAt: timestamp.optional(),
  IdleExpiresAt: timestamp.optional(),
  /** The desk's clock: what the browser's own may differ from. */
  ServerTime: timestamp,
});

export function factsOfSession({ state, call }: Context<unknown>): z.output<typeof sessionFacts> {
  const { principal, idleExpiresAt } = call;
  const expiresAt = call.sessionId === null ? undefined : state.session(call.sessionId)?.expiresAt;
  return {
    Principal: {
      PrincipalId: principal.id,
      Arn: principal.caller.arn,
      Name: principal.name,
      Kind: principal.caller.kind === 'service' ? 'role' : principal.caller.kind,
    },
    Policies: [...principal.policies],
    ...(expiresAt === undefined ? {} : { ExpiresAt: new Date(expiresAt) }),
    ...(idleExpiresAt === undefined ? {} : { IdleExpiresAt: new Date(idleExpiresAt) }),
    ServerTime: new Date(call.time),
  };
}

/** Asked by an open page to know when the session ends, so it must not put that end off. */
export const getSession = operation.onSelf({
  name: 'GetSession',
  class: 'read',
  background: true,
  input: z.object({}),
  output: sessionFacts,
  errors: [],
  plan: (context) => ({ output: factsOfSession(context) }),
});
