/** What a grant lets its grantee do: alone, under constraints, against a Deny, passed on; and what the log says of it (kms-api.md §7, §8.1). */
import { describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  base64,
  eventOf,
  expectQuiet,
  expectRefused,
  makeKey,
  makeService,
  succeed,
  useDesk,
  useService,
  type Key,
  type Service,
} from './testing/conformance.ts';
import { listGrants, makeGrant, makeNobody } from './testing/grants.ts';
import {
  aws,
  delegated,
  denied,
  keyWith,
  kept,
  policyOf,
  SILENT_IDENTITY,
  SILENT_RESOURCE,
} from './testing/policies.ts';

const desk = useDesk();
const other = useService(desk, 'other');
const byText = (a: string, b: string): number => (a < b ? -1 : 1);
const Plaintext = base64('4111 1111 1111 1111');

const seal = async (key: Key, EncryptionContext?: object): Promise<string> =>
  (await succeed(desk, 'Encrypt', { KeyId: key.id, Plaintext, EncryptionContext }))[
    'CiphertextBlob'
  ] as string; // Encrypt's output
const refuse = (
  as: Service,
  key: Key,
  operation: string,
  body: object,
  action = `kms:${operation}`,
  reason = SILENT_IDENTITY,
) => expectRefused(desk, operation, body, { ...denied(as.arn, action, key.arn, reason(action)), as });

describe('a grant alone', () => {
  it('lets its grantee, who has no policy, do what it holds and nothing else', async () => {
    const key = await makeKey(desk);
    const as = await makeNobody(desk);
    const CiphertextBlob = await seal(key);
    const calls: readonly (readonly [string, string, object])[] = [
      ['Encrypt', 'Encrypt', { KeyId: key.id, Plaintext }],
      ['Decrypt', 'Decrypt', { CiphertextBlob }],
      ['GenerateDataKey', 'GenerateDataKey', { KeyId: key.arn, NumberOfBytes: 8 }],
      [
        'GenerateDataKeyWithoutPlaintext',
        'GenerateDataKeyWithoutPlaintext',
        { KeyId: key.id, NumberOfBytes: 8 },
      ],
      ['DescribeKey', 'DescribeKey', { KeyId: key.id }],
    ];
    for (const [operation, , body] of calls) await refuse(as, key, operation, body);
    for (const [operation, granted, body] of calls) {
      const { id } = await makeGrant(desk, key, as, { Operations: [granted] });
      await succeed(desk, operation, body, as);
      for (const [not, , its] of calls) if (not !== operation) await refuse(as, key, not, its);
      await refuse(other, key, operation, body);
      await succeed(desk, 'RevokeGrant', { KeyId: key.id, GrantId: id });
      await refuse(as, key, operation, body);
    }
  });

  it('works without delegation to the account too', async () => {
    const key = await keyWith(desk);
    const as = await makeNobody(desk);
    const body = { KeyId: key.id, Plaintext };
    await refuse(as, key, 'Encrypt', body, 'kms:Encrypt', SILENT_RESOURCE);
    await makeGrant(desk, key, as, { Operations: ['Encrypt'] });
    await succeed(desk, 'Encrypt', body, as);
  });

  it('needs both halves of ReEncrypt', async () => {
    const [from, to] = [await makeKey(desk), await makeKey(desk)];
    const as = await makeNobody(desk);
    const body = { CiphertextBlob: await seal(from), DestinationKeyId: to.id };
    await makeGrant(desk, from, as, { Operations: ['ReEncryptFrom'] });
    await refuse(as, to, 'ReEncrypt', body, 'kms:ReEncryptTo');
    const { id } = await makeGrant(desk, to, as, { Operations: ['ReEncryptTo'], Name: 'to' });
    const answer = await desk.call('ReEncrypt', body, as);
    expect(answer.status).toBe(200);
    expect((await eventOf(desk, answer)).DecidedBy).toMatchObject([
      { Source: 'GRANT', Effect: 'Allow' },
      { Source: 'GRANT', Policy: id, Sid: 'to' },
    ]);
    await succeed(desk, 'RevokeGrant', { KeyId: to.id, GrantId: id });
    await refuse(as, to, 'ReEncrypt', body, 'kms:ReEncryptTo');
  });

  it('is named by the event of what it decided; where a policy decides, the policy is', async () => {
    const as = await makeService(desk, 'decided');
    const key = await keyWith(desk, delegated());
    const { id } = await makeGrant(desk, key, as, { Name: 'nightly', Operations: ['Encrypt'] });
    const body = { KeyId: key.id, Plaintext };
    const byGrant = await eventOf(desk, await desk.call('Encrypt', body, as));
    expect(byGrant.DecidedBy).toEqual([
      {
        Source: 'GRANT',
        Policy: id,
        Version: 1,
        Digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        Statement: 0,
        Sid: 'nightly',
        Effect: 'Allow',
      },
    ]);
    await succeed(desk, 'PutKeyPolicy', {
      KeyId: key.id,
      Policy: policyOf(kept(), { Sid: 'named', Principal: aws(as.arn), Action: 'kms:Encrypt' }),
    });
    const byPolicy = await eventOf(desk, await desk.call('Encrypt', body, as));
    expect(byPolicy.DecidedBy).toMatchObject([{ Source: 'KEY_POLICY', Sid: 'named' }]);
  });

  it('is beaten by a Deny', async () => {
    const as = await makeNobody(desk);
    const key = await keyWith(desk, delegated(), {
      Sid: 'never',
      Effect: 'Deny',
      Principal: aws(as.arn),
      Action: 'kms:Decrypt',
    });
    await makeGrant(desk, key, as, { Operations: ['Decrypt', 'Encrypt'] });
    await succeed(desk, 'Encrypt', { KeyId: key.id, Plaintext }, as);
    const body = { CiphertextBlob: await seal(key) };
    const event = await refuse(
      as,
      key,
      'Decrypt',
      body,
      'kms:Decrypt',
      () => 'with an explicit deny in a resource-based policy',
    );
    expect(event.DecidedBy).toMatchObject([{ Source: 'KEY_POLICY', Sid: 'never', Effect: 'Deny' }]);
  });

  it('for the account is for its root alone', async () => {
    const as = await makeNobody(desk);
    const key = await makeKey(desk);
    await makeGrant(desk, key, { arn: `arn:aws:iam::${ACCOUNT}:root` });
    await refuse(as, key, 'Decrypt', { CiphertextBlob: await seal(key) });
  });

  it('for one session of a role is not for the role', async () => {
    const as = await makeService(desk, 'sessions');
    const key = await makeKey(desk);
    await makeGrant(desk, key, { arn: `arn:aws:sts::${ACCOUNT}:assumed-role/sessions/night` });
    await refuse(as, key, 'Decrypt', { CiphertextBlob: await seal(key) });
  });
});

describe('constraints', () => {
  it('hold the context whole, or in part, names without case', async () => {
    const key = await makeKey(desk);
    const as = await makeNobody(desk);
    const try_ = async (
      Constraints: object,
      good: readonly object[],
      bad: readonly (object | undefined)[],
    ) => {
      const { id } = await makeGrant(desk, key, as, { Operations: ['Encrypt', 'DescribeKey'], Constraints });
      for (const EncryptionContext of good)
        await succeed(desk, 'Encrypt', { KeyId: key.id, Plaintext, EncryptionContext }, as);
      for (const EncryptionContext of bad)
        await refuse(as, key, 'Encrypt', { KeyId: key.id, Plaintext, EncryptionContext });
      await succeed(desk, 'DescribeKey', { KeyId: key.id }, as);
      await succeed(desk, 'RevokeGrant', { KeyId: key.id, GrantId: id });
    };
    await try_(
      { EncryptionContextEquals: { tenant: 'acme' } },
      [{ tenant: 'acme' }, { TENANT: 'acme' }],
      [
        undefined,
        {},
        { tenant: 'Acme' },
        { tenant: 'acme', record: '1' },
        { tenant: 'acme', TENANT: 'acme' },
      ],
    );
    await try_(
      { EncryptionContextSubset: { tenant: 'acme' } },
      [{ tenant: 'acme' }, { Tenant: 'acme', record: '1' }],
      [undefined, { record: '1' }, { tenant: 'acm' }],
    );
    await try_(
      { EncryptionContextEquals: { tenant: 'acme', a: 'b' }, EncryptionContextSubset: { tenant: 'acme' } },
      [{ a: 'b', tenant: 'acme' }],
      [{ tenant: 'acme' }],
    );
    await try_({ EncryptionContextEquals: {} }, [{}], [{ tenant: 'acme' }]);
    await try_({ EncryptionContextSubset: {} }, [{}, { tenant: 'acme' }], []);
  });

  it('leave the ciphertext’s own check exact', async () => {
    const key = await makeKey(desk);
    const as = await makeNobody(desk);
    await makeGrant(desk, key, as, { Constraints: { EncryptionContextEquals: { tenant: 'acme' } } });
    const CiphertextBlob = await seal(key, { tenant: 'acme' });
    await succeed(desk, 'Decrypt', { CiphertextBlob, EncryptionContext: { tenant: 'acme' } }, as);
    await expectRefused(
      desk,
      'Decrypt',
      { CiphertextBlob, EncryptionContext: { Tenant: 'acme' } },
      {
        code: 'InvalidCiphertextException',
        as,
      },
    );
  });

  it('of ReEncrypt look at each side’s own context', async () => {
    const key = await makeKey(desk);
    const as = await makeNobody(desk);
    const constrained = (tenant: string) => ({ EncryptionContextEquals: { tenant } });
    await makeGrant(desk, key, as, { Operations: ['ReEncryptFrom'], Constraints: constrained('a') });
    await makeGrant(desk, key, as, { Operations: ['ReEncryptTo'], Constraints: constrained('b') });
    const body = {
      CiphertextBlob: await seal(key, { tenant: 'a' }),
      SourceEncryptionContext: { tenant: 'a' },
      DestinationKeyId: key.id,
    };
    await succeed(desk, 'ReEncrypt', { ...body, DestinationEncryptionContext: { tenant: 'b' } }, as);
    for (const DestinationEncryptionContext of [undefined, { tenant: 'a' }])
      await refuse(as, key, 'ReEncrypt', { ...body, DestinationEncryptionContext }, 'kms:ReEncryptTo');
  });
});

it('is what the log is searched by: what it decided, and nothing beside it', async () => {
  const key = await makeKey(desk);
  const as = await makeNobody(desk);
  const { id } = await makeGrant(desk, key, as, { Operations: ['Encrypt'] });
  const another = await makeGrant(desk, key, as, { Operations: ['DescribeKey'] });
  const asked = { KeyId: key.id, Plaintext };
  await succeed(desk, 'Encrypt', asked, as);
  await succeed(desk, 'Encrypt', asked);
  await refuse(as, key, 'GenerateDataKey', { KeyId: key.id, NumberOfBytes: 8 });
  await succeed(desk, 'DescribeKey', { KeyId: key.id }, as);
  await succeed(desk, 'RevokeGrant', { KeyId: key.id, GrantId: id });
  const found = async (GrantId: string): Promise<readonly string[]> => {
    const { Events } = (await succeed(desk, 'Keydesk.SearchAuditEvents', { GrantId })) as {
      Events: readonly { Operation: string; Principal: string }[];
    }; // its output
    return Events.map(({ Operation, Principal }) => `${Operation} ${Principal}`);
  };
  expect(await found(id)).toEqual([`Encrypt ${as.arn}`]);
  expect(await found(another.id)).toEqual([`DescribeKey ${as.arn}`]);
  expect(await found('0'.repeat(64))).toEqual([]);
  const { Total } = await succeed(desk, 'Keydesk.SummarizeAuditEvents', { GrantId: id });
  expect(Total).toEqual({ Allowed: 1, Denied: 0, Failed: 0 });
});

describe('passing on', () => {
  it('gives at most what one parent gives, as strictly; the child outlives it', async () => {
    const key = await keyWith(desk);
    const [first, second] = [await makeNobody(desk), await makeNobody(desk)];
    const parent = await makeGrant(desk, key, first, {
      Operations: ['CreateGrant', 'Encrypt', 'Decrypt'],
      Constraints: { EncryptionContextSubset: { tenant: 'acme' } },
    });
    const plain = await makeGrant(desk, key, first, { Operations: ['CreateGrant', 'GenerateDataKey'] });
    const pass = (members: object): object => ({
      KeyId: key.id,
      GranteePrincipal: second.arn,
      Operations: ['Decrypt'],
      Constraints: { EncryptionContextSubset: { tenant: 'acme' } },
      ...members,
    });
    const [stricter, lacks] = ['has stricter constraints than the new one', 'does not hold'];
    for (const [wider, why] of [
      [{ Constraints: undefined }, stricter],
      [{ Constraints: { EncryptionContextSubset: { tenant: 'other' } } }, stricter],
      [{ Constraints: { EncryptionContextEquals: { record: '1' } } }, stricter],
      [{ Operations: ['Decrypt', 'DescribeKey'] }, `${lacks} DescribeKey`],
      // Of two parents together, but of neither alone.
      [{ Operations: ['Decrypt', 'Encrypt', 'GenerateDataKey'] }, `${lacks} GenerateDataKey`],
    ] as const) {
      const reason = `${SILENT_RESOURCE('kms:CreateGrant')}, and grant ${parent.id}, which holds CreateGrant, ${why}`;
      const event = await refuse(first, key, 'CreateGrant', pass(wider), 'kms:CreateGrant', () => reason);
      expect(event.Reason).toBe(reason);
    }
    const answer = await desk.call(
      'CreateGrant',
      pass({ Constraints: { EncryptionContextEquals: { Tenant: 'acme', record: '1' } } }),
      first,
    );
    expect(answer.status).toBe(200);
    const event = await eventOf(desk, answer);
    expect(event.DecidedBy).toMatchObject([{ Source: 'GRANT', Policy: parent.id }]);
    expect(event.Parameters).toContainEqual(['ParentGrantId', parent.id]);
    const context = { tenant: 'acme', record: '1' };
    const CiphertextBlob = await seal(key, context);
    const use = { CiphertextBlob, EncryptionContext: context };
    await succeed(desk, 'Decrypt', use, second);
    await refuse(second, key, 'CreateGrant', pass({}), 'kms:CreateGrant', SILENT_RESOURCE);
    const { Grants } = (await succeed(desk, 'Keydesk.DescribeKeyGrants', { KeyId: key.id })) as {
      Grants: readonly { GrantId: string; ChildGrantIds: readonly string[]; ParentGrantId?: string }[];
    }; // its output
    const child = answer.body['GrantId'];
    expect(Grants.find(({ GrantId }) => GrantId === parent.id)?.ChildGrantIds).toEqual([child]);
    expect(Grants.find(({ GrantId }) => GrantId === child)?.ParentGrantId).toBe(parent.id);
    const madeBy = async (DescendantsOf: string): Promise<readonly unknown[]> => {
      const members = { KeyId: key.id, DescendantsOf };
      const { Grants: all } = await succeed(desk, 'Keydesk.DescribeKeyGrants', members);
      return (all as readonly { GrantId: string }[]).map(({ GrantId }) => GrantId).toSorted(byText); // as above
    };
    expect(await madeBy(parent.id)).toEqual([child]);
    const handed = pass({ Operations: ['CreateGrant', 'Decrypt'] });
    const middle = (await succeed(desk, 'CreateGrant', handed, first))['GrantId'] as string; // its output
    const last = (await succeed(desk, 'CreateGrant', pass({ GranteePrincipal: other.arn }), second))[
      'GrantId'
    ] as string; // likewise
    expect(await madeBy(parent.id)).toEqual([String(child), middle, last].toSorted(byText));
    expect(await madeBy(middle)).toEqual([last]);
    await succeed(desk, 'RevokeGrant', { KeyId: key.id, GrantId: middle });
    await succeed(desk, 'RevokeGrant', { KeyId: key.id, GrantId: parent.id });
    await succeed(desk, 'Decrypt', use, second);
    await refuse(
      first,
      key,
      'CreateGrant',
      pass({}),
      'kms:CreateGrant',
      (action) =>
        `${SILENT_RESOURCE(action)}, and grant ${plain.id}, which holds CreateGrant, does not hold Decrypt`,
    );
  });
});

describe('conditions on CreateGrant', () => {
  const tenant = { EncryptionContextSubset: { tenant: 'acme' } };
  it.each<readonly [string, object, readonly object[], readonly object[]]>([
    [
      'operations',
      { 'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt', 'DescribeKey'] } },
      [{}, { Operations: ['Decrypt', 'DescribeKey'] }],
      [{ Operations: ['Decrypt', 'Encrypt'] }],
    ],
    [
      'the kind of constraint',
      { StringEquals: { 'kms:GrantConstraintType': 'EncryptionContextSubset' } },
      [{ Constraints: tenant }],
      [{}, { Constraints: { EncryptionContextEquals: { tenant: 'acme' } } }],
    ],
    [
      'pairs of the constraint',
      { StringEquals: { 'kms:EncryptionContext:Tenant': 'acme' } },
      [{ Constraints: tenant }, { Constraints: { EncryptionContextEquals: { tenant: 'acme', a: 'b' } } }],
      [{}, { Constraints: { EncryptionContextSubset: { tenant: 'other' } } }],
    ],
    [
      'names of pairs',
      { 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': 'tenant' } },
      [{ Constraints: tenant }],
      [{}, { Constraints: { EncryptionContextSubset: { other: 'x' } } }],
    ],
    ['for an AWS resource', { Bool: { 'kms:GrantIsForAWSResource': 'false' } }, [{}], []],
    ['for none', { Bool: { 'kms:GrantIsForAWSResource': 'true' } }, [], [{}]],
    [
      'the grantee',
      { StringEquals: { 'kms:GranteePrincipal': `arn:aws:iam::${ACCOUNT}:role/other` } },
      [{}],
      [{ GranteePrincipal: `arn:aws:iam::${ACCOUNT}:root` }],
    ],
    [
      'who retires, who must be named',
      { StringLike: { 'kms:RetiringPrincipal': `arn:aws:iam::${ACCOUNT}:role/*` } },
      [{ RetiringPrincipal: `arn:aws:iam::${ACCOUNT}:role/other` }],
      [{}],
    ],
  ])('%s', async (_, Condition, good, bad) => {
    const as = await makeNobody(desk);
    const key = await keyWith(desk, { Principal: aws(as.arn), Action: 'kms:CreateGrant', Condition });
    const asked = (members: object): object => ({
      KeyId: key.id,
      GranteePrincipal: other.arn,
      Operations: ['Decrypt'],
      ...members,
    });
    for (const members of good) await succeed(desk, 'CreateGrant', asked(members), as);
    for (const members of bad)
      await refuse(as, key, 'CreateGrant', asked(members), 'kms:CreateGrant', SILENT_RESOURCE);
  });

  it('on ListGrants and RevokeGrant: no grant is for an AWS resource', async () => {
    const as = await makeNobody(desk);
    const condition = (value: string) => ({ Bool: { 'kms:GrantIsForAWSResource': value } });
    const Action = ['kms:ListGrants', 'kms:RevokeGrant'];
    const key = await keyWith(desk, { Principal: aws(as.arn), Action, Condition: condition('false') });
    const never = await keyWith(desk, { Principal: aws(as.arn), Action, Condition: condition('true') });
    const { id } = await makeGrant(desk, key, other);
    const kept_ = await makeGrant(desk, never, other);
    await succeed(desk, 'ListGrants', { KeyId: key.id }, as);
    await succeed(desk, 'Keydesk.DescribeKeyGrants', { KeyId: key.id }, as);
    await succeed(desk, 'RevokeGrant', { KeyId: key.id, GrantId: id }, as);
    await refuse(as, never, 'ListGrants', { KeyId: never.id }, 'kms:ListGrants', SILENT_RESOURCE);
    const body = { KeyId: never.id, GrantId: kept_.id };
    await refuse(as, never, 'RevokeGrant', body, 'kms:RevokeGrant', SILENT_RESOURCE);
  });
});

describe('grant tokens', () => {
  it('are taken on every operation that has them, and checked', async () => {
    const key = await makeKey(desk);
    const { id, token } = await makeGrant(desk, key, other);
    const elsewhere = await makeGrant(desk, await makeKey(desk), other);
    const CiphertextBlob = await seal(key);
    const calls: readonly (readonly [string, object])[] = [
      ['Encrypt', { KeyId: key.id, Plaintext }],
      ['Decrypt', { CiphertextBlob }],
      ['ReEncrypt', { CiphertextBlob, DestinationKeyId: key.id }],
      ['GenerateDataKey', { KeyId: key.id, NumberOfBytes: 8 }],
      ['GenerateDataKeyWithoutPlaintext', { KeyId: key.id, NumberOfBytes: 8 }],
      ['DescribeKey', { KeyId: key.id }],
      ['CreateGrant', { KeyId: key.id, GranteePrincipal: other.arn, Operations: ['Decrypt'] }],
    ];
    const turned = `${token.startsWith('B') ? 'C' : 'B'}${token.slice(1)}`;
    for (const [operation, body] of calls) {
      await succeed(desk, operation, { ...body, GrantTokens: [token, elsewhere.token] });
      for (const bad of [turned, 'TOKEN-77aa', id])
        await expectRefused(
          desk,
          operation,
          { ...body, GrantTokens: [token, bad] },
          {
            code: 'InvalidGrantTokenException',
            message: 'The grant token is not one that this desk issued.',
          },
        );
      // The bearer of a token has nothing that the grant does not give.
      const as = await makeNobody(desk);
      const answer = await desk.call(operation, { ...body, GrantTokens: [token] }, as);
      expect([operation, answer.body['__type']]).toEqual([operation, 'AccessDeniedException']);
    }
    // Those of a grant that is gone were ours.
    await succeed(desk, 'RevokeGrant', { KeyId: key.id, GrantId: id });
    await succeed(desk, 'Encrypt', { KeyId: key.id, Plaintext, GrantTokens: [token] });
    expectQuiet(desk, [token, elsewhere.token, 'TOKEN-77aa']);
    const { Events } = (await succeed(desk, 'Keydesk.SearchAuditEvents', { Limit: 100 })) as {
      Events: readonly unknown[];
    }; // its output
    expect(JSON.stringify(Events)).not.toContain(token);
  });
});

describe('what others say of grants', () => {
  it('who can decrypt, what a caller may do, and how often each grant decided', async () => {
    const key = await makeKey(desk);
    const as = await makeNobody(desk);
    const CiphertextBlob = await seal(key, { tenant: 'acme' });
    const { id } = await makeGrant(desk, key, as, {
      Name: 'reads',
      Operations: ['Decrypt', 'DescribeKey'],
      Constraints: { EncryptionContextSubset: { tenant: 'acme' } },
    });
    for (let i = 0; i < 3; i++)
      await succeed(desk, 'Decrypt', { CiphertextBlob, EncryptionContext: { tenant: 'acme' } }, as);
    await refuse(as, key, 'Decrypt', { CiphertextBlob });
    const overview = (await succeed(desk, 'Keydesk.DescribeKeyOverview', { KeyId: key.id })) as {
      CanDecrypt: readonly { Principal: string; Source: string; Sid?: string; Policy?: string }[];
    }; // its output
    expect(overview.CanDecrypt.find(({ Principal }) => Principal === as.arn)).toMatchObject({
      Source: 'GRANT',
      Sid: 'reads',
      Policy: id,
    });
    const { Actions } = (await succeed(desk, 'Keydesk.ListAllowedActions', { KeyId: key.id }, as)) as {
      Actions: readonly { Action: string; Allowed: boolean }[];
    }; // its output
    expect(
      Actions.filter(({ Allowed }) => Allowed)
        .map(({ Action }) => Action)
        .sort(),
    ).toEqual(['kms:Decrypt', 'kms:DescribeKey']);
    const described = await succeed(desk, 'Keydesk.DescribeKeyGrants', { KeyId: key.id });
    expect(described).toMatchObject({
      GrantsTotal: 1,
      GrantsMatching: 1,
      Truncated: false,
      Grants: [
        {
          GrantId: id,
          Name: 'reads',
          Grantee: { Principal: as.arn, Name: as.arn.replace(/^.*\//, ''), Kind: 'role' },
          CreatedBy: { Name: 'root-operator', Kind: 'role' },
          Operations: ['Decrypt', 'DescribeKey'],
          Constraints: { EncryptionContextSubset: { tenant: 'acme' } },
          ChildGrantIds: [],
          LastUsedOperation: 'ListAllowedActions',
          Uses90Days: 4,
        },
      ],
    });
    expect(Object.keys(described)).not.toContain('UsesKnownSince');
    for (const [Search, count] of [
      ['READS', 1],
      ['tenant=acme', 1],
      ['Tenant=ACME', 1],
      ['tenant=', 1],
      ['acm', 1],
      ['tenant=acm', 0],
      ['nothing', 0],
    ] as const) {
      const found = await succeed(desk, 'Keydesk.DescribeKeyGrants', { KeyId: key.id, Search });
      expect([Search, found['GrantsMatching'], found['GrantsTotal']]).toEqual([Search, count, 1]);
    }
    expect(await listGrants(desk, key)).toHaveLength(1);
    const idle = async (Name: string) =>
      (
        await succeed(desk, 'CreateGrant', {
          KeyId: key.id,
          GranteePrincipal: as.arn,
          Operations: ['DescribeKey'],
          Name,
        })
      )['GrantId'];
    const [one, other] = [await idle('idle-one'), await idle('idle-two')];
    const listed = async (members: object): Promise<readonly unknown[]> => {
      const ids: unknown[] = [];
      for (let Marker: unknown; ;) {
        const page = await succeed(desk, 'Keydesk.DescribeKeyGrants', {
          KeyId: key.id,
          Limit: 1,
          Marker,
          ...members,
        });
        ids.push(...(page['Grants'] as readonly { GrantId: string }[]).map(({ GrantId }) => GrantId)); // its output
        if (page['NextMarker'] === undefined) return ids;
        Marker = page['NextMarker'];
      }
    };
    const both = new Set([one, other]);
    const used = await listed({ SortBy: 'Uses90Days' });
    expect(used).toHaveLength(3);
    expect(used[0]).toBe(id);
    expect((await listed({ SortBy: 'Uses90Days', Ascending: true }))[2]).toBe(id);
    expect((await listed({ SortBy: 'LastUsedDate' }))[0]).toBe(id);
    expect((await listed({ SortBy: 'LastUsedDate', Ascending: true }))[2]).toBe(id);
    expect((await listed({ Ascending: true }))[0]).toBe(id);
    expect(new Set(await listed({ Idle: true }))).toEqual(both);
  });
});

it('has written no error to the operational log', () => {
  expectQuiet(desk);
});
