/** What the desk says of its token and its settings, to whom, and what it keeps to itself. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { removeDirectory, ROOT, startTestDesk, type TestDesk } from '../testing/desk.ts';
import type { Credentials } from '../testing/sign-request.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk();
});
afterAll(async () => {
  await desk.stop();
  removeDirectory(desk.dataDirectory);
});

const service = async (policy: string): Promise<Credentials> => {
  const { stdout } = await desk.cli('service', 'create', `a-${policy}`, '--policy', policy, '--json');
  return JSON.parse(stdout) as Credentials; // our own program's answer
};
const pin = (): string => readFileSync(join(desk.dataDirectory, 'hsm', 'pin'), 'utf8').trim();

it('describes token, mechanisms, resident keys and versions', async () => {
  const made = await desk.call('CreateKey');
  const keyId = (made.body['KeyMetadata'] as { KeyId: string }).KeyId; // what CreateKey answers
  await desk.call('Encrypt', { KeyId: keyId, Plaintext: 'eA==' });
  await desk.call('RotateKeyOnDemand', { KeyId: keyId });
  const { status, body } = await desk.call('Keydesk.DescribeVault');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    State: 'ready',
    Token: { Label: 'keydesk', Manufacturer: 'SoftHSM project', Library: 'libsofthsm2.so', Hardware: false },
    LeakProbe: 'leaked',
    PinPlace: 'data-directory',
    TokenInDataDirectory: true,
    WrappedVersions: 2,
    ResidentVersions: 0,
    HandlesCached: 1,
    HandleLimit: 20_000,
  });
  expect(body['Mechanisms']).toContainEqual({
    Name: 'CKM_AES_GCM',
    MinimumBits: 128,
    MaximumBits: 256,
    DeskNeeds: true,
    NeededBy: ['SYMMETRIC_DEFAULT'],
  });
  expect(body['KeySpecs']).toContainEqual({
    KeySpec: 'SYMMETRIC_DEFAULT',
    Supported: true,
    Mechanisms: ['CKM_AES_KEY_GEN', 'CKM_AES_KEY_WRAP_PAD', 'CKM_AES_GCM'],
    Missing: [],
    Keys: 1,
  });
  expect(body['KeySpecs']).toContainEqual(
    expect.objectContaining({ KeySpec: 'ML_DSA_65', Supported: false, Reason: expect.any(String) }),
  );
  expect(body['ResidentKeys']).toHaveLength(4);
  // By the probe of each second.
  const seen = async (of: string) => (await desk.call('Keydesk.DescribeVault')).body[of];
  await expect
    .poll(() => seen('Seconds'), { timeout: 5_000 })
    .toContainEqual(expect.objectContaining({ Failures: 0, SlowestMilliseconds: expect.any(Number) }));
  expect(await seen('Minutes')).not.toEqual([]);
});

it('lists settings with their source; a secret is only said to be set', async () => {
  const { status, body } = await desk.call('Keydesk.ListSettings');
  expect(status).toBe(200);
  expect(body).toMatchObject({ DataDirectory: desk.dataDirectory, StartDate: expect.any(Number) });
  const settings = new Map((body['Settings'] as { Name: string }[]).map((each) => [each.Name, each])); // as declared
  expect(settings.get('KEYDESK_DATA')).toMatchObject({ Value: desk.dataDirectory, Source: 'environment' });
  expect(settings.get('KEYDESK_HOST')).toMatchObject({ Value: '127.0.0.1', Set: false, Source: 'default' });
  const secret = settings.get('KEYDESK_ROOT_SECRET_ACCESS_KEY');
  expect(secret).toMatchObject({ Secret: true, Set: true, Source: 'environment' });
  expect(secret).not.toHaveProperty('Value');
});

it('tells neither PIN nor root secret, and DescribeVault no path', async () => {
  for (const operation of ['DescribeVault', 'ListSettings']) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const text = JSON.stringify((await desk.call(`Keydesk.${operation}`)).body);
    expect(text).not.toContain(pin());
    expect(text).not.toContain(ROOT.secretAccessKey);
    if (operation === 'DescribeVault') expect(text).not.toMatch(/\/(usr|tmp|etc|home)/);
  }
});

it.each([
  ['administrator', 200, 200],
  ['key-administrator', 200, 400],
  ['auditor', 200, 200],
  ['key-user', 400, 400],
])('%s: vault %d, settings %d', async (policy, vault, settings) => {
  const who = await service(policy);
  expect((await desk.call('Keydesk.DescribeVault', {}, who)).status).toBe(vault);
  expect((await desk.call('Keydesk.ListSettings', {}, who)).status).toBe(settings);
});
