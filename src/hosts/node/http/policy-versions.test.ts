/** What was saved of a key's policy, by whom, when and why. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { removeDirectory, startTestDesk, type TestDesk } from '../testing/desk.ts';
import { api, redeem, type Got } from './testing/console-requests.ts';
import { makeService } from './testing/conformance.ts';

let desk: TestDesk;
let cookie: string;
let keyId: string;
let policy: string;

interface Version {
  readonly PolicyVersion: number;
  readonly Policy: string;
  readonly SavedAt: number;
  readonly SavedBy: string;
  readonly Reason?: string;
  readonly Current: boolean;
}
interface Page {
  readonly Versions: readonly Version[];
  readonly Truncated: boolean;
  readonly NextMarker?: string;
}

const ask = (operation: string, body: object): Promise<Got> => api(desk, operation, { cookie, body });
const versions = async (more: object = {}): Promise<Page> => {
  const { status, body } = await ask('ListKeyPolicyVersions', { KeyId: keyId, ...more });
  expect(status).toBe(200);
  return body as unknown as Page; // its output
};

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

it('begins with the policy that the key was made with', async () => {
  const { Versions, Truncated } = await versions();
  expect(Truncated).toBe(false);
  expect(Versions).toEqual([
    {
      PolicyVersion: 1,
      Policy: policy,
      SavedAt: expect.any(Number) as number,
      SavedBy: expect.stringMatching(/:user\/ada$/) as string,
      Current: true,
    },
  ]);
  expect(Math.abs((Versions[0]?.SavedAt ?? 0) - Date.now() / 1000)).toBeLessThan(60);
});

it('keeps what was replaced, with the reason of each, in the event too', async () => {
  const saved = await ask('PutKeyPolicy', {
    KeyId: keyId,
    Policy: `${policy} `,
    Reason: '  billing moves to another service ',
  });
  expect(saved.status).toBe(200);
  const { Versions } = await versions();
  expect(
    Versions.map(({ PolicyVersion, Current, Reason, Policy }) => [PolicyVersion, Current, Reason, Policy]),
  ).toEqual([
    [2, true, 'billing moves to another service', `${policy} `],
    [1, false, undefined, policy],
  ]);
  const { body } = await ask('SearchAuditEvents', { RequestId: saved.headers.get('x-amzn-requestid') });
  const [event] = body['Events'] as { Reason: string; Changes: { Kind: string; Id: string }[] }[]; // its output
  expect(event).toMatchObject({ Operation: 'PutKeyPolicy', Reason: 'billing moves to another service' });
  expect(event?.Changes.map(({ Kind, Id }) => [Kind, Id])).toEqual([
    ['policyVersion', `${keyId}/1`],
    ['policy', keyId],
  ]);
});

it('refuses a reason that is too long, and takes none of a client of AWS KMS', async () => {
  const long = await ask('PutKeyPolicy', { KeyId: keyId, Policy: policy, Reason: 'x'.repeat(1001) });
  expect([long.status, long.body['__type']]).toEqual([400, 'ValidationException']);
  const sent = { KeyId: keyId, Policy: policy, Reason: 'sent by an SDK' };
  expect((await desk.call('PutKeyPolicy', sent)).status).toBe(200);
  const { Versions } = await versions({ Limit: 1 });
  expect(Versions).toHaveLength(1);
  expect(Versions[0]).toMatchObject({ PolicyVersion: 3, Current: true });
  expect(Versions[0]).not.toHaveProperty('Reason');
});

it('gives all of them page by page, newest first', async () => {
  const seen: number[] = [];
  let Marker: string | undefined;
  do {
    // oxlint-disable-next-line no-await-in-loop -- page after page
    const page = await versions({ Limit: 2, Marker });
    expect(page.Versions.length).toBeLessThanOrEqual(2);
    expect(page.Truncated).toBe(page.NextMarker !== undefined);
    seen.push(...page.Versions.map(({ PolicyVersion }) => PolicyVersion));
    Marker = page.NextMarker;
  } while (Marker !== undefined);
  expect(seen).toEqual([3, 2, 1]);
  const foreign = await ask('ListKeyPolicyVersions', { KeyId: keyId, Marker: 'bm90IG91cnM=' });
  expect(foreign.body['__type']).toBe('InvalidMarkerException');
});

it('is told to those who may read the policy only', async () => {
  const plain = await makeService(desk, 'plain');
  const answer = await desk.call('Keydesk.ListKeyPolicyVersions', { KeyId: keyId }, plain);
  expect(answer.body['__type']).toBe('AccessDeniedException');
});

it('survives a restart', async () => {
  const { Versions } = await versions();
  const { dataDirectory } = desk;
  expect(await desk.stop()).toBe(0);
  desk = await startTestDesk({ dataDirectory });
  const after = await desk.call('Keydesk.ListKeyPolicyVersions', { KeyId: keyId });
  expect(after.body).toEqual({ Versions, Truncated: false });
});
