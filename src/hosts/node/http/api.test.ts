/** `/api`: the console's way in. What a browser must show, the welcome link, sessions, back-off (issue "Identity"). */
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeDirectory, ROOT, startTestDesk, type TestDesk } from '../testing/desk.ts';
import { signRequest } from '../testing/sign-request.ts';
import { eventOf, expectFraming, succeed } from './testing/conformance.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk();
});
afterAll(async () => {
  await desk.stop();
  removeDirectory(desk.dataDirectory);
});

const PASSWORD = 'correct horse battery staple 41';
const WRONG = 'wrong horse battery staple 41';
const SIGN_IN_FAILED = { __type: 'SignInFailedException', message: 'The name or the password is not right.' };

interface Given {
  readonly body?: object | string;
  readonly cookie?: string | undefined;
  /** Over what a console sends; undefined leaves a header out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly method?: string;
}
interface Got {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
  /** `name=value` of the cookie that was set; empty when none was. */
  readonly cookie: string;
  readonly setCookie: string;
}

/** One request as the console makes it, but for what `given` says. */
function api(
  operation: string,
  { body = {}, cookie, headers = {}, method = 'POST' }: Given = {},
): Promise<Got> {
  const all: Record<string, string | undefined> = {
    host: `localhost:${desk.port}`,
    origin: `http://localhost:${desk.port}`,
    'content-type': 'application/json',
    'x-keydesk': '1',
    cookie,
    ...headers,
  };
  const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return new Promise((done, fail) => {
    const call = request(
      {
        host: '127.0.0.1',
        port: desk.port,
        path: `/api/${operation}`,
        method,
        headers: sent as Record<string, string>,
      },
      (answer) => {
        // filtered just above
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (part: string) => (text += part));
        answer.on('end', () => {
          const setCookie = answer.headers['set-cookie']?.[0] ?? '';
          done({
            status: answer.statusCode ?? 0,
            headers: new Headers(
              answer.headersDistinct as Record<string, string[]> as unknown as Record<string, string>,
            ), // one value each
            body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : { text }, // the service answers objects
            cookie: setCookie.split(';')[0] ?? '',
            setCookie,
          });
        });
      },
    );
    call.on('error', fail);
    if (method === 'GET') call.end();
    else call.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
}

const signIn = async (): Promise<string> => {
  const { status, cookie } = await api('SignIn', { body: { Name: 'ada', Password: PASSWORD } });
  expect(status).toBe(200);
  return cookie;
};

describe('before anybody is known', () => {
  it.each([
    'GetSession',
    'ListKeys',
    'CreateKey',
    'SearchAuditEvents',
    'SignOut',
    'ConfirmPassword',
    'DescribeDesk',
    'ReEncrypt',
  ])('asks %s to sign in', async (operation) => {
    for (const cookie of [
      undefined,
      `keydesk-${desk.port}=`,
      `keydesk-${desk.port}=${'A'.repeat(43)}`,
      `keydesk-${desk.port}=../../etc`,
      `other=${'A'.repeat(43)}`,
    ]) {
      const got = await api(operation, { cookie, body: '{' });
      expect([got.status, got.body]).toEqual([
        401,
        { __type: 'NotSignedInException', message: 'Sign in to go on.' },
      ]);
      expectFraming(got, 'application/json');
    }
  });

  it('does not take a signature for a session, nor a cookie for a signature', async () => {
    const { headers } = signRequest({
      url: `http://localhost:${desk.port}`,
      target: 'TrentService.ListKeys',
      body: '{}',
      credentials: ROOT,
    });
    expect((await api('ListKeys', { headers: { authorization: headers['authorization'] } })).status).toBe(
      401,
    );
  });

  it.each(['NoSuchThing', 'listkeys', '__proto__', 'constructor', 'Keydesk.SearchKeys', '%00', 'a%2Fb'])(
    'does not know %s',
    async (operation) => {
      const got = await api(operation);
      expect([got.status, got.body['__type']]).toEqual([400, 'UnknownOperationException']);
    },
  );

  it('answers POST only', async () => {
    expect((await api('ListKeys', { method: 'GET' })).status).toBe(404);
    expect((await api('ListKeys', { method: 'PUT' })).status).toBe(405);
  });
});

const FORBIDDEN: readonly (readonly [string, Readonly<Record<string, string | undefined>>])[] = [
  ['no Origin', { origin: undefined }],
  ['an opaque Origin', { origin: 'null' }],
  ['another site', { origin: 'https://evil.example' }],
  ['another scheme', { origin: 'https://localhost:PORT' }],
  ['another port', { origin: 'http://localhost:1' }],
  ['an Origin that only starts right', { origin: 'http://localhost:PORT.evil.example' }],
  ['an Origin with a path', { origin: 'http://localhost:PORT/' }],
  ['a rebound Host', { host: 'evil.example' }],
  ['a rebound Host with the port', { host: 'evil.example:PORT' }],
  ['a Host without the port', { host: 'localhost' }],
  ['no header of ours', { 'x-keydesk': undefined }],
  ['another value of it', { 'x-keydesk': '0' }],
  ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
  ['plain text', { 'content-type': 'text/plain' }],
  ['no type', { 'content-type': undefined }],
];

async function expectForbidden(operation: string, given: Given): Promise<void> {
  const headers = Object.fromEntries(
    Object.entries(given.headers ?? {}).map(([name, value]) => [
      name,
      value?.replace('PORT', String(desk.port)),
    ]),
  );
  const got = await api(operation, { ...given, headers });
  expect([got.status, got.body]).toEqual([
    403,
    { __type: 'ForbiddenOriginException', message: expect.any(String) as string },
  ]);
  expect(got.setCookie).toBe('');
  expectFraming(got, 'application/json');
}

describe('the welcome link', () => {
  const token = (): string => /#token=(.+)$/.exec(desk.welcomeUrl ?? '')?.[1] ?? '';
  const redeem = (members: object = {}, headers: Given['headers'] = {}): Promise<Got> =>
    api('RedeemWelcome', { body: { Token: token(), Name: 'ada', Password: PASSWORD, ...members }, headers });
  const DEAD = { __type: 'WelcomeLinkInvalidException', message: expect.any(String) as string };
  let cookie: string;

  it.each(FORBIDDEN)('is not taken with %s', async (_, headers) => {
    await expectForbidden('RedeemWelcome', {
      body: { Token: token(), Name: 'mallory', Password: PASSWORD },
      headers,
    });
  });

  it('refuses another token', async () => {
    for (const Token of ['x', `${token()}x`]) {
      const got = await redeem({ Token });
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
      const got = await redeem(members);
      expect([got.status, got.body]).toEqual([
        400,
        { __type: 'ValidationException', message: expect.stringMatching(pattern) as string },
      ]);
    }
  });

  it('makes the first administrator, once, and signs them in', async () => {
    const both = await Promise.all([redeem(), redeem({ Name: 'eve' })]);
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
    expect(JSON.stringify(event)).not.toContain(token());
    expect(JSON.stringify(event)).not.toContain(cookie.split('=')[1]);
    const again = await redeem({ Name: 'mallory' });
    expect([again.status, again.body, again.setCookie]).toEqual([400, DEAD, '']);
  });

  it('leaves a session that knows who they are, until they sign out', async () => {
    const session = await api('GetSession', { cookie });
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
      },
    ]);
    expectFraming(session, 'application/json');
    const out = await api('SignOut', { cookie });
    expect([out.status, out.body]).toEqual([200, {}]);
    expect(out.setCookie).toMatch(new RegExp(`^keydesk-${desk.port}=; .*Max-Age=0`));
    for (const operation of ['GetSession', 'SignOut', 'ListKeys'])
      expect((await api(operation, { cookie })).status).toBe(401);
  });
});

describe('signed in', () => {
  let cookie: string;
  beforeAll(async () => {
    cookie = await signIn();
  });

  it('signs in by name and password, in as many browsers as one likes', async () => {
    const [one, two] = [await signIn(), await signIn()];
    expect(one).not.toBe(two);
    await api('SignOut', { cookie: one });
    expect((await api('GetSession', { cookie: one })).status).toBe(401);
    expect((await api('GetSession', { cookie: two })).status).toBe(200);
  });

  it('says the same of a wrong password and of nobody', async () => {
    for (const body of [
      { Name: 'ada', Password: WRONG },
      { Name: 'nobody', Password: PASSWORD },
      { Name: 'root-operator', Password: PASSWORD },
      { Name: 'ADA', Password: PASSWORD },
      { Name: '__proto__', Password: PASSWORD },
    ]) {
      const got = await api('SignIn', { body });
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
    const got = await api('SignIn', { body });
    expect(got.status).toBe(400);
    expect(got.body['__type']).toMatch(/^(Serialization|Validation)Exception$/);
  });

  it.each(FORBIDDEN)('refuses a session’s request with %s', async (_, headers) => {
    await expectForbidden('CreateKey', { cookie, headers });
    expect((await api('GetSession', { cookie })).status).toBe(200);
  });

  it('does every operation of AWS KMS too, and books it on the person', async () => {
    const made = await api('CreateKey', { cookie, body: { Description: 'by hand' } });
    expect(made.status).toBe(200);
    const { KeyId } = made.body['KeyMetadata'] as { KeyId: string }; // CreateKey's output
    const event = await eventOf(desk, made);
    expect(event).toMatchObject({ Operation: 'CreateKey', Via: 'console', KeyId, Outcome: 'allowed' });
    expect(event.Principal).toMatch(/:user\/ada$/);
    expect(JSON.stringify(event)).not.toContain(cookie.split('=')[1]);
    const refused = await api('Decrypt', { cookie, body: { CiphertextBlob: 'AAAA' } });
    expect([refused.status, refused.body]).toEqual([400, { __type: 'InvalidCiphertextException' }]);
    expect(await eventOf(desk, refused)).toMatchObject({
      Outcome: 'failed',
      Error: 'InvalidCiphertextException',
      Via: 'console',
    });
    const broken = await api('ListKeys', { cookie, body: '{"Limit":' });
    expect([broken.status, broken.body['__type']]).toEqual([400, 'SerializationException']);
    expect(await eventOf(desk, broken)).toMatchObject({
      Operation: 'ListKeys',
      Outcome: 'failed',
      Error: 'SerializationException',
    });
  });

  it('lets a fresh password change a policy and make a service', async () => {
    const made = await api('CreateService', { cookie, body: { Name: 'billing', Policies: ['key-user'] } });
    expect(made.status).toBe(200);
    const event = await eventOf(desk, made);
    expect(JSON.stringify(event)).not.toContain(String(made.body['SecretAccessKey']));
    const twice = await api('CreateService', { cookie, body: { Name: 'billing' } });
    expect([twice.status, twice.body['__type']]).toEqual([400, 'AlreadyExistsException']);
    const off = await api('UpdateAccessKey', {
      cookie,
      body: { AccessKeyId: made.body['AccessKeyId'], Status: 'Inactive' },
    });
    expect(off.status).toBe(200);
    const credentials = {
      accessKeyId: String(made.body['AccessKeyId']),
      secretAccessKey: String(made.body['SecretAccessKey']),
    };
    expect((await desk.call('ListKeys', {}, credentials)).body['__type']).toBe('UnrecognizedClientException');
  });

  it('answers 413 for a body over 1 MiB, and 401 before it reads one of nobody', async () => {
    const body = ' '.repeat(1024 * 1024 + 1);
    expect((await api('ListKeys', { body })).status).toBe(401);
    const got = await api('ListKeys', { cookie, body });
    expect([got.status, got.body['__type']]).toEqual([413, 'RequestEntityTooLargeException']);
    expect(got.headers.get('x-amzn-requestid')).not.toBeNull();
  });

  it('confirms the password, and not another', async () => {
    const right = await api('ConfirmPassword', { cookie, body: { Password: PASSWORD } });
    expect([right.status, right.body]).toEqual([200, {}]);
    const wrong = await api('ConfirmPassword', { cookie, body: { Password: WRONG } });
    expect([wrong.status, wrong.body]).toEqual([
      400,
      { __type: 'SignInFailedException', message: 'The password is not right.' },
    ]);
    const event = await eventOf(desk, wrong);
    expect(event).toMatchObject({
      Operation: 'ConfirmPassword',
      Outcome: 'failed',
      Error: 'SignInFailedException',
    });
    expect((await api('GetSession', { cookie })).status).toBe(200);
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
      expectHeld(await wrongUntilRefused(() => api('SignIn', { body: { Name, Password: WRONG } })));
    await signIn();
  });

  it('holds back the password of a session too, and leaves the session', async () => {
    const cookie = await signIn();
    // A right password begins the count anew.
    expect((await api('ConfirmPassword', { cookie, body: { Password: PASSWORD } })).status).toBe(200);
    expectHeld(await wrongUntilRefused(() => api('ConfirmPassword', { cookie, body: { Password: WRONG } })));
    expect((await api('GetSession', { cookie })).status).toBe(200);
  });
});

it('has written no secret to the operational log', async () => {
  await succeed(desk, 'ListKeys');
  const said = desk.stderr();
  for (const secret of [
    PASSWORD,
    WRONG,
    /#token=(.+)$/.exec(desk.welcomeUrl ?? '')?.[1] ?? 'no token',
    ROOT.secretAccessKey,
  ])
    expect(said).not.toContain(secret);
  expect(said).not.toMatch(/"level":"?(error|50)/);
});
