/** The welcome link, sign-in, and back-off (issue "Identity"). */
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { removeDirectory, startTestDesk } from '../testing/desk.ts';
import { eventOf, expectFraming, expectQuiet, succeed, useDesk } from './testing/conformance.ts';
import {
  api,
  expectForbidden,
  FORBIDDEN,
  PASSWORD,
  redeem,
  signIn,
  welcomeToken,
  WRONG,
  type Given,
  type Got,
} from './testing/console-requests.ts';

/** The test is the desk's proxy where it says so: what comes without an address is from where it is. */
const desk = useDesk({ KEYDESK_TRUSTED_PROXIES: '127.0.0.1' });
/** Addresses of one network. */
const from = (i: number): Readonly<Record<string, string>> => ({
  'x-forwarded-for': `2001:db8::${i.toString(16)}`,
});
const SIGN_IN_FAILED = { __type: 'SignInFailedException', message: 'The name or the password is not right.' };

describe('the welcome link', () => {
  const redeemWith = (members: object = {}, headers: Given['headers'] = {}): Promise<Got> =>
    api(desk, 'RedeemWelcome', {
      body: { Token: welcomeToken(desk), Name: 'ada', Password: PASSWORD, ...members },
      headers,
    });
  const DEAD = { __type: 'WelcomeLinkInvalidException', message: expect.any(String) as string };
  let cookie: string;

  it.each(FORBIDDEN)('is not taken with %s', async (_, headers) => {
    await expectForbidden(desk, 'RedeemWelcome', {
      body: { Token: welcomeToken(desk), Name: 'mallory', Password: PASSWORD },
      headers,
    });
  });

  it('refuses another token', async () => {
    for (const Token of ['x', `${welcomeToken(desk)}x`]) {
      const got = await redeemWith({ Token });
      expect([got.status, got.body, got.setCookie]).toEqual([400, DEAD, '']);
    }
  });

  it('is not used up by a name or password that cannot be', async () => {
    for (const [members, pattern] of [
      [{ Password: 'short' }, /12 to 256 characters/],
      [{ Name: 'ada lovelace' }, /at 'name'/],
      [
        { Name: '', Password: '' },
        /^\d validation errors detected: .*Value '' at 'name'.*Value at 'password'/,
      ],
      [{ Name: undefined }, /Value null at 'name'/],
    ] as const) {
      const got = await redeemWith(members);
      expect([got.status, got.body]).toEqual([
        400,
        { __type: 'ValidationException', message: expect.stringMatching(pattern) as string },
      ]);
    }
  });

  it('makes the first administrator, once, and signs them in', async () => {
    const both = await Promise.all([redeemWith(), redeemWith({ Name: 'eve' })]);
    const [won] = both.filter(({ status }) => status === 200);
    const [lost] = both.filter(({ status }) => status !== 200);
    expect([lost?.status, lost?.body, lost?.setCookie]).toEqual([400, DEAD, '']);
    expect(won?.body).toEqual({
      Arn: expect.stringMatching(/^arn:aws:iam::\d{12}:user\/(ada|eve)$/) as string,
      ExpiresAt: expect.any(Number) as number,
    });
    expect(won?.body['Arn']).toContain('user/ada');
    expect(won?.setCookie).toMatch(
      new RegExp(
        `^keydesk-${desk.port}=[A-Za-z0-9_-]{43}; Path=/; Expires=[^;]+; HttpOnly; SameSite=Strict$`,
      ),
    );
    cookie = won?.cookie ?? '';
    const event = await eventOf(desk, won ?? { headers: new Headers() });
    expect(event).toMatchObject({
      Operation: 'RedeemWelcome',
      Outcome: 'allowed',
      Principal: won?.body['Arn'],
      Parameters: [['Name', 'ada']],
    });
    expect(JSON.stringify(event)).not.toContain(welcomeToken(desk));
    expect(JSON.stringify(event)).not.toContain(cookie.split('=')[1]);
    const again = await redeemWith({ Name: 'mallory' });
    expect([again.status, again.body, again.setCookie]).toEqual([400, DEAD, '']);
  });

  it('leaves a session that knows who they are, until they sign out', async () => {
    const session = await api(desk, 'GetSession', { cookie });
    expect([session.status, session.body]).toEqual([
      200,
      {
        Principal: {
          PrincipalId: expect.stringMatching(/^AIDA/) as string,
          Arn: expect.stringMatching(/:user\/ada$/) as string,
          Name: 'ada',
          Kind: 'user',
        },
        Policies: ['administrator'],
        ExpiresAt: expect.any(Number) as number,
        IdleExpiresAt: expect.any(Number) as number,
        ServerTime: expect.any(Number) as number,
      },
    ]);
    expectFraming(session, 'application/json');
    const out = await api(desk, 'SignOut', { cookie });
    expect([out.status, out.body]).toEqual([200, {}]);
    expect(out.setCookie).toMatch(new RegExp(`^keydesk-${desk.port}=; .*Max-Age=0`));
    for (const operation of ['GetSession', 'SignOut', 'ListKeys'])
      expect((await api(desk, operation, { cookie })).status).toBe(401);
  });
});

describe('sign-in', () => {
  it('signs in by name and password, in as many browsers as one likes', async () => {
    const [one, two] = [await signIn(desk), await signIn(desk)];
    expect(one).not.toBe(two);
    await api(desk, 'SignOut', { cookie: one });
    expect((await api(desk, 'GetSession', { cookie: one })).status).toBe(401);
    expect((await api(desk, 'GetSession', { cookie: two })).status).toBe(200);
  });

  it('says the same of a wrong password and of nobody', async () => {
    for (const body of [
      { Name: 'ada', Password: WRONG },
      { Name: 'nobody', Password: PASSWORD },
      { Name: 'root-operator', Password: PASSWORD },
      { Name: 'ADA', Password: PASSWORD },
      { Name: '__proto__', Password: PASSWORD },
    ]) {
      const got = await api(desk, 'SignIn', { body });
      expect([got.status, got.body, got.setCookie]).toEqual([400, SIGN_IN_FAILED, '']);
    }
  });

  it.each([
    '{',
    '[]',
    '{"Name":1}',
    '{"Name":"ada"}',
    '{"Name":"ada","Password":5}',
    '{"Name":"ada","Name":"eve"}',
    '',
  ])('refuses %j as a sign-in', async (body) => {
    const got = await api(desk, 'SignIn', { body });
    expect(got.status).toBe(400);
    expect(got.body['__type']).toMatch(/^(Serialization|Validation)Exception$/);
  });
});

it('a session that ends while the body is on its way is none when it is here', async () => {
  const cookie = await signIn(desk);
  const call = request({
    host: '127.0.0.1',
    port: desk.port,
    path: '/api/ListKeys',
    method: 'POST',
    headers: {
      host: `localhost:${desk.port}`,
      origin: `http://localhost:${desk.port}`,
      'content-type': 'application/json',
      'content-length': 2,
      'x-keydesk': '1',
      expect: '100-continue',
      cookie,
    },
  });
  const answered = once(call, 'response');
  call.flushHeaders();
  // The desk has the headers, and has looked at the session.
  await once(call, 'continue');
  expect((await api(desk, 'SignOut', { cookie })).status).toBe(200);
  call.end('{}');
  const [answer] = (await answered) as [IncomingMessage];
  answer.resume();
  expect(answer.statusCode).toBe(401);
});

describe('what anybody may ask', () => {
  it.each(['SignIn', 'RedeemWelcome', 'RedeemInvitation'])('is at most 8 KiB: %s', async (operation) => {
    const sized = (length: number): string => {
      const text = JSON.stringify({ Name: 'x', Password: '', Extra: '' });
      return text.replace('"Extra":""', `"Extra":"${'a'.repeat(length - text.length)}"`);
    };
    expect((await api(desk, operation, { body: sized(8192) })).status).toBe(400);
    const got = await api(desk, operation, { body: sized(8193) });
    expect([got.status, got.body['message']]).toEqual([413, 'The body is larger than 8 KiB.']);
  });
});

describe('back-off', () => {
  /** Wrong attempts until one is not looked at; the wait doubles, so it comes soon. */
  async function wrongUntilRefused(
    attempt: () => Promise<Got>,
  ): Promise<{ readonly failures: number; readonly refused: Got }> {
    for (let failures = 0; failures < 12; failures++) {
      const got = await attempt();
      if (got.status === 429) return { failures, refused: got };
      expect([got.status, got.body['__type']]).toEqual([400, 'SignInFailedException']);
    }
    throw new Error('twelve wrong passwords, and none was held back');
  }
  const expectHeld = ({ refused, failures }: { readonly failures: number; readonly refused: Got }): void => {
    expect(failures).toBeGreaterThanOrEqual(5);
    expect(refused.body).toMatchObject({ __type: 'TooManyRequestsException' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(refused.headers.get('x-amzn-requestid')).not.toBeNull();
    expect(refused.setCookie).toBe('');
  };

  it('holds back a name after five wrong passwords, known or not, and no other name', async () => {
    for (const Name of ['ghost', 'spectre'])
      expectHeld(await wrongUntilRefused(() => api(desk, 'SignIn', { body: { Name, Password: WRONG } })));
    await signIn(desk);
  });

  it('holds back the password of a session too, and leaves the session', async () => {
    const cookie = await signIn(desk);
    // A right password begins the count anew.
    expect((await api(desk, 'ConfirmPassword', { cookie, body: { Password: PASSWORD } })).status).toBe(200);
    const held = await wrongUntilRefused(() =>
      api(desk, 'ConfirmPassword', { cookie, body: { Password: WRONG } }),
    );
    expectHeld(held);
    expect(await eventOf(desk, held.refused)).toMatchObject({
      Operation: 'ConfirmPassword',
      Outcome: 'failed',
      Error: 'TooManyRequestsException',
    });
    expect((await api(desk, 'GetSession', { cookie })).status).toBe(200);
  });

  it('lets no more than five guesses through that are made at once', async () => {
    const all = await Promise.all(
      Array.from({ length: 12 }, () => api(desk, 'SignIn', { body: { Name: 'phantom', Password: WRONG } })),
    );
    expect(all.filter(({ status }) => status === 400)).toHaveLength(5);
    for (const refused of all.filter(({ status }) => status !== 400)) expectHeld({ failures: 5, refused });
  });

  it('takes malformed sign-ins for none', async () => {
    const malformed = { Name: 'ada', Password: '' };
    for (let i = 0; i < 8; i++) expect((await api(desk, 'SignIn', { body: malformed })).status).toBe(400);
    await signIn(desk);
  });

  it('slows wrong welcome tokens, and never holds back the right one', async () => {
    const fresh = await startTestDesk();
    try {
      const wrong = (): Promise<Got> =>
        api(fresh, 'RedeemWelcome', { body: { Token: 'x'.repeat(32), Name: 'mallory', Password: PASSWORD } });
      const answers = await Promise.all(Array.from({ length: 8 }, wrong));
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
        ...Array<number>(5).fill(400),
        ...Array<number>(3).fill(429),
      ]);
      await redeem(fresh);
    } finally {
      await fresh.stop();
      removeDirectory(fresh.dataDirectory);
    }
  });

  // Last of the file: what signs in after it has to wait.
  it('holds back a network that tries name after name, but not who is signed in', async () => {
    const signed = await api(desk, 'SignIn', { body: { Name: 'ada', Password: PASSWORD } });
    const { cookie } = signed;
    device = signed.setDevice.split(';')[0] ?? '';
    const answers: Got[] = [];
    while (answers.length < 51 && answers.at(-1)?.status !== 429)
      answers.push(
        await api(desk, 'SignIn', {
          body: { Name: `name${answers.length}`, Password: WRONG },
          headers: from(answers.length),
        }),
      );
    const refused = answers.at(-1)!; // at least one
    expectHeld({ failures: answers.length - 1, refused });
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(30);
    const headers = from(0xffff);
    expect((await api(desk, 'SignIn', { headers, body: { Name: 'ada', Password: PASSWORD } })).status).toBe(
      429,
    );
    // What it sends is not even parsed.
    expect((await api(desk, 'SignIn', { headers, body: 'no JSON' })).status).toBe(429);
    expect(
      (await api(desk, 'ConfirmPassword', { cookie, headers, body: { Password: PASSWORD } })).status,
    ).toBe(200);
  });

  let device: string;
  describe('and nobody signs in from there any more', () => {
    const tryIt = async (cookie: string, Password: string, Name = 'ada'): Promise<number> =>
      (await api(desk, 'SignIn', { cookie, headers: from(0xffff), body: { Name, Password } })).status;
    let cookie: string;

    it('but on a device on which they did before, each with its own count', async () => {
      expect(await tryIt('', PASSWORD)).toBe(429);
      const again = await api(desk, 'SignIn', {
        cookie: device,
        headers: from(0xffff),
        body: { Name: 'ada', Password: PASSWORD },
      });
      expect([again.status, again.setDevice]).toEqual([
        200,
        expect.stringMatching(
          new RegExp(
            `^keydesk-device-${desk.port}=AIDA[^;~]{70,90}; Max-Age=15552000; Path=/; HttpOnly; SameSite=Strict$`,
          ),
        ) as string,
      ]);
      cookie = again.cookie;
      // It opens nothing, is good for one name, and gives five guesses as an address does.
      expect((await api(desk, 'GetSession', { cookie: device })).status).toBe(401);
      expect(await tryIt(device, PASSWORD, 'eve')).toBe(429);
      expect(
        await tryIt(
          device.replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A')),
          PASSWORD,
        ),
      ).toBe(429);
      const guesses = await Promise.all(Array.from({ length: 7 }, () => tryIt(device, WRONG)));
      expect(guesses.toSorted((a, b) => a - b)).toEqual([400, 400, 400, 400, 400, 429, 429]);
      expect(await tryIt(device, PASSWORD)).toBe(429);
      device = again.setDevice.split(';')[0] ?? '';
      expect(await tryIt(device, PASSWORD)).toBe(200);
    });

    it('until they have another password, which makes the device known anew', async () => {
      const other = `${PASSWORD} and more`;
      const body = { OldPassword: PASSWORD, NewPassword: other };
      const changed = await api(desk, 'ChangePassword', { cookie, body });
      expect(changed.status).toBe(200);
      expect(await tryIt(device, other)).toBe(429);
      expect(await tryIt(changed.setDevice.split(';')[0] ?? '', other)).toBe(200);
    });
  });
});

it('tells whose password was guessed at, of names that there are, and nobody who guesses', async () => {
  const headers = { 'x-forwarded-for': '198.51.100.7' };
  const answers = async (Name: string): Promise<readonly unknown[]> =>
    (
      await Promise.all(
        Array.from({ length: 10 }, () => api(desk, 'SignIn', { headers, body: { Name, Password: WRONG } })),
      )
    ).map(({ body }) => body['__type']);
  expect(await answers('ada')).toEqual(await answers('nobody-here'));
  const { Alerts } = await succeed(desk, 'Keydesk.ListAlerts');
  const guessed = (Alerts as readonly { readonly Code: string }[]).filter(
    ({ Code }) => Code === 'password-guessed',
  );
  expect(guessed).toEqual([
    expect.objectContaining({
      Title: expect.stringMatching(/^\d\d wrong passwords for user\/ada in the last hour$/) as string,
      Target: { Page: 'audit-unverified' },
    }),
  ]);
});

it('has written no secret to the operational log', () => {
  expectQuiet(desk, [PASSWORD, WRONG, welcomeToken(desk)]);
});
