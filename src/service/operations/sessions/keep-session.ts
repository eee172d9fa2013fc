import { operation } from '../../operation.ts';
import { nothing } from '../../schema.ts';
import { factsOfSession, sessionFacts } from './get-session.ts';

/** "Stay signed in": the person is there. Puts off the idle end, never the absolute one. */
export const keepSession = operation.onSelf({
  name: 'KeepSession',
  class: 'read',
  input: nothing,
  output: sessionFacts,
  errors: [],
  plan: (context) => ({ output: factsOfSession(context) }),
});
