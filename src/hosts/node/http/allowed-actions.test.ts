/** What buttons are told: the same answers as the operations themselves would give, and who could instead. */
import { describe, expect, it } from 'vitest';
import { api, PASSWORD, redeem } from './testing/console-requests.ts';
import { makeKey, succeed, useDesk, useService } from './testing/conformance.ts';
import { aws, delegated, keyWith } from './testing/policies.ts';

const desk = useDesk();
const auditor = useService(desk, 'auditor', ['auditor']);
const manager = useService(desk, 'manager', ['key-administrator']);
const user = useService(desk, 'user', ['key-user']);
const plain = useService(desk, 'plain');

interface Row {
  readonly Action: string;
  readonly Allowed: boolean;
  readonly Reason?: string;
  readonly Sid?: string;
  readonly People?: readonly string[];
}
type Caller = Parameters<typeof desk.call>[2];

async function rows(as: Caller, input: object = {}): Promise<ReadonlyMap<string, Row>> {
  const answer = await desk.call('Keydesk.ListAllowedActions', input, as);
  expect(answer.status).toBe(200);
  const actions = answer.body['Actions'] as readonly Row[]; // the schema
  return new Map(actions.map((row) => [row.Action, row]));
}
const allowed = async (as: Caller, input: object = {}): Promise<readonly string[]> =>
  [...(await rows(as, input)).values()].filter((row) => row.Allowed).map((row) => row.Action);

describe('on the desk', () => {
  it('tells each role what it may', async () => {
    expect(await allowed(plain)).toEqual([]);
    expect(await allowed(manager)).toContain('kms:CreateKey');
    expect(await allowed(manager)).not.toContain('keydesk:CreateService');
    expect(await allowed(auditor)).toContain('keydesk:SearchAuditEvents');
    expect(await allowed(auditor)).not.toContain('kms:CreateKey');
  });

  it('says why not, and names people only to those who may list them', async () => {
    expect(await redeem(desk)).not.toBe('');
    expect((await rows(auditor)).get('kms:CreateKey')).toEqual({
      Action: 'kms:CreateKey',
      Allowed: false,
      Reason: 'because no identity-based policy allows the kms:CreateKey action',
      People: ['ada'],
    });
    expect((await rows(user)).get('kms:CreateKey')).not.toHaveProperty('People');
  });

  it('answers a session of the console too', async () => {
    const { cookie } = await api(desk, 'SignIn', { body: { Name: 'ada', Password: PASSWORD } });
    const { status, body } = await api(desk, 'ListAllowedActions', { cookie });
    expect(status).toBe(200);
    expect((body['Actions'] as readonly Row[]).every((row) => row.Allowed)).toBe(true);
  });
});

describe('on a key', () => {
  it('agrees with the operations', async () => {
    const key = await makeKey(desk);
    const may = await rows(auditor, { KeyId: key.id });
    for (const [operation, body] of [
      ['GetKeyPolicy', {}],
      ['ListResourceTags', {}],
      ['GetKeyRotationStatus', {}],
      ['DisableKey', {}],
      ['UpdateKeyDescription', { Description: 'x' }],
      ['ScheduleKeyDeletion', {}],
      ['TagResource', { Tags: [{ TagKey: 'a', TagValue: 'b' }] }],
      ['EnableKeyRotation', {}],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { status } = await desk.call(operation, { KeyId: key.id, ...body }, auditor);
      expect([operation, may.get(`kms:${operation}`)?.Allowed]).toEqual([operation, status === 200]);
    }
  });

  it('names the statement that denies', async () => {
    const key = await keyWith(desk, delegated(), {
      Sid: 'never',
      Effect: 'Deny',
      Principal: aws(manager.arn),
      Action: 'kms:DisableKey',
    });
    expect((await rows(manager, { KeyId: key.id })).get('kms:DisableKey')).toMatchObject({
      Allowed: false,
      Sid: 'never',
    });
    expect(await allowed(manager, { KeyId: key.id })).toContain('kms:EnableKey');
  });

  it('does not decide what only the request will say', async () => {
    const key = await keyWith(
      desk,
      {
        Principal: aws(plain.arn),
        Action: ['kms:DescribeKey', 'kms:Decrypt'],
      },
      {
        Sid: 'tenant',
        Principal: aws(plain.arn),
        Action: 'kms:Encrypt',
        Condition: { StringEquals: { 'kms:EncryptionContext:tenant': 'acme' } },
      },
    );
    expect(await allowed(plain, { KeyId: key.id })).toEqual([
      'kms:Decrypt',
      'kms:DescribeKey',
      'kms:Encrypt',
    ]);
    const denied = await desk.call('Encrypt', { KeyId: key.id, Plaintext: 'YQ==' }, plain);
    expect(denied.status).toBe(400);
  });

  it('is told to nobody who may not describe the key, and is an event of that key', async () => {
    const key = await makeKey(desk);
    const refused = await desk.call('Keydesk.ListAllowedActions', { KeyId: key.id }, plain);
    expect(refused.body['__type']).toBe('AccessDeniedException');
    const unknown = '00000000-0000-4000-8000-000000000000';
    expect((await desk.call('Keydesk.ListAllowedActions', { KeyId: unknown }, auditor)).body['__type']).toBe(
      'NotFoundException',
    );
    await rows(auditor, { KeyId: key.id });
    const { Events } = await succeed(desk, 'Keydesk.SearchAuditEvents', {
      KeyId: key.id,
      Operation: 'ListAllowedActions',
      Classes: ['read'],
    });
    expect(Events).toMatchObject([{ Principal: auditor.arn, Outcome: 'allowed' }]);
  });
});
