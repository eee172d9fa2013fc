import { toHex } from '../../../domain/bytes.ts';
import type { EventFacts } from '../../../service/ledger/ledger.ts';
import type { Desk, Principal } from '../../../service/operation.ts';
import { uuid } from '../../../service/ids.ts';

/** What the desk itself does at start, as an event. */
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
