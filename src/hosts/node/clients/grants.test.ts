/** Grants through unchanged clients: boto3, the AWS SDK for JavaScript and the AWS CLI. */
import { fileURLToPath } from 'node:url';
import {
  CreateGrantCommand,
  CreateKeyCommand,
  DecryptCommand,
  DryRunOperationException,
  EncryptCommand,
  InvalidArnException,
  InvalidGrantIdException,
  InvalidGrantTokenException,
  KMSClient,
  ListGrantsCommand,
  ListRetirableGrantsCommand,
  NotFoundException,
  paginateListGrants,
  RetireGrantCommand,
  RevokeGrantCommand,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeService, type Service } from '../http/testing/conformance.ts';
import { removeDirectory, ROOT, startTestDesk, temporaryDirectory, type TestDesk } from '../testing/desk.ts';
import { AWS_CLI, clientEnvironment, PYTHON, runProgram } from './testing/run-program.ts';

let desk: TestDesk;
let home: string;
let grantee: Service;
const endpoint = (): string => `http://127.0.0.1:${desk.port}`;
beforeAll(async () => {
  desk = await startTestDesk();
  home = temporaryDirectory();
  grantee = await makeService(desk, 'reports');
});
afterAll(async () => {
  await desk.stop();
  removeDirectory(desk.dataDirectory);
  removeDirectory(home);
});

it('boto3 grants, uses, lists page by page, retires and revokes', async () => {
  const scenario = fileURLToPath(new URL('testing/boto3_grants.py', import.meta.url));
  const { arn, accessKeyId, secretAccessKey } = grantee;
  const ran = await runProgram(
    PYTHON,
    [scenario, endpoint(), arn, accessKeyId, secretAccessKey],
    clientEnvironment(ROOT, home),
  );
  expect(ran.stderr).toBe('');
  const seen = JSON.parse(ran.stdout) as Record<string, unknown>; // the scenario prints one object
  const modelled = (code: string, text: string | RegExp) => [
    code,
    code,
    typeof text === 'string' ? text : (expect.stringMatching(text) as string),
  ];
  const deniedFor = (action: string) => [
    'ClientError',
    'AccessDeniedException',
    `User: ${arn} is not authorized to perform: kms:${action} on resource: ${String(seen['arn'])} because no identity-based policy allows the kms:${action} action`,
  ];
  expect(seen).toEqual({
    arn: seen['arn'],
    empty: { Grants: [], Truncated: false },
    before: deniedFor('Decrypt'),
    idempotent: true,
    opened: 'record 8841',
    described: true,
    unconstrained: deniedFor('Decrypt'),
    not_granted: deniedFor('Encrypt'),
    token: modelled('InvalidGrantTokenException', /grant token/),
    listed: {
      KeyId: seen['arn'],
      Name: 'reports',
      GranteePrincipal: arn,
      IssuingAccount: 'arn:aws:iam::000000000000:root',
      Operations: ['Decrypt', 'DescribeKey', 'RetireGrant'],
      Constraints: { EncryptionContextSubset: { Tenant: 'acme' } },
    },
    created: true,
    retired: {},
    after: deniedFor('Decrypt'),
    gone: modelled('NotFoundException', /^Grant ID [0-9a-f]{64} not found$/),
    malformed: modelled('InvalidGrantIdException', /x/),
    wrong_operation: [
      'ClientError',
      'ValidationException',
      expect.stringMatching(/^Operations \[GenerateMac\]/),
    ],
    unknown_principal: modelled('InvalidArnException', /does not refer to a valid principal/),
    paged: [5, 5, true],
    left: 3,
  });
});

describe('@aws-sdk/client-kms', () => {
  const clientOf = (credentials: typeof ROOT): KMSClient =>
    new KMSClient({ endpoint: endpoint(), region: 'us-east-1', credentials });

  it('grants, uses, lists page by page, retires and revokes', async () => {
    const [kms, theirs] = [clientOf(ROOT), clientOf(grantee)];
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    const { KeyId, Arn } = KeyMetadata!; // CreateKey's output
    const context = { EncryptionContext: { tenant: 'acme' } };
    const { CiphertextBlob } = await kms.send(
      new EncryptCommand({ KeyId, Plaintext: new TextEncoder().encode('record'), ...context }),
    );
    const asked = { KeyId, GranteePrincipal: grantee.arn, Operations: ['Decrypt' as const] };
    const constrained = { Constraints: { EncryptionContextEquals: { Tenant: 'acme' } } };
    const made = await kms.send(
      new CreateGrantCommand({ ...asked, ...constrained, RetiringPrincipal: grantee.arn }),
    );
    const { Plaintext } = await theirs.send(
      new DecryptCommand({ CiphertextBlob, ...context, GrantTokens: [made.GrantToken!] }), // CreateGrant's output
    );
    expect(new TextDecoder().decode(Plaintext)).toBe('record');
    await expect(theirs.send(new DecryptCommand({ CiphertextBlob }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    await expect(
      theirs.send(new DecryptCommand({ CiphertextBlob, ...context, GrantTokens: ['x'] })),
    ).rejects.toThrow(InvalidGrantTokenException);
    const { Grants } = await kms.send(new ListRetirableGrantsCommand({ RetiringPrincipal: grantee.arn }));
    const listed = Grants?.find(({ GrantId }) => GrantId === made.GrantId);
    expect(listed).toMatchObject({ KeyId: Arn, Name: '', ...constrained });
    expect(Math.abs((listed?.CreationDate?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
    await expect(
      theirs.send(new RetireGrantCommand({ GrantToken: made.GrantToken, DryRun: true })),
    ).rejects.toThrow(DryRunOperationException);
    await theirs.send(new RetireGrantCommand({ KeyId: Arn, GrantId: made.GrantId }));
    for (let i = 0; i < 5; i++) await kms.send(new CreateGrantCommand(asked));
    const ids: (string | undefined)[] = [];
    for await (const page of paginateListGrants({ client: kms, pageSize: 2 }, { KeyId }))
      ids.push(...(page.Grants ?? []).map(({ GrantId }) => GrantId));
    expect(new Set(ids).size).toBe(5);
    await kms.send(new RevokeGrantCommand({ KeyId, GrantId: ids[0] }));
    await expect(kms.send(new RevokeGrantCommand({ KeyId, GrantId: ids[0] }))).rejects.toThrow(
      NotFoundException,
    );
    await expect(kms.send(new ListGrantsCommand({ KeyId, GrantId: 'x' }))).rejects.toThrow(
      InvalidGrantIdException,
    );
    await expect(
      kms.send(new CreateGrantCommand({ ...asked, GranteePrincipal: `${grantee.arn}-not-there` })),
    ).rejects.toThrow(InvalidArnException);
    kms.destroy();
    theirs.destroy();
  });
});

it('the AWS CLI grants by its shorthand, and lists', async () => {
  const cli = async (...args: readonly string[]): Promise<Record<string, unknown>> => {
    const ran = await runProgram(
      AWS_CLI,
      ['kms', ...args, '--endpoint-url', endpoint(), '--output', 'json'],
      clientEnvironment(ROOT, home),
    );
    expect(ran.stderr).toBe('');
    return ran.stdout === '' ? {} : (JSON.parse(ran.stdout) as Record<string, unknown>); // asked for JSON
  };
  const { KeyMetadata } = await cli('create-key');
  const { KeyId } = KeyMetadata as { KeyId: string }; // create-key's output
  const { GrantId } = await cli(
    'create-grant',
    '--key-id',
    KeyId,
    '--grantee-principal',
    grantee.arn,
    '--operations',
    'Decrypt',
    'GenerateDataKey',
    '--constraints',
    'EncryptionContextSubset={tenant=acme}',
    '--name',
    'from-cli',
  );
  expect(await cli('list-grants', '--key-id', KeyId)).toMatchObject({
    Grants: [{ GrantId, Name: 'from-cli', Constraints: { EncryptionContextSubset: { tenant: 'acme' } } }],
  });
  await cli('revoke-grant', '--key-id', KeyId, '--grant-id', String(GrantId));
  expect((await cli('list-grants', '--key-id', KeyId))['Grants']).toEqual([]);
});
