import * as z from 'zod';
import { remove } from '../../../domain/state/entities.ts';
import type { State } from '../../../domain/state/state.ts';
import { ServiceError } from '../../errors.ts';
import { operation } from '../../operation.ts';
import { sessionName } from './open-sessions.ts';
import { sessionsOf } from './sessions-of.ts';

const named = (state: State, name: string) =>
  [...state.all('session')].find(({ id }) => sessionName(id) === name);

/** Ends one session, or every one of a person but the one that asks. It counts from the next request, and ends streams. */
export const endSession = operation.onAccount({
  name: 'EndSession',
  class: 'management',
  input: z.object({
    SessionId: z
      .string()
      .regex(/^[0-9a-f]{16}$/)
      .optional(),
    PrincipalId: z.string().min(1).max(64).optional(),
  }),
  output: z.object({ Ended: z.int() }),
  errors: ['NotFoundException'],
  check: (input) => {
    if ((input.SessionId === undefined) === (input.PrincipalId === undefined))
      throw new ServiceError('ValidationException', 'Give SessionId or PrincipalId.');
  },
  permissions: ({ state, call, input }) => {
    const owner = input.PrincipalId ?? named(state, input.SessionId ?? '')?.principalId;
    return owner === call.principal.id ? [] : [{ action: 'keydesk:EndSession', key: null, resource: '*' }];
  },
  parameters: (input) => [
    ...(input.PrincipalId === undefined ? [] : [['PrincipalId', input.PrincipalId] as const]),
    ...(input.SessionId === undefined ? [] : [['SessionId', input.SessionId] as const]),
  ],
  plan: ({ state, call, input }) => {
    if (input.PrincipalId !== undefined) {
      const changes = sessionsOf(state, input.PrincipalId, call.sessionId);
      return { output: { Ended: changes.length }, changes };
    }
    const session = named(state, input.SessionId ?? '');
    if (session === undefined)
      throw new ServiceError('NotFoundException', 'There is no such session: it may have ended already.');
    return {
      output: { Ended: 1 },
      changes: [remove('session', session.id)],
      event: {
        parameters: [
          ['PrincipalId', session.principalId],
          ['SessionId', sessionName(session.id)],
        ],
      },
      ...(session.id === call.sessionId ? { session: { kind: 'end' as const } } : {}),
    };
  },
});
