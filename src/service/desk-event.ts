import { toHex } from '../domain/bytes.ts';
import type { EventFacts } from './ledger/ledger.ts';
import type { Desk, Principal } from './operation.ts';
import { uuid } from './ids.ts';

/** What the desk does by itself, as an event: who asks is the desk, so no statement decided. */
export const deskEvent = (
  desk: Desk,
  principal: Principal,
  operation: string,
  reason: string,
): EventFacts => ({
  time: desk.wallClock.now(),
  salt: toHex(desk.random.bytes(16)),
  operation,
  class: 'management',
  via: 'desk',
  principal: principal.caller.arn,
  principalId: principal.id,
  credential: null,
  source: 'desk:',
  agent: `keydesk/${desk.version}`,
  request: uuid(desk.random),
  key: null,
  keyVersion: null,
  context: null,
  outcome: 'allowed',
  error: null,
  decidedBy: [],
  reason,
  envelope: null,
  duration: 0,
  approval: null,
  parameters: [],
  extensions: [],
});
