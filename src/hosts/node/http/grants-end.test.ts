/** RetireGrant and RevokeGrant: by whom, in which form, and what is left (kms-api.md §5.5, §7). */
import { describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  base64,
  eventOf,
  expectQuiet,
  expectRefused,
  makeKey,
  REGION,
  succeed,
  UNKNOWN_ID,
  useDesk,
  useService,
  type Service,
} from './testing/conformance.ts';
import { listGrants, makeGrant, makeNobody } from './testing/grants.ts';
import { aws, delegated, denied, keyWith, SILENT_IDENTITY } from './testing/policies.ts';

const desk = useDesk();
const grantee = useService(desk, 'grantee');
const administrator = useService(desk, 'second-administrator', ['administrator']);

describe('RetireGrant', () => {
  const retire = (arn: string, id: string) => ({ KeyId: arn, GrantId: id });
  const refusal = (who: string, key: string) =>
    denied(who, 'kms:RetireGrant', key, SILENT_IDENTITY('kms:RetireGrant'));

  it('is for the retiring principal, who needs no policy', async () => {
    const key = await makeKey(desk);
    const who = await makeNobody(desk);
    const { id } = await makeGrant(desk, key, grantee, { RetiringPrincipal: who.arn, Name: 'retired' });
    const answer = await desk.call('RetireGrant', retire(key.arn, id), who);
    expect([answer.status, answer.body]).toEqual([200, {}]);
    const event = await eventOf(desk, answer);
    expect(event.DecidedBy).toMatchObject([{ Source: 'GRANT', Policy: id, Sid: 'retired' }]);
    expect(Object.fromEntries(event.Parameters)).toMatchObject({
      GrantId: id,
      GranteePrincipal: grantee.arn,
      RetiringPrincipal: who.arn,
    });
    expect(await listGrants(desk, key)).toEqual([]);
    await expectRefused(desk, 'RetireGrant', retire(key.arn, id), {
      code: 'NotFoundException',
      message: `Grant ID ${id} not found`,
      as: who,
    });
  });

  it('is for the grantee of a grant that holds RetireGrant, by its token too', async () => {
    const key = await keyWith(desk);
    const who = await makeNobody(desk);
    const plain = await makeGrant(desk, key, who);
    const own = await makeGrant(desk, key, who, { Operations: ['Decrypt', 'RetireGrant'] });
    await expectRefused(
      desk,
      'RetireGrant',
      { GrantToken: plain.token },
      { ...refusal(who.arn, key.arn), as: who },
    );
    // A grant that holds it does not retire another one.
    await expectRefused(desk, 'RetireGrant', retire(key.arn, plain.id), {
      ...refusal(who.arn, key.arn),
      as: who,
    });
    const stranger = await makeNobody(desk);
    const event = await expectRefused(
      desk,
      'RetireGrant',
      { GrantToken: own.token },
      {
        ...refusal(stranger.arn, key.arn),
        as: stranger,
      },
    );
    expect(event.Parameters).toEqual([['GrantId', own.id]]);
    expect(JSON.stringify(event)).not.toContain(own.token);
    await succeed(desk, 'RetireGrant', { GrantToken: own.token }, who);
    expect(await listGrants(desk, key)).toMatchObject([{ GrantId: plain.id }]);
    await expectRefused(
      desk,
      'RetireGrant',
      { GrantToken: own.token },
      { code: 'NotFoundException', as: who },
    );
  });

  it('is for whom an identity policy allows it; the key’s policy can only deny it', async () => {
    const named = await makeNobody(desk);
    const key = await keyWith(desk, delegated(), { Principal: aws(named.arn), Action: 'kms:*' });
    const { id } = await makeGrant(desk, key, grantee);
    await expectRefused(desk, 'RetireGrant', retire(key.arn, id), {
      ...refusal(named.arn, key.arn),
      as: named,
    });
    await succeed(desk, 'RetireGrant', retire(key.arn, id), administrator);
    const denying = await keyWith(desk, delegated(), {
      Sid: 'no-retiring',
      Effect: 'Deny',
      Principal: '*',
      Action: 'kms:RetireGrant',
    });
    const other = await makeGrant(desk, denying, grantee, { RetiringPrincipal: named.arn });
    for (const as of [administrator, named]) {
      const event = await expectRefused(desk, 'RetireGrant', retire(denying.arn, other.id), {
        ...denied(as.arn, 'kms:RetireGrant', denying.arn, 'with an explicit deny in a resource-based policy'),
        as,
      });
      expect(event.DecidedBy).toMatchObject([{ Sid: 'no-retiring', Effect: 'Deny' }]);
    }
  });

  it('is listed as allowed for whom it is', async () => {
    const [who, named] = [await makeNobody(desk), await makeNobody(desk)];
    const key = await keyWith(desk, delegated(), { Principal: aws(named.arn), Action: 'kms:*' });
    await makeGrant(desk, key, grantee, { RetiringPrincipal: who.arn });
    await makeGrant(desk, key, who, { Operations: ['DescribeKey'] });
    const may = async (as: Service): Promise<boolean | undefined> => {
      const { Actions } = (await succeed(desk, 'Keydesk.ListAllowedActions', { KeyId: key.id }, as)) as {
        Actions: readonly { readonly Action: string; readonly Allowed: boolean }[];
      }; // its output
      return Actions.find(({ Action }) => Action === 'kms:RetireGrant')?.Allowed;
    };
    expect(await may(who)).toBe(true);
    expect(await may(administrator)).toBe(true);
    expect(await may(named)).toBe(false);
  });

  it('wants one form or the other, the key by its ARN', async () => {
    const key = await makeKey(desk);
    const { id, token } = await makeGrant(desk, key, grantee);
    const refused = (
      body: object,
      code: 'ValidationException' | 'NotFoundException',
      message?: string | RegExp,
    ) => expectRefused(desk, 'RetireGrant', body, { code, ...(message === undefined ? {} : { message }) });
    await refused({}, 'ValidationException');
    await refused({ KeyId: key.arn }, 'ValidationException');
    await refused({ GrantId: id }, 'ValidationException');
    await refused({ ...retire(key.arn, id), GrantToken: token }, 'ValidationException');
    await refused(retire(key.id, id), 'NotFoundException', `Invalid arn ${key.id}`);
    await refused(retire('alias/x', id), 'NotFoundException', 'Invalid arn alias/x');
    await refused(retire(key.arn, 'f'.repeat(64)), 'NotFoundException', /^Grant ID f{64} not found$/);
    const unknown = `arn:aws:kms:${REGION}:${ACCOUNT}:key/${UNKNOWN_ID}`;
    await refused(retire(unknown, id), 'NotFoundException', `Key '${unknown}' does not exist`);
    const other = await makeKey(desk);
    await refused(retire(other.arn, id), 'NotFoundException');
    await expectRefused(desk, 'RetireGrant', retire(key.arn, 'x'), { code: 'InvalidGrantIdException' });
    await expectRefused(
      desk,
      'RetireGrant',
      { GrantToken: 'TOKEN-77aa' },
      {
        code: 'InvalidGrantTokenException',
      },
    );
    expect(await listGrants(desk, key)).toHaveLength(1);
  });

  it('with DryRun changes nothing', async () => {
    const key = await makeKey(desk);
    const { id } = await makeGrant(desk, key, grantee);
    await expectRefused(
      desk,
      'RetireGrant',
      { ...retire(key.arn, id), DryRun: true },
      {
        code: 'DryRunOperationException',
      },
    );
    await expectRefused(
      desk,
      'RevokeGrant',
      { KeyId: key.id, GrantId: id, DryRun: true },
      {
        code: 'DryRunOperationException',
      },
    );
    await expectRefused(
      desk,
      'RevokeGrant',
      { KeyId: key.id, GrantId: 'f'.repeat(64), DryRun: true },
      {
        code: 'NotFoundException',
      },
    );
    expect(await listGrants(desk, key)).toHaveLength(1);
  });
});

describe('RevokeGrant', () => {
  it('ends a grant at once; a second time it is not found', async () => {
    const key = await makeKey(desk);
    const CiphertextBlob = (await succeed(desk, 'Encrypt', { KeyId: key.id, Plaintext: base64('x') }))[
      'CiphertextBlob'
    ];
    const { id } = await makeGrant(desk, key, grantee, { Name: 'gone' });
    await succeed(desk, 'Decrypt', { CiphertextBlob }, grantee);
    const answer = await desk.call('RevokeGrant', { KeyId: key.arn, GrantId: id });
    expect([answer.status, answer.body]).toEqual([200, {}]);
    expect(Object.fromEntries((await eventOf(desk, answer)).Parameters)).toMatchObject({
      GrantId: id,
      Name: 'gone',
      Operations: 'Decrypt',
    });
    await expectRefused(
      desk,
      'Decrypt',
      { CiphertextBlob },
      {
        ...denied(grantee.arn, 'kms:Decrypt', key.arn, SILENT_IDENTITY('kms:Decrypt')),
        as: grantee,
      },
    );
    await expectRefused(
      desk,
      'RevokeGrant',
      { KeyId: key.id, GrantId: id },
      {
        code: 'NotFoundException',
        message: `Grant ID ${id} not found`,
      },
    );
  });

  it('works on a disabled key and on one that waits for its deletion', async () => {
    for (const state of ['DisableKey', 'ScheduleKeyDeletion']) {
      const key = await makeKey(desk);
      const [one, two] = [await makeGrant(desk, key, grantee), await makeGrant(desk, key, grantee)];
      await succeed(desk, state, { KeyId: key.id });
      await succeed(desk, 'RevokeGrant', { KeyId: key.id, GrantId: one.id });
      await succeed(desk, 'RetireGrant', { KeyId: key.arn, GrantId: two.id });
      expect(await listGrants(desk, key)).toEqual([]);
    }
  });

  it('is not the retiring principal’s, nor the grantee’s', async () => {
    const key = await makeKey(desk);
    const who = await makeNobody(desk);
    const { id } = await makeGrant(desk, key, who, {
      Operations: ['Decrypt', 'RetireGrant'],
      RetiringPrincipal: who.arn,
    });
    await expectRefused(
      desk,
      'RevokeGrant',
      { KeyId: key.id, GrantId: id },
      {
        ...denied(who.arn, 'kms:RevokeGrant', key.arn, SILENT_IDENTITY('kms:RevokeGrant')),
        as: who,
        unchanged: key,
      },
    );
    await expectRefused(
      desk,
      'RevokeGrant',
      { KeyId: key.id, GrantId: 'x' },
      {
        code: 'InvalidGrantIdException',
      },
    );
    expect(await listGrants(desk, key)).toHaveLength(1);
  });
});

it('has written no error to the operational log', () => {
  expectQuiet(desk);
});
