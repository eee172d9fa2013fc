/** What is delicate asks for the password again when it was given more than five minutes ago: the real desk, its clock moved. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeDirectory, startTestDesk, type TestDesk } from '../testing/desk.ts';
import { movedClock } from '../testing/moved-clock.ts';
import { api, PASSWORD, redeem, WRONG, type Got } from './testing/console-requests.ts';

const MINUTE = 60_000;
const clock = movedClock();
let desk: TestDesk;
let cookie: string;
let keyId: string;
let policy: string;

const ask = (operation: string, body: object): Promise<Got> => api(desk, operation, { cookie, body });
const putPolicy = (text: string): Promise<Got> => ask('PutKeyPolicy', { KeyId: keyId, Policy: text });
const policyNow = async (): Promise<unknown> => (await ask('GetKeyPolicy', { KeyId: keyId })).body['Policy'];
const expectAsked = ({ status, body }: Got): void =>
  expect([status, body]).toEqual([
    403,
    { __type: 'PasswordRequiredException', message: 'Give your password again to do this.' },
  ]);

beforeAll(async () => {
  desk = await startTestDesk({ env: clock.env });
  cookie = await redeem(desk);
  const made = await ask('CreateKey', {});
  keyId = (made.body['KeyMetadata'] as { KeyId: string }).KeyId; // what CreateKey answers
  policy = String(await policyNow());
});
afterAll(async () => {
  await desk.stop();
  removeDirectory(desk.dataDirectory);
  clock.remove();
});

describe('PutKeyPolicy from the console', () => {
  it('is done while the password of the sign-in is fresh', async () => {
    clock.ahead(4 * MINUTE);
    expect((await putPolicy(`${policy} `)).status).toBe(200);
  });

  it('asks for the password after five minutes, and changes nothing', async () => {
    clock.ahead(5 * MINUTE);
    expectAsked(await putPolicy(`${policy}  `));
    expect(await policyNow()).toBe(`${policy} `);
  });

  it('is in the log as what it was, and does not count as a refused change', async () => {
    const found = (
      await ask('SearchAuditEvents', { KeyId: keyId, Operations: ['PasswordRequired', 'PutKeyPolicy'] })
    ).body['Events'] as readonly Record<string, unknown>[]; // what the search answers
    expect(found.map(({ Operation, Class, Outcome }) => [Operation, Class, Outcome])).toEqual([
      ['PasswordRequired', 'read', 'failed'],
      ['PutKeyPolicy', 'management', 'allowed'],
    ]);
    expect(found[0]).toMatchObject({ Error: 'PasswordRequiredException' });
    expect(found[0]?.['Parameters']).toContainEqual(['Operation', 'PutKeyPolicy']);
    const counted = await ask('SummarizeAuditEvents', { Classes: ['management', 'data'] });
    expect(counted.body['Total']).toMatchObject({ Denied: 0, Failed: 0 });
  });

  it('asks on after a wrong password, and is done after the right one', async () => {
    expect((await ask('ConfirmPassword', { Password: WRONG })).status).toBe(400);
    expectAsked(await putPolicy(`${policy}  `));
    expect((await ask('ConfirmPassword', { Password: PASSWORD })).status).toBe(200);
    expect((await putPolicy(`${policy}  `)).status).toBe(200);
    expect(await policyNow()).toBe(`${policy}  `);
    clock.ahead(10 * MINUTE + 1000);
    expectAsked(await putPolicy(policy));
  });

  it('asks again after a restart: what was confirmed is not remembered', async () => {
    await desk.stop();
    const { dataDirectory, port } = desk;
    desk = await startTestDesk({ dataDirectory, env: { ...clock.env, KEYDESK_PORT: String(port) } });
    expectAsked(await putPolicy(policy));
  });
});

describe('credentials from the console', () => {
  it('ask for the password too', async () => {
    expectAsked(await ask('CreateService', { Name: 'billing' }));
    expect((await ask('ConfirmPassword', { Password: PASSWORD })).status).toBe(200);
    const service = await ask('CreateService', { Name: 'billing' });
    expect(service.status).toBe(200);
    clock.ahead(16 * MINUTE);
    const AccessKeyId = service.body['AccessKeyId'];
    expectAsked(await ask('CreateAccessKey', { PrincipalId: 'AROANOBODY' }));
    expectAsked(await ask('UpdateAccessKey', { AccessKeyId, Status: 'Inactive' }));
    expectAsked(await ask('DeleteAccessKey', { AccessKeyId }));
    const Name = 'own';
    expectAsked(await ask('CreateIdentityPolicy', { Name, Policy: policy }));
    expectAsked(await ask('PutIdentityPolicy', { Name, Policy: policy }));
    expectAsked(await ask('DeleteIdentityPolicy', { Name }));
    expectAsked(await ask('UpdatePrincipalTags', { PrincipalId: 'AROANOBODY', Tags: [] }));
  });
});
