/** What random nonces bear, on the real desk: the count is set, not encrypted up to. That it is right after kills: kills.test.ts recounts it. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { longTest } from '../../../testing/runs.ts';
import { NONCE_LIMIT, NONCE_MARGIN, ROTATE_AT } from '../../../service/operations/encryption/nonce-budget.ts';
import { removeDirectory, startTestDesk, type TestDesk } from '../testing/desk.ts';
import { faults, type Faults } from '../testing/faults/faults.ts';
import { alter } from './testing/stored.ts';
import { picture, secretsOf } from './testing/witness.ts';

let hand: Faults;
let desk: TestDesk;
let keyId: string;
let blob: unknown;

const encrypt = () => desk.call('Encrypt', { KeyId: keyId, Plaintext: 'eA==' });
const opens = async (): Promise<unknown> =>
  (await desk.call('Decrypt', { CiphertextBlob: blob })).body['Plaintext'];
const startAgain = async (): Promise<void> => {
  desk = await startTestDesk({ dataDirectory: desk.dataDirectory, env: hand.env });
};
/** Restarts with so many encryptions made with version 1. */
const madeAlready = async (count: number): Promise<void> => {
  await desk.stop();
  alter(
    desk.dataDirectory,
    "UPDATE usage SET count = ? WHERE operation = 'Encrypt' AND outcome = 'allowed'",
    count,
  );
  await startAgain();
};
const seen = async () => {
  const { state, events } = await picture(desk.dataDirectory, await secretsOf(desk.dataDirectory));
  const rotations = events.filter(({ operation }) => operation === 'RotateKey').length;
  return { rotations, version: state.key(keyId)?.currentVersion };
};
const rotated = async (): Promise<void> => {
  await expect.poll(seen, { timeout: 10_000 }).toEqual({ rotations: 1, version: 2 });
};

beforeEach(async () => {
  hand = faults();
  hand.clock({}); // what happens every minute happens at once
  desk = await startTestDesk({ env: hand.env });
  keyId = ((await desk.call('CreateKey')).body['KeyMetadata'] as { KeyId: string }).KeyId; // its output
  blob = (await encrypt()).body['CiphertextBlob'];
});
afterEach(async () => {
  await desk.kill().catch(() => undefined);
  removeDirectory(desk.dataDirectory);
  hand.remove();
});

longTest('rotates at 2^31, once, also when it is killed as it does; what was made before opens', async () => {
  await madeAlready(ROTATE_AT - 1);
  expect(await seen()).toEqual({ rotations: 0, version: 1 });
  hand.arm('row', 'killed');
  // The last one of the first half may be answered before the scheduler looks.
  await encrypt().catch(() => undefined);
  await expect.poll(() => desk.process.signalCode, { timeout: 10_000 }).toBe('SIGKILL');
  await startAgain();
  // What the kill met may have been one transaction with the rotation.
  expect((await encrypt()).status).toBe(200);
  await rotated();
  expect((await encrypt()).status).toBe(200);
  expect(await opens()).toBe('eA==');
  await new Promise((done) => setTimeout(done, 500));
  expect(await seen()).toEqual({ rotations: 1, version: 2 });
});

it('refuses short of 2^32 while it cannot be rotated, opens what there is, and goes on once it can', async () => {
  await desk.stop();
  hand.arm('generate', 'failed', { stays: true, skip: 2 }); // so many the start makes itself: it tries what the module leaks
  await madeAlready(NONCE_LIMIT - NONCE_MARGIN - 1);
  expect((await encrypt()).status).toBe(200);
  const refused = await encrypt();
  expect([refused.status, refused.body]).toEqual([
    400,
    {
      __type: 'KMSInvalidStateException',
      message: expect.stringMatching(
        /^arn:aws:kms:.* has made all the encryptions that its version 1 may make \(2\^32\)\. Rotate the key; decrypting goes on\.$/,
      ) as string,
    },
  ]);
  const dataKey = await desk.call('GenerateDataKey', { KeyId: keyId, KeySpec: 'AES_256' });
  const moved = await desk.call('ReEncrypt', { CiphertextBlob: blob, DestinationKeyId: keyId });
  for (const { body } of [dataKey, moved]) expect(body['__type']).toBe('KMSInvalidStateException');
  expect(await opens()).toBe('eA==');
  hand.clear();
  await rotated();
  expect((await encrypt()).status).toBe(200);
});
