import { remove } from '../../../domain/state/entities.ts';
import { operation } from '../../operation.ts';
import { nothing } from '../../schema.ts';

/** Ends the session on the server, so that the cookie is worth nothing from then on. */
export const signOut = operation.onSelf({
  name: 'SignOut',
  class: 'management',
  input: nothing,
  output: nothing,
  errors: [],
  plan: ({ call }) => ({
    output: {},
    changes: call.sessionId === null ? [] : [remove('session', call.sessionId)],
    session: { kind: 'end' },
  }),
});
