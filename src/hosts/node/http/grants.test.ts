/** CreateGrant, ListGrants, ListRetirableGrants: what is taken, what is refused in which words, what is shown (kms-api.md §5.5, §7). */
import { describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  eventOf,
  expectQuiet,
  expectRefused,
  makeKey,
  makeService,
  OPERATOR,
  REGION,
  succeed,
  UNKNOWN_ID,
  useDesk,
  useKey,
  useService,
} from './testing/conformance.ts';
import { listGrants, makeGrant, makeNobody, type Listed } from './testing/grants.ts';
import { denied, SILENT_IDENTITY } from './testing/policies.ts';

const desk = useDesk();
const key = useKey(desk);
const grantee = useService(desk, 'grantee');
const retirer = useService(desk, 'retirer');

const ask = (members: object): object => ({
  KeyId: key.id,
  GranteePrincipal: grantee.arn,
  Operations: ['Decrypt'],
  ...members,
});

describe('CreateGrant', () => {
  it('answers an id of 64 hex digits and a token, and lists all but the token', async () => {
    const fresh = await makeKey(desk);
    const before = Math.floor(Date.now() / 1000);
    const { id, token } = await makeGrant(desk, fresh, grantee, {
      Name: 'reports:2026/11_a-b',
      Operations: ['Encrypt', 'Decrypt', 'Decrypt'],
      RetiringPrincipal: retirer.arn,
      Constraints: {
        EncryptionContextSubset: { tenant: 'acme', __proto__: 'x' },
        EncryptionContextEquals: JSON.parse('{"tenant":"acme","__proto__":"y"}') as object,
      },
    });
    expect(id).toMatch(/^[0-9a-f]{64}$/);
    expect(token).toMatch(/^[A-Za-z0-9+/]+=*$/);
    const [listed, ...others] = await listGrants(desk, fresh);
    expect(others).toEqual([]);
    expect(listed).toEqual({
      KeyId: fresh.arn,
      GrantId: id,
      Name: 'reports:2026/11_a-b',
      CreationDate: expect.any(Number) as number,
      GranteePrincipal: grantee.arn,
      RetiringPrincipal: retirer.arn,
      IssuingAccount: `arn:aws:iam::${ACCOUNT}:root`,
      Operations: ['Decrypt', 'Encrypt'],
      Constraints: {
        EncryptionContextEquals: JSON.parse('{"tenant":"acme","__proto__":"y"}') as object,
        EncryptionContextSubset: { tenant: 'acme' },
      },
    });
    expect(listed?.CreationDate).toBeGreaterThanOrEqual(before);
    expect(listed?.CreationDate).toBeLessThan(before + 60);
  });

  it('takes the key’s ARN and the account as grantee, and shows an empty name', async () => {
    const fresh = await makeKey(desk);
    const root = `arn:aws:iam::${ACCOUNT}:root`;
    const session = `arn:aws:sts::${ACCOUNT}:assumed-role/grantee/night`;
    await makeGrant(desk, { ...fresh, id: fresh.arn }, { arn: root });
    await makeGrant(desk, fresh, { arn: session });
    const listed = await listGrants(desk, fresh);
    expect(listed.map(({ GranteePrincipal }) => GranteePrincipal).sort()).toEqual([root, session].sort());
    for (const each of listed) {
      expect(each.Name).toBe('');
      expect(Object.keys(each)).not.toContain('Constraints');
      expect(Object.keys(each)).not.toContain('RetiringPrincipal');
    }
  });

  it.each<readonly [string, object, string, string | RegExp]>([
    [
      'an operation of other keys',
      { Operations: ['Sign', 'Decrypt'] },
      'ValidationException',
      'Operations [Sign] are not supported when creating a grant for a symmetric KMS key with key usage ENCRYPT_DECRYPT. Valid operations are [CreateGrant, Decrypt, DescribeKey, Encrypt, GenerateDataKey, GenerateDataKeyPair, GenerateDataKeyPairWithoutPlaintext, GenerateDataKeyWithoutPlaintext, ReEncryptFrom, ReEncryptTo, RetireGrant]',
    ],
    [
      'CreateGrant alone',
      { Operations: ['CreateGrant'] },
      'ValidationException',
      'Grants must not contain only the CreateGrant operation.',
    ],
    ['no operation', { Operations: [] }, 'ValidationException', /'operations' failed to satisfy/],
    [
      'an operation that is none',
      { Operations: ['PutKeyPolicy'] },
      'ValidationException',
      /at 'operations.1.member' failed to satisfy constraint: Member must satisfy enum value set/,
    ],
    ['no grantee', { GranteePrincipal: null }, 'ValidationException', /GranteePrincipal or Grantee/],
    [
      'two grantees',
      { GranteeServicePrincipal: 'ec2.amazonaws.com' },
      'ValidationException',
      /cannot specify both Grantee/,
    ],
    [
      'two who retire',
      { RetiringPrincipal: 'arn:aws:iam::1:root', RetiringServicePrincipal: 'a' },
      'ValidationException',
      /cannot specify both Retiring/,
    ],
    [
      'a service of AWS',
      { GranteePrincipal: null, GranteeServicePrincipal: 'ec2.amazonaws.com' },
      'UnsupportedOperationException',
      /GranteeServicePrincipal/,
    ],
    [
      'a service of AWS that retires',
      { RetiringServicePrincipal: 'ec2.amazonaws.com' },
      'UnsupportedOperationException',
      /RetiringServicePrincipal/,
    ],
    [
      'a resource of AWS',
      { Constraints: { SourceArn: 'arn:aws:s3:::b' } },
      'UnsupportedOperationException',
      /SourceArn/,
    ],
    [
      'nine pairs',
      {
        Constraints: {
          EncryptionContextEquals: Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`n${i}`, 'v'])),
        },
      },
      'ValidationException',
      /9 pairs/,
    ],
    [
      'a long value',
      { Constraints: { EncryptionContextSubset: { a: 'x'.repeat(385) } } },
      'ValidationException',
      /385 characters/,
    ],
    [
      'an empty name of a pair',
      { Constraints: { EncryptionContextSubset: { '': 'x' } } },
      'ValidationException',
      /empty key/,
    ],
    [
      'a pair that is no text',
      { Constraints: { EncryptionContextSubset: { a: 1 } } },
      'SerializationException',
      /Constraints.EncryptionContextSubset/,
    ],
    ['a name with a space', { Name: 'a b' }, 'ValidationException', /'name' failed/],
    ['a name too long', { Name: 'a'.repeat(257) }, 'ValidationException', /'name' failed/],
    ['everybody', { GranteePrincipal: '*' }, 'ValidationException', /'granteePrincipal' failed/],
    [
      'an alias',
      { KeyId: 'alias/x' },
      'InvalidArnException',
      'Key Aliases are not supported for this operation.',
    ],
    [
      'an unknown key',
      { KeyId: UNKNOWN_ID },
      'NotFoundException',
      `Key 'arn:aws:kms:${REGION}:${ACCOUNT}:key/${UNKNOWN_ID}' does not exist`,
    ],
    ['a foreign token', { GrantTokens: ['TOKEN-77aa'] }, 'InvalidGrantTokenException', /grant token/],
  ])('refuses %s', async (_, members, code, message) => {
    const before = await listGrants(desk, key);
    await expectRefused(desk, 'CreateGrant', ask(members), {
      code: code as 'ValidationException', // one of the codes that the operation declares, which expectRefused holds
      message,
      unchanged: key,
    });
    expect(await listGrants(desk, key)).toEqual(before);
  });

  it.each([
    'nobody',
    'arn:aws:iam::999999999999:role/grantee',
    `arn:aws:iam::${ACCOUNT}:role/not-there`,
    `arn:aws:iam::${ACCOUNT}:user/grantee`,
    `arn:aws:iam::${ACCOUNT}:group/grantee`,
    `arn:aws:iam::${ACCOUNT}:role/`,
    `arn:aws:iam::${ACCOUNT}:root/x`,
    `arn:aws:sts::${ACCOUNT}:assumed-role/grantee`,
    `arn:aws:sts::${ACCOUNT}:assumed-role/not-there/s`,
    `arn:aws:sts::${ACCOUNT}:assumed-role/grantee/s/t`,
    `arn:aws:sts::${ACCOUNT}:federated-user/grantee`,
    `arn:aws:iam::${ACCOUNT}:assumed-role/grantee/s`,
    `arn:aws:sts::${ACCOUNT}:root`,
    ACCOUNT,
  ])('does not know the principal %s', async (arn) => {
    const refusal = {
      code: 'InvalidArnException',
      message: `ARN does not refer to a valid principal: ${arn}`,
    } as const;
    await expectRefused(desk, 'CreateGrant', ask({ GranteePrincipal: arn }), refusal);
    await expectRefused(desk, 'CreateGrant', ask({ RetiringPrincipal: arn }), refusal);
  });

  it('is the same grant when asked again by its name with the same rest, with a new token', async () => {
    const fresh = await makeKey(desk);
    const members = {
      Name: 'once',
      Operations: ['Encrypt', 'Decrypt'],
      Constraints: { EncryptionContextEquals: { a: '1', b: '2' } },
    };
    const first = await makeGrant(desk, fresh, grantee, members);
    const again = await makeGrant(desk, fresh, grantee, {
      ...members,
      Operations: ['Decrypt', 'Encrypt'],
      Constraints: { EncryptionContextEquals: { b: '2', a: '1' } },
    });
    expect(again.id).toBe(first.id);
    expect(again.token).not.toBe(first.token);
    // Row 25 of the emulators' faults: a name is not unique.
    const others = [
      await makeGrant(desk, fresh, grantee, { ...members, Operations: ['Decrypt'] }),
      await makeGrant(desk, fresh, retirer, members),
      await makeGrant(desk, fresh, grantee, { ...members, Constraints: undefined }),
      await makeGrant(desk, fresh, grantee, { ...members, RetiringPrincipal: retirer.arn }),
      await makeGrant(desk, fresh, grantee, {}),
      await makeGrant(desk, fresh, grantee, {}),
    ];
    expect(new Set([first.id, ...others.map(({ id }) => id)]).size).toBe(7);
    expect(await listGrants(desk, fresh)).toHaveLength(7);
    // Both tokens are its own.
    for (const { token } of [first, again])
      await succeed(desk, 'DescribeKey', { KeyId: fresh.id, GrantTokens: [token] });
  });

  it('says in the log what was granted, and never the token', async () => {
    const answer = await desk.call('CreateGrant', {
      KeyId: key.id,
      GranteePrincipal: grantee.arn,
      Operations: ['Decrypt', 'DescribeKey'],
      RetiringPrincipal: retirer.arn,
      Name: 'logged',
      Constraints: { EncryptionContextSubset: { tenant: 'acme' } },
    });
    const { GrantId, GrantToken } = answer.body as { GrantId: string; GrantToken: string }; // CreateGrant's output
    const event = await eventOf(desk, answer);
    expect(event).toMatchObject({ Operation: 'CreateGrant', Outcome: 'allowed', KeyId: key.id });
    expect(Object.fromEntries(event.Parameters)).toMatchObject({
      GrantId,
      GranteePrincipal: grantee.arn,
      Operations: 'Decrypt DescribeKey',
      RetiringPrincipal: retirer.arn,
      Name: 'logged',
      'EncryptionContextSubset tenant': 'acme',
    });
    expect(event.Changes).toHaveLength(1);
    expect(JSON.stringify(event)).not.toContain(GrantToken);
    expectQuiet(desk, [GrantToken]);
  });

  it('needs kms:CreateGrant on the key', async () => {
    const as = await makeNobody(desk);
    const refusal = denied(as.arn, 'kms:CreateGrant', key.arn, SILENT_IDENTITY('kms:CreateGrant'));
    const event = await expectRefused(desk, 'CreateGrant', ask({}), { ...refusal, as, unchanged: key });
    expect(Object.fromEntries(event.Parameters)).toEqual({
      GranteePrincipal: grantee.arn,
      Operations: 'Decrypt',
    });
  });

  it('follows the key’s state, and DryRun says what would have been', async () => {
    const fresh = await makeKey(desk);
    const asked = { ...ask({}), KeyId: fresh.id };
    await expectRefused(
      desk,
      'CreateGrant',
      { ...asked, DryRun: true },
      {
        code: 'DryRunOperationException',
        message: 'The request would have succeeded, but the DryRun option is set.',
      },
    );
    await expectRefused(
      desk,
      'CreateGrant',
      { ...asked, DryRun: true, Operations: ['CreateGrant'] },
      { code: 'ValidationException' },
    );
    expect(await listGrants(desk, fresh)).toEqual([]);
    const { id } = await makeGrant(desk, fresh, grantee);
    await succeed(desk, 'DisableKey', { KeyId: fresh.id });
    const refusal = { code: 'DisabledException', message: `${fresh.arn} is disabled.` } as const;
    await expectRefused(desk, 'CreateGrant', asked, refusal);
    await succeed(desk, 'ScheduleKeyDeletion', { KeyId: fresh.id });
    await expectRefused(desk, 'CreateGrant', asked, {
      code: 'KMSInvalidStateException',
      message: `${fresh.arn} is pending deletion.`,
    });
    expect(await listGrants(desk, fresh)).toHaveLength(1);
    await succeed(desk, 'RevokeGrant', { KeyId: fresh.id, GrantId: id });
    expect(await listGrants(desk, fresh)).toEqual([]);
  });
});

describe('ListGrants', () => {
  it('pages, and tells by grantee and by id', async () => {
    const fresh = await makeKey(desk);
    const ids: string[] = [];
    for (let i = 0; i < 7; i++) ids.push((await makeGrant(desk, fresh, i % 2 === 0 ? grantee : retirer)).id);
    const seen: string[] = [];
    let marker: unknown;
    for (let page = 0; page < 3; page++) {
      const body = await succeed(desk, 'ListGrants', {
        KeyId: fresh.id,
        Limit: 3,
        ...(marker === undefined ? {} : { Marker: marker }),
      });
      seen.push(...(body['Grants'] as readonly Listed[]).map(({ GrantId }) => GrantId)); // ListGrants' output
      expect(body['Truncated']).toBe(page < 2);
      expect('NextMarker' in body).toBe(page < 2);
      marker = body['NextMarker'] ?? marker;
    }
    expect(seen.sort()).toEqual(ids.toSorted());
    expect(await listGrants(desk, fresh, { GranteePrincipal: retirer.arn })).toHaveLength(3);
    expect(await listGrants(desk, fresh, { GrantId: ids[2] })).toMatchObject([{ GrantId: ids[2] }]);
    expect(await listGrants(desk, fresh, { GrantId: ids[2], GranteePrincipal: retirer.arn })).toEqual([]);
    expect(await listGrants(desk, fresh, { GranteePrincipal: `arn:aws:iam::${ACCOUNT}:role/who` })).toEqual(
      [],
    );
    // An unknown id is an empty list; one of another key too.
    expect(await listGrants(desk, fresh, { GrantId: 'f'.repeat(64) })).toEqual([]);
    expect(await listGrants(desk, key, { GrantId: ids[2] })).toEqual([]);
    for (const body of [
      { KeyId: key.id, Marker: marker },
      { KeyId: fresh.id, Marker: marker, GranteePrincipal: retirer.arn },
      { KeyId: fresh.id, Marker: 'bad' },
    ])
      await expectRefused(desk, 'ListGrants', body, { code: 'InvalidMarkerException' });
  });

  it.each<
    readonly [object, 'InvalidGrantIdException' | 'ValidationException' | 'UnsupportedOperationException']
  >([
    [{ GrantId: 'x' }, 'InvalidGrantIdException'],
    [{ GrantId: 'G'.repeat(64) }, 'InvalidGrantIdException'],
    [{ GrantId: 'a'.repeat(129) }, 'ValidationException'],
    [{ Limit: 0 }, 'ValidationException'],
    [{ Limit: 101 }, 'ValidationException'],
    [{ GranteeServicePrincipal: 'ec2.amazonaws.com' }, 'UnsupportedOperationException'],
  ])('refuses %j', async (members, code) => {
    await expectRefused(desk, 'ListGrants', { KeyId: key.id, ...members }, { code });
  });

  it('is empty for a key without grants (row 21), and needs its permission', async () => {
    const fresh = await makeKey(desk);
    expect(await succeed(desk, 'ListGrants', { KeyId: fresh.arn })).toEqual({ Grants: [], Truncated: false });
    const as = await makeNobody(desk);
    await expectRefused(
      desk,
      'ListGrants',
      { KeyId: fresh.id },
      {
        ...denied(as.arn, 'kms:ListGrants', fresh.arn, SILENT_IDENTITY('kms:ListGrants')),
        as,
      },
    );
  });
});

describe('ListRetirableGrants', () => {
  it('lists over keys what names the principal, page by page', async () => {
    const who = await makeNobody(desk);
    const keys = [await makeKey(desk), await makeKey(desk), await makeKey(desk)];
    const ids: string[] = [];
    for (const each of keys)
      ids.push((await makeGrant(desk, each, grantee, { RetiringPrincipal: who.arn })).id);
    await makeGrant(desk, key, who);
    const first = await succeed(desk, 'ListRetirableGrants', { RetiringPrincipal: who.arn, Limit: 2 });
    expect(first['Truncated']).toBe(true);
    const rest = await succeed(desk, 'ListRetirableGrants', {
      RetiringPrincipal: who.arn,
      Marker: first['NextMarker'],
    });
    expect(rest['Truncated']).toBe(false);
    const grants = [first, rest].flatMap((page) => page['Grants'] as readonly Listed[]); // its output
    expect(grants.map(({ GrantId }) => GrantId).sort()).toEqual(ids.toSorted());
    expect(new Set(grants.map(({ KeyId }) => KeyId))).toEqual(new Set(keys.map(({ arn }) => arn)));
    expect(grants[0]).toMatchObject({ RetiringPrincipal: who.arn, GranteePrincipal: grantee.arn });
    await expectRefused(
      desk,
      'ListRetirableGrants',
      { RetiringPrincipal: grantee.arn, Marker: first['NextMarker'] },
      { code: 'InvalidMarkerException' },
    );
    // Decided by identity policies alone.
    await expectRefused(
      desk,
      'ListRetirableGrants',
      { RetiringPrincipal: who.arn },
      {
        ...denied(who.arn, 'kms:ListRetirableGrants', '*', SILENT_IDENTITY('kms:ListRetirableGrants')),
        as: who,
      },
    );
  });

  it('wants a principal, of this desk’s kind', async () => {
    await expectRefused(desk, 'ListRetirableGrants', {}, { code: 'ValidationException' });
    await expectRefused(
      desk,
      'ListRetirableGrants',
      { RetiringServicePrincipal: 'ec2.amazonaws.com' },
      { code: 'UnsupportedOperationException' },
    );
    expect(await succeed(desk, 'ListRetirableGrants', { RetiringPrincipal: OPERATOR })).toEqual({
      Grants: [],
      Truncated: false,
    });
  });
});

describe('a principal that is gone', () => {
  it('is shown by its id, and who gets the name gains nothing', async () => {
    const fresh = await makeKey(desk);
    const Plaintext = Buffer.from('x').toString('base64');
    const { CiphertextBlob } = await succeed(desk, 'Encrypt', { KeyId: fresh.id, Plaintext });
    const first = await makeService(desk, 'twice');
    const { id } = await makeGrant(desk, fresh, first, { RetiringPrincipal: first.arn });
    await succeed(desk, 'Decrypt', { CiphertextBlob }, first);
    const services = (await succeed(desk, 'Keydesk.ListServices'))['Services'] as readonly {
      Name: string;
      PrincipalId: string;
    }[]; // ListServices' output
    const gone = services.find(({ Name }) => Name === 'twice')?.PrincipalId;
    await succeed(desk, 'Keydesk.DeleteService', { PrincipalId: gone });
    const second = await makeService(desk, 'twice');
    expect(second.arn).toBe(first.arn);
    const refusal = denied(second.arn, 'kms:Decrypt', fresh.arn, SILENT_IDENTITY('kms:Decrypt'));
    await expectRefused(desk, 'Decrypt', { CiphertextBlob }, { ...refusal, as: second });
    await expectRefused(
      desk,
      'RetireGrant',
      { KeyId: fresh.arn, GrantId: id },
      { ...denied(second.arn, 'kms:RetireGrant', fresh.arn, SILENT_IDENTITY('kms:RetireGrant')), as: second },
    );
    expect(await listGrants(desk, fresh)).toMatchObject([
      { GrantId: id, GranteePrincipal: gone, RetiringPrincipal: gone },
    ]);
    expect(await listGrants(desk, fresh, { GranteePrincipal: second.arn })).toEqual([]);
    expect(await listGrants(desk, fresh, { GranteePrincipal: gone })).toHaveLength(1);
    // The same name, but another grantee: another grant.
    const other = await makeGrant(desk, fresh, second);
    expect(other.id).not.toBe(id);
    await succeed(desk, 'Decrypt', { CiphertextBlob }, second);
  });
});

it('has written no error to the operational log', () => {
  expectQuiet(desk);
});
