/** The console's PutKeyPolicy names the version that was edited: nobody's newer policy is lost unseen. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { removeDirectory, startTestDesk, type TestDesk } from '../testing/desk.ts';
import { api, redeem, type Got } from './testing/console-requests.ts';

let desk: TestDesk;
let cookie: string;
let keyId: string;
let policy: string;

const ask = (operation: string, body: object): Promise<Got> => api(desk, operation, { cookie, body });
const put = (Policy: string, more: object): Promise<Got> =>
  ask('PutKeyPolicy', { KeyId: keyId, Policy, ...more });

beforeAll(async () => {
  desk = await startTestDesk();
  cookie = await redeem(desk);
  const made = await ask('CreateKey', {});
  keyId = (made.body['KeyMetadata'] as { KeyId: string }).KeyId; // what CreateKey answers
  policy = String((await ask('GetKeyPolicy', { KeyId: keyId })).body['Policy']);
});
afterAll(async () => {
  await desk.stop();
  removeDirectory(desk.dataDirectory);
});

it('refuses an edit of a version that is not the last any more, and changes nothing', async () => {
  const edited = (await ask('GetKeyPolicy', { KeyId: keyId })).body['PolicyVersion'];
  expect(edited).toBe(1);
  expect((await desk.call('PutKeyPolicy', { KeyId: keyId, Policy: `${policy} ` })).status).toBe(200);
  const { status, body } = await put(`${policy}  `, { IfPolicyVersion: edited });
  expect([status, body]).toEqual([
    409,
    {
      __type: 'ConflictException',
      message:
        'The policy was changed meanwhile: it is version 2 now, and version 1 was edited. Nothing was saved.',
    },
  ]);
  const now = await ask('GetKeyPolicy', { KeyId: keyId });
  expect(now.body).toMatchObject({ Policy: `${policy} `, PolicyVersion: 2 });
  expect((await put(`${policy}  `, { IfPolicyVersion: 2 })).status).toBe(200);
  expect((await put(policy, {})).status).toBe(200);
});

it('is the console’s alone: a client of AWS KMS sees no version, and none of its own counts', async () => {
  expect((await desk.call('GetKeyPolicy', { KeyId: keyId })).body).toEqual({
    Policy: policy,
    PolicyName: 'default',
  });
  const sent = { KeyId: keyId, Policy: policy, IfPolicyVersion: 1 };
  expect((await desk.call('PutKeyPolicy', sent)).status).toBe(200);
});
