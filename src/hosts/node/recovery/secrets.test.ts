/**
 * Every kind of secret is issued once, and given in every wrong place; then none may lie in any file of the data directory (the write-ahead
 * log too), in the log on stderr, in an event, in a metric, or in an answer that refuses. In the browser: e2e/secrets.e2e.ts.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeDirectory, ROOT, startTestDesk, type TestDesk } from '../testing/desk.ts';
import { callConsole } from './testing/console-client.ts';
import { foundIn, formsOf } from './testing/forms.ts';
import { filesBelow, storedValues, type StoredFile } from './testing/stored.ts';

const PIN_FILE = join('hsm', 'pin');
const DESCRIPTION = 'what may be found in the files';
const NAME = 'ada.admin';

let desk: TestDesk;
const secrets = new Map<string, Uint8Array | string>();
/** What was seen while the desk ran (WAL and all), and after it had stopped. */
const looks: { readonly when: string; readonly files: readonly StoredFile[]; readonly values: Buffer }[] = [];
let events: string;
let answers = '';
let metrics: string;
let socketModes: readonly number[];

const keep = <T extends Uint8Array | string>(name: string, secret: T): T => {
  expect(secret.length).toBeGreaterThan(8);
  secrets.set(name, secret);
  return secret;
};
const look = (when: string): void => {
  looks.push({ when, files: filesBelow(desk.dataDirectory), values: storedValues(desk.dataDirectory) });
};

async function people(): Promise<void> {
  const token = keep(
    'welcome token',
    new URLSearchParams(new URL(desk.welcomeUrl ?? '').hash.slice(1)).get('token') ?? '',
  );
  const password = keep('password', 'correct horse battery staple 42');
  const wrong = keep('a wrong password', 'incorrect horse battery 43');
  const typed = keep('a password typed as a name', 'my-password-in-the-wrong-field');
  const welcomed = await callConsole(desk, 'RedeemWelcome', { Token: token, Name: NAME, Password: password });
  expect(welcomed.status).toBe(200);
  const first = keep('session token', welcomed.session ?? '');
  expect((await callConsole(desk, 'ConfirmPassword', { Password: wrong }, first)).status).toBe(400);
  expect((await callConsole(desk, 'SignIn', { Name: NAME, Password: wrong })).status).toBe(400);
  expect((await callConsole(desk, 'SignIn', { Name: typed, Password: wrong })).status).not.toBe(200);
  const spent = await callConsole(desk, 'RedeemWelcome', { Token: token, Name: 'eve', Password: password });
  expect(spent.status).toBe(400);
  answers += JSON.stringify([welcomed.body, spent.body]);
  const service = await callConsole(
    desk,
    'CreateService',
    { Name: 'billing', Policies: ['key-user'] },
    first,
  );
  expect(service.status).toBe(200);
  keep('secret access key of a service', String(service.body['SecretAccessKey']));
  const PrincipalId = String(service.body['PrincipalId']);
  const second = await callConsole(desk, 'CreateAccessKey', { PrincipalId }, first);
  keep('second secret access key', String(second.body['SecretAccessKey']));
  await invitations(first);
  const made = await desk.cli('service', 'create', 'orders', '--json');
  const credentials = JSON.parse(made.stdout) as { accessKeyId: string; secretAccessKey: string }; // our own program's answer
  keep('secret access key made on the command line', credentials.secretAccessKey);
  expect((await desk.call('ListKeys', {}, credentials)).body['__type']).toBe('AccessDeniedException');
  expect((await callConsole(desk, 'SignOut', {}, first)).status).toBe(200);
}

const tokenIn = (link: unknown): string =>
  new URLSearchParams(new URL(String(link)).hash.slice(1)).get('token') ?? '';

/** A link that is used, one that lies open, one that a reset replaces, one made on the command line; and passwords changed. */
async function invitations(session: string): Promise<void> {
  const invite = async (Name: string) => (await callConsole(desk, 'InviteUser', { Name }, session)).body;
  const used = keep('token of a used invitation', tokenIn((await invite('grace'))['Link']));
  const chosen = keep('a password chosen by invitation', 'correct horse battery staple 44');
  const came = await callConsole(desk, 'RedeemInvitation', { Token: used, Password: chosen });
  expect(came.status).toBe(200);
  const again = await callConsole(desk, 'RedeemInvitation', { Token: used, Password: chosen });
  expect(again.status).toBe(400);
  const changed = keep('a changed password', 'correct horse battery staple 45');
  const change = { OldPassword: chosen, NewPassword: changed };
  expect((await callConsole(desk, 'ChangePassword', change, came.session)).status).toBe(200);
  const stale = await callConsole(desk, 'ChangePassword', change, came.session);
  expect(stale.status).toBe(400);
  answers += JSON.stringify([again.body, stale.body]);
  const open = await invite('heidi');
  keep('token of an open invitation', tokenIn(open['Link']));
  const reset = await callConsole(desk, 'ResetUser', { PrincipalId: open['PrincipalId'] }, session);
  keep('token of a reset', tokenIn(reset.body['Link']));
  const made = await desk.cli('user', 'invite', 'ivan', '--json');
  const { link } = JSON.parse(made.stdout) as { link: string }; // our own program's answer
  keep('token made on the command line', tokenIn(link));
}

/** Tokens of one grant, used in every way: the desk keeps none of them. */
async function grantTokens(KeyId: string, CiphertextBlob: string): Promise<void> {
  const asked = {
    KeyId,
    GranteePrincipal: 'arn:aws:iam::000000000000:role/root-operator',
    Operations: ['Decrypt'],
    Name: 'tokens',
  };
  const issue = async (name: string): Promise<string> => {
    const made = await desk.call('CreateGrant', asked);
    return keep(name, String(made.body['GrantToken']));
  };
  const [first, second] = [await issue('grant token'), await issue('second token of a grant')];
  const used = await desk.call('Decrypt', { CiphertextBlob, GrantTokens: [first, second] });
  expect(used.status).toBe(200);
  // Its end replaced: the refusal names neither it nor the token.
  const forged = keep('forged grant token', `${first.slice(0, -4)}AAAA`);
  const refused = await desk.call('Decrypt', { CiphertextBlob, GrantTokens: [forged] });
  expect(refused.body['__type']).toBe('InvalidGrantTokenException');
  expect((await desk.call('RetireGrant', { GrantToken: second })).status).toBe(200);
  const again = await desk.call('RetireGrant', { GrantToken: second });
  expect(again.body['__type']).toBe('NotFoundException');
  answers += JSON.stringify([refused.body, again.body]);
}

async function data(): Promise<void> {
  const made = await desk.call('CreateKey', { Description: DESCRIPTION });
  const { KeyId } = made.body['KeyMetadata'] as { KeyId: string }; // what CreateKey answers
  const decoded = (value: unknown): Buffer => Buffer.from(String(value), 'base64');
  const dataKey = await desk.call('GenerateDataKey', { KeyId, KeySpec: 'AES_256' });
  keep('data key', decoded(dataKey.body['Plaintext']));
  const blind = await desk.call('GenerateDataKeyWithoutPlaintext', { KeyId, NumberOfBytes: 24 });
  const opened = await desk.call('Decrypt', { CiphertextBlob: blind.body['CiphertextBlob'] });
  keep('data key opened later', decoded(opened.body['Plaintext']));
  const short = await desk.call('GenerateDataKey', { KeyId, KeySpec: 'AES_128' });
  keep('short data key', decoded(short.body['Plaintext']));
  const random = await desk.call('GenerateRandom', { NumberOfBytes: 64 });
  keep('random bytes', decoded(random.body['Plaintext']));
  // Pairs of data keys are not built: should they be, their private halves belong here.
  const pair = await desk.call('GenerateDataKeyPair', { KeyId, KeyPairSpec: 'ECC_NIST_P256' });
  expect(pair.body['__type']).toBe('UnsupportedOperationException');
  await grantTokens(KeyId, String(blind.body['CiphertextBlob']));
  const plaintext = keep('plaintext', randomBytes(48)).toString('base64');
  expect((await desk.call('Encrypt', { KeyId, Plaintext: plaintext })).status).toBe(200);
  // Bodies that cannot be used are where an error text would repeat a secret.
  const bad = keep('plaintext in a bad request', randomBytes(33)).toString('base64');
  for (const body of [
    `{"KeyId":"${KeyId}","Plaintext":"${bad}`,
    { KeyId, Plaintext: `${bad}!` },
    { KeyId, Plaintext: [bad] },
    { KeyId: 'no such key', Plaintext: bad },
    { KeyId, Plaintext: bad, EncryptionContext: 'wrong' },
    { KeyId, Plaintext: Buffer.from(bad.repeat(200)).toString('base64') },
  ]) {
    const answer = await desk.call('Encrypt', body);
    expect(answer.status).toBe(400);
    answers += JSON.stringify(answer.body);
  }
  await desk.call(
    'ListKeys',
    {},
    { ...ROOT, secretAccessKey: keep('a wrong secret', 'W'.repeat(20) + 'rongSecretAccessKey0') },
  );
}

/** Secrets where none belongs, by people who are not known: what they are told, and what is counted of them, repeats nothing. */
async function strangers(): Promise<void> {
  const here = `http://127.0.0.1:${desk.port}`;
  const pasted = keep('a secret typed as an access key id', 'PastedSecretInTheWrongField0123456789');
  const unknown = await desk.call('ListKeys', {}, { accessKeyId: pasted, secretAccessKey: 'x' });
  expect(unknown.body['__type']).toBe('UnrecognizedClientException');
  const bearer = keep('a bearer token', 'bearer-token-of-something-else-0123456789');
  const target = { 'x-amz-target': 'TrentService.ListKeys' };
  const [asBearer, inQuery, asPath] = await Promise.all([
    fetch(here, { method: 'POST', headers: { ...target, authorization: `Bearer ${bearer}` }, body: '{}' }),
    fetch(`${here}/?X-Amz-Signature=${keep('a secret in a query', 'presigned-0123456789abcdef')}`, {
      method: 'POST',
      headers: target,
      body: '{}',
    }),
    fetch(`${here}/api/${keep('a secret in a path', 'AKeyThatSomebodyPutIntoAnAddress')}`, {
      method: 'POST',
      headers: { origin: here, 'content-type': 'application/json', 'x-keydesk': '1' },
      body: '{}',
    }),
  ]);
  const cookie = keep('a forged session token', 'Zm9yZ2VkLXNlc3Npb24tdG9rZW4tb2YtNDMtY2hhcnM');
  const forged = await callConsole(desk, 'GetSession', {}, cookie);
  expect([asBearer.status, inQuery.status, asPath.status, forged.status]).toEqual([400, 400, 400, 401]);
  for (const answer of [asBearer, inQuery, asPath]) answers += await answer.text();
  answers += JSON.stringify([unknown.body, forged.body]);
  metrics = String((await desk.call('Keydesk.GetMetrics')).body['Text']);
}

beforeAll(async () => {
  desk = await startTestDesk({ env: { KEYDESK_LOG_LEVEL: 'debug' } });
  keep('root secret', ROOT.secretAccessKey);
  await people();
  await data();
  await strangers();
  const { body } = await desk.call('Keydesk.SearchAuditEvents', { Limit: 500 });
  events = JSON.stringify(body);
  look('running');
  const socket = readFileSync(join(desk.dataDirectory, 'socket'), 'utf8').trim();
  socketModes = [dirname(socket), socket].map((path) => statSync(path).mode & 0o777);
  expect(await desk.stop()).toBe(0);
  look('stopped');
});
afterAll(() => removeDirectory(desk.dataDirectory));

describe('secrets', () => {
  it('would be found: what is no secret is, in files, tables and events', () => {
    const open = new Map([['description', DESCRIPTION]]);
    for (const { files, values } of looks) {
      expect(foundIn(values, new Map([['name', NAME]]))).toEqual(['name']);
      expect(files.some(({ bytes }) => foundIn(bytes, open).length === 1)).toBe(true);
    }
    expect(events).toContain(NAME);
    expect(looks[0]?.files.some(({ path }) => path.endsWith('-wal'))).toBe(true);
    const hidden = Buffer.from(`${'x'.repeat(7)}${ROOT.secretAccessKey}y`).toString('base64');
    expect(foundIn(Buffer.from(hidden), secrets)).toEqual(['root secret']);
    expect(formsOf('secret').map(String)).toContain('736563726574');
    expect(secrets.size).toBe(30);
  });

  it.each(['running', 'stopped'])('are in no file and no table of the desk: %s', (when) => {
    const seen = looks.find((each) => each.when === when);
    expect(seen?.files.length).toBeGreaterThan(5);
    for (const { path, bytes } of seen?.files ?? [])
      expect({ path, found: foundIn(bytes, secrets) }).toEqual({ path, found: [] });
    expect(foundIn(seen?.values ?? Buffer.alloc(0), secrets)).toEqual([]);
  });

  it('are in no line on stderr, at the level debug', () => {
    expect(desk.stderr()).not.toBe('');
    expect(foundIn(Buffer.from(desk.stderr()), secrets)).toEqual([]);
  });

  it('are in no event', () => {
    expect(foundIn(Buffer.from(events), secrets)).toEqual([]);
  });

  it('are in no metric', () => {
    expect(metrics).toContain('keydesk_unverified_requests_total{code="UnrecognizedClientException"}');
    expect(foundIn(Buffer.from(metrics), secrets)).toEqual([]);
  });

  it('are in no event of what strangers sent, which are written when the desk stops', () => {
    const stopped = looks.find(({ when }) => when === 'stopped');
    expect(stopped?.values.includes('RefuseUnverified')).toBe(true);
    expect(stopped?.values.includes('UnrecognizedClientException')).toBe(true);
  });

  it('are repeated by no answer that refuses', () => {
    expect(answers).toContain('SerializationException');
    expect(foundIn(Buffer.from(answers), secrets)).toEqual([]);
  });

  it('keep the PIN in its one file', () => {
    const pin = readFileSync(join(desk.dataDirectory, PIN_FILE), 'utf8').trim();
    const held = looks.flatMap(({ files, values }) => [
      ...files
        .filter(({ bytes }) => foundIn(bytes, new Map([['pin', pin]])).length > 0)
        .map(({ path }) => path),
      ...foundIn(values, new Map([['pin', pin]])),
    ]);
    expect(held).toEqual([PIN_FILE, PIN_FILE]);
    expect(desk.stderr()).not.toContain(pin);
  });
});

describe('files', () => {
  it.each(['running', 'stopped'])('are their owner’s only: directories 0700, files 0600: %s', (when) => {
    for (const { path, isDirectory, mode } of looks.find((each) => each.when === when)?.files ?? [])
      expect({ path, mode: mode.toString(8) }).toEqual({ path, mode: isDirectory ? '700' : '600' });
  });

  it('and so are the socket and its place', () => {
    expect(socketModes).toEqual([0o700, 0o600]);
  });
});
