import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { ServiceError } from '../../../service/errors.ts';
import { JSON_TYPE, refusal } from '../../../service/wire-answer.ts';
import { Strangers } from '../auth/strangers.ts';
import { Visits } from '../auth/visits.ts';
import { FrontDoor } from './front-door.ts';

it('who is told to wait and sends by the megabyte is not read from: the first 64 KiB, no more', async () => {
  const now = (): number => 0;
  const door = new FrontDoor({
    strangers: new Strangers({ now, isActive: () => false }),
    visits: new Visits(now),
    count: () => undefined,
    verified: () => undefined,
  });
  let sent = 0;
  const body = new Readable({
    read(size) {
      sent += size;
      this.push(sent > 2 ** 20 ? null : Buffer.alloc(size));
    },
  });
  // What the door looks at of a request.
  const incoming = Object.assign(body, { socket: {} }) as unknown as IncomingMessage;
  const error = new ServiceError('RequestEntityTooLargeException', 'Too large.');
  const answer = refusal('id', JSON_TYPE, error);
  const held = await door.hold({ error, isHeld: true }, incoming, answer);
  expect(held.headers['connection']).toBe('close');
  expect(sent).toBeGreaterThan(64 * 1024);
  expect(sent).toBeLessThan(512 * 1024);
});
