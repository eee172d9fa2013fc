/** The live view of the log over a real desk: what it shows, where it goes on, and what ends it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KeydeskError } from '../../../client/client.ts';
import { removeDirectory, startTestDesk, type TestDesk } from '../testing/desk.ts';
import { api, expectForbidden, FORBIDDEN, redeem, signIn } from './testing/console-requests.ts';
import { consoleClient, Tail, type TailInput } from './testing/console-stream.ts';

let desk: TestDesk;
let cookie: string;
beforeAll(async () => {
  desk = await startTestDesk();
  cookie = await redeem(desk);
});
afterAll(async () => {
  await desk.stop();
  removeDirectory(desk.dataDirectory);
});

const tail = (input: TailInput = {}, session = cookie): Tail => new Tail(consoleClient(desk, session), input);
const createKey = async (): Promise<string> => {
  const { body } = await desk.call('CreateKey', {});
  return (body['KeyMetadata'] as { readonly KeyId: string }).KeyId; // CreateKey's shape
};
/** Newest events of an operation, with the pairs that a stream adds to its own. */
const recorded = async (Operation: string) => {
  const { Events } = await consoleClient(desk, await signIn(desk)).searchAuditEvents({ Operation });
  return Events.flatMap((event) =>
    'Altered' in event ? [] : [{ ...event, pairs: new Map(event.Extensions) }],
  );
};

describe('what it shows', () => {
  it('every event from the first on, then each as it is recorded, once and in order', async () => {
    const view = tail({ After: -1 });
    await view.until(() => view.operations.includes('TailAuditEvents'));
    expect(view.operations.slice(0, 2)).toEqual(['EnsureRootOperator', 'RedeemWelcome']);
    await createKey();
    await view.until(() => view.operations.includes('CreateKey'));
    expect(view.sequences).toEqual(Array.from(view.sequences, (_, i) => i));
    expect(view.messages.at(-1)).toMatchObject({ Position: view.sequences.at(-1) });
    await view.stop();
  });

  it('only what happens from now on, without a place to begin', async () => {
    const view = tail();
    await view.until(() => view.messages.length > 0);
    await createKey();
    await view.until(() => view.operations.includes('CreateKey'));
    expect(view.operations).not.toContain('RedeemWelcome');
    await view.stop();
  });

  it('what its filter lets through, and how far it has looked all the same', async () => {
    const keyId = await createKey();
    const view = tail({ KeyId: keyId, Outcomes: ['denied', 'failed'], After: -1 });
    await view.until(() => view.messages.length > 0);
    expect(view.messages[0]?.Position).toBeGreaterThan(2);
    await desk.call('DisableKey', { KeyId: keyId });
    await desk.call('GenerateDataKey', { KeyId: keyId, KeySpec: 'AES_256' });
    await view.until(() => view.operations.length > 0);
    expect(view.operations).toEqual(['GenerateDataKey']);
    await view.stop();
  });

  it('nothing twice and nothing left out when it goes on from a place', async () => {
    const first = tail({ After: -1 });
    await first.until(() => first.operations.includes('TailAuditEvents'));
    await first.stop();
    const Position = first.messages.at(-1)?.Position ?? -1;
    await createKey();
    const second = tail({ After: Position });
    await second.until(() => second.operations.includes('CreateKey'));
    expect(second.sequences[0]).toBe(Position + 1);
    await second.stop();
  });

  it('many events far behind in messages of bounded size', async () => {
    await Promise.all(Array.from({ length: 450 }, () => desk.call('GenerateRandom', { NumberOfBytes: 8 })));
    const view = tail({ Operation: 'GenerateRandom', After: -1 });
    await view.until(() => view.operations.length === 450);
    expect(Math.max(...view.messages.map(({ Events }) => Events.length))).toBe(200);
    await view.stop();
  });

  it('from the end of the log when asked to go on behind it', async () => {
    const view = tail({ After: Number.MAX_SAFE_INTEGER - 1 });
    await view.until(() => view.messages.length > 0);
    await createKey();
    await view.until(() => view.operations.includes('CreateKey'));
    await view.stop();
  });
});

describe('what ends it', () => {
  const refusal = async (view: Tail): Promise<KeydeskError> => {
    const error = await view.ended;
    if (!(error instanceof KeydeskError)) throw new Error(`it did not end with a refusal: ${String(error)}`);
    return error;
  };

  it('a second one of the same session takes its place; another session’s does not', async () => {
    const [first, other] = [tail(), tail({}, await signIn(desk))];
    await first.until(() => first.messages.length > 0);
    await other.until(() => other.messages.length > 0);
    const second = tail();
    expect(await refusal(first)).toMatchObject({ code: 'StreamReplacedException' });
    await createKey();
    await second.until(() => second.operations.includes('CreateKey'));
    await other.until(() => other.operations.includes('CreateKey'));
    await Promise.all([second.stop(), other.stop()]);
  });

  it('signing out', async () => {
    const session = await signIn(desk);
    const view = tail({}, session);
    await view.until(() => view.messages.length > 0);
    await api(desk, 'SignOut', { cookie: session });
    expect(await refusal(view)).toMatchObject({ code: 'AccessDeniedException' });
  });

  it('the reader: an event says that it was opened, one that it was closed, and both are allowed', async () => {
    const session = await signIn(desk);
    const view = tail({ Operation: 'CreateKey' }, session);
    await view.until(() => view.messages.length > 0);
    await view.stop();
    let events = await recorded('TailAuditEvents');
    for (let i = 0; i < 100 && events[0]?.pairs.get('stream') !== 'closed'; i++)
      events = await recorded('TailAuditEvents');
    expect(events.slice(0, 2).map(({ Outcome, pairs }) => [Outcome, pairs.get('stream')])).toEqual([
      ['allowed', 'closed'],
      ['allowed', 'opened'],
    ]);
    expect(events[0]?.RequestId).toBe(events[1]?.RequestId);
    expect(new Map(events[0]?.Parameters).get('Operation')).toBe('CreateKey');
  });
});

describe('who may not open it', () => {
  it('nobody without a session, and no service', async () => {
    expect((await api(desk, 'TailAuditEvents')).status).toBe(401);
    const { status, body } = await desk.call('Keydesk.TailAuditEvents', {});
    expect([status, body['__type']]).toEqual([400, 'UnsupportedOperationException']);
  });

  it.each(FORBIDDEN)('no other site’s page: %s', async (_, headers) => {
    await expectForbidden(desk, 'TailAuditEvents', { cookie, headers });
  });

  it.each([
    { SourceAddress: '10.0.0.0/33' },
    { SourceAddress: 'not an address' },
    { Envelope: 'abc' },
    { After: -2 },
    { Outcomes: [] },
    { ContextPair: { Name: 'x'.repeat(8193) } },
    { KeyId: '11111111-2222-4333-8444-555555555555' },
    { Principal: 'a', Principals: ['b'] },
  ])('nor anybody with %j', async (body) => {
    const got = await api(desk, 'TailAuditEvents', { cookie, body });
    expect(got.status).toBe(400);
    expect(got.headers.get('content-type')).toBe('application/json');
  });
});

it('does not hold up the desk’s stop, nor break the log', async () => {
  const own = await startTestDesk();
  try {
    const view = new Tail(consoleClient(own, await redeem(own)), { After: -1 }, { pause: () => 60_000 });
    await view.until(() => view.messages.length > 0);
    const began = Date.now();
    expect(await own.stop()).toBe(0);
    expect(Date.now() - began).toBeLessThan(5_000);
    await view.until(() => view.states.at(-1) === 'waiting');
    await view.stop();
    expect((await own.cli('verify-log')).code).toBe(0);
  } finally {
    removeDirectory(own.dataDirectory);
  }
});

it('goes on by itself after a restart of the desk, from where it stood', async () => {
  let own = await startTestDesk();
  const { dataDirectory, port } = own;
  try {
    const session = await redeem(own);
    const view = new Tail(consoleClient(own, session), { After: -1 }, { pause: () => 100 });
    await view.until(() => view.messages.length > 0);
    await own.stop();
    await view.until(() => view.states.at(-1) === 'waiting');
    own = await startTestDesk({ dataDirectory, env: { KEYDESK_PORT: String(port) } });
    await own.call('CreateKey', {});
    await view.until(() => view.operations.includes('CreateKey'));
    expect(view.sequences).toEqual(Array.from(view.sequences, (_, i) => i));
    expect([view.states[0], view.states.at(-1)]).toEqual(['open', 'open']);
    await view.stop();
    await own.stop();
  } finally {
    removeDirectory(dataDirectory);
  }
});
