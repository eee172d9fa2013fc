/** `/api`: the console’s way in; what a browser must show, and what a session does. */
import { beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../testing/desk.ts';
import { signRequest } from '../testing/sign-request.ts';
import { eventOf, expectFraming, expectQuiet, useDesk } from './testing/conformance.ts';
import { api, expectForbidden, FORBIDDEN, PASSWORD, redeem, WRONG } from './testing/console-requests.ts';

const desk = useDesk();

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
      const got = await api(desk, operation, { cookie, body: '{' });
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
    expect(
      (await api(desk, 'ListKeys', { headers: { authorization: headers['authorization'] } })).status,
    ).toBe(401);
  });

  it.each(['NoSuchThing', 'listkeys', '__proto__', 'constructor', 'Keydesk.SearchKeys', '%00', 'a%2Fb'])(
    'does not know %s',
    async (operation) => {
      const got = await api(desk, operation);
      expect([got.status, got.body]).toEqual([
        400,
        {
          __type: 'UnknownOperationException',
          message: expect.stringContaining('the path must be /api/<Operation>') as string,
        },
      ]);
    },
  );

  it('answers POST only', async () => {
    expect((await api(desk, 'ListKeys', { method: 'GET' })).status).toBe(404);
    expect((await api(desk, 'ListKeys', { method: 'PUT' })).status).toBe(405);
  });
});

describe('signed in', () => {
  let cookie: string;
  beforeAll(async () => {
    cookie = await redeem(desk);
  });

  it.each(FORBIDDEN)('refuses a session’s request with %s', async (_, headers) => {
    await expectForbidden(desk, 'CreateKey', { cookie, headers });
    expect((await api(desk, 'GetSession', { cookie })).status).toBe(200);
  });

  it('does every operation of AWS KMS too, and books it on the person', async () => {
    const made = await api(desk, 'CreateKey', { cookie, body: { Description: 'by hand' } });
    expect(made.status).toBe(200);
    const { KeyId } = made.body['KeyMetadata'] as { KeyId: string }; // CreateKey's output
    const event = await eventOf(desk, made);
    expect(event).toMatchObject({ Operation: 'CreateKey', Via: 'console', KeyId, Outcome: 'allowed' });
    expect(event.Principal).toMatch(/:user\/ada$/);
    expect(JSON.stringify(event)).not.toContain(cookie.split('=')[1]);
    const refused = await api(desk, 'Decrypt', { cookie, body: { CiphertextBlob: 'AAAA' } });
    expect([refused.status, refused.body]).toEqual([400, { __type: 'InvalidCiphertextException' }]);
    expect(await eventOf(desk, refused)).toMatchObject({
      Outcome: 'failed',
      Error: 'InvalidCiphertextException',
      Via: 'console',
    });
    const broken = await api(desk, 'ListKeys', { cookie, body: '{"Limit":' });
    expect([broken.status, broken.body['__type']]).toEqual([400, 'SerializationException']);
    expect(await eventOf(desk, broken)).toMatchObject({
      Operation: 'ListKeys',
      Outcome: 'failed',
      Error: 'SerializationException',
    });
  });

  it('lets a fresh password change a policy and make a service', async () => {
    const made = await api(desk, 'CreateService', {
      cookie,
      body: { Name: 'billing', Policies: ['key-user'] },
    });
    expect(made.status).toBe(200);
    const event = await eventOf(desk, made);
    expect(JSON.stringify(event)).not.toContain(String(made.body['SecretAccessKey']));
    const twice = await api(desk, 'CreateService', { cookie, body: { Name: 'billing' } });
    expect([twice.status, twice.body['__type']]).toEqual([400, 'AlreadyExistsException']);
    const off = await api(desk, 'UpdateAccessKey', {
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
    expect((await api(desk, 'ListKeys', { body })).status).toBe(401);
    const got = await api(desk, 'ListKeys', { cookie, body });
    expect([got.status, got.body['__type']]).toEqual([413, 'RequestEntityTooLargeException']);
    expect(await eventOf(desk, got)).toMatchObject({
      Operation: 'ListKeys',
      Outcome: 'failed',
      Error: 'RequestEntityTooLargeException',
    });
  });

  it('confirms the password, and not another', async () => {
    const right = await api(desk, 'ConfirmPassword', { cookie, body: { Password: PASSWORD } });
    expect([right.status, right.body]).toEqual([200, {}]);
    const wrong = await api(desk, 'ConfirmPassword', { cookie, body: { Password: WRONG } });
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
    expect((await api(desk, 'GetSession', { cookie })).status).toBe(200);
  });
});

it('has written no secret to the operational log', () => {
  expectQuiet(desk, [PASSWORD, WRONG, ROOT.secretAccessKey]);
});
