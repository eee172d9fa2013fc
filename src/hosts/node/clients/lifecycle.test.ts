/** A key's life through unchanged clients: boto3, the AWS CLI and the AWS SDK for JavaScript, each told only the endpoint. */
import { fileURLToPath } from 'node:url';
import {
  CreateKeyCommand,
  DecryptCommand,
  GenerateDataKeyCommand,
  GetKeyLastUsageCommand,
  GetKeyRotationStatusCommand,
  EnableKeyRotationCommand,
  KMSClient,
  ListKeyRotationsCommand,
  ReEncryptCommand,
  RotateKeyOnDemandCommand,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeDirectory, ROOT, startTestDesk, temporaryDirectory, type TestDesk } from '../testing/desk.ts';
import { AWS_CLI, clientEnvironment, PYTHON, runProgram } from './testing/run-program.ts';

let desk: TestDesk;
let home: string;
const endpoint = (): string => `http://127.0.0.1:${desk.port}`;
beforeAll(async () => {
  desk = await startTestDesk();
  home = temporaryDirectory();
});
afterAll(async () => {
  await desk.stop();
  removeDirectory(desk.dataDirectory);
  removeDirectory(home);
});

describe('boto3', () => {
  it('tags, names, moves, rotates, deletes and brings back', async () => {
    const scenario = fileURLToPath(new URL('testing/boto3_lifecycle.py', import.meta.url));
    const ran = await runProgram(PYTHON, [scenario, endpoint()], clientEnvironment(ROOT, home));
    expect(ran.stderr).toBe('');
    const seen = JSON.parse(ran.stdout) as Record<string, unknown>; // the scenario prints one object
    const { one, two } = seen;
    const error = (code: string, message: string | RegExp, modelled = true) => ({
      class: modelled ? code : 'ClientError',
      code,
      message: typeof message === 'string' ? message : (expect.stringMatching(message) as string),
      status: 400,
    });
    const tag = (TagKey: string, TagValue: string) => ({ TagKey, TagValue });
    expect(seen).toEqual({
      one,
      two,
      tags: { Tags: [tag('team', 'data'), tag('tier', '')], Truncated: false },
      tags_after: { Tags: [tag('team', 'data')], Truncated: false },
      reserved_tag: error('TagException', 'Tags beginning with aws: are reserved'),
      description: 'after',
      aliases: [{ AliasName: 'alias/app', TargetKeyId: true }],
      later: true,
      no_alias: error('NotFoundException', /alias\/app is not found\.$/),
      moved: {
        SourceKeyId: one,
        KeyId: two,
        SourceEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
        DestinationEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      },
      opened: ['record 8841', two],
      wrong_context: error('InvalidCiphertextException', ''),
      rotation_off: false,
      rotation_on: true,
      rotation_off_again: false,
      rotation_by_alias: error('InvalidArnException', 'Key Aliases are not supported for this operation.'),
      scheduled: { KeyId: two, KeyState: 'PendingDeletion', PendingWindowInDays: 7, utc: true },
      date_kept: true,
      pending: error('KMSInvalidStateException', `${String(two)} is pending deletion.`),
      cancelled: { KeyId: two },
      after_cancel: 'Disabled',
      not_pending: error('KMSInvalidStateException', `${String(two)} is not pending deletion.`),
      short_window: error('ValidationException', /between 7 and 30/, false),
      random: 64,
    });
  });
});

describe('the AWS CLI', () => {
  const kms = async (...args: string[]): Promise<Record<string, unknown>> => {
    const ran = await runProgram(
      AWS_CLI,
      ['kms', ...args, '--endpoint-url', endpoint(), '--output', 'json'],
      clientEnvironment(ROOT, home),
    );
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    return ran.stdout === '' ? {} : (JSON.parse(ran.stdout) as Record<string, unknown>); // the CLI prints an object
  };

  it('tags, names, rotates, deletes and brings back', async () => {
    const { KeyMetadata } = await kms('create-key');
    const { KeyId, Arn } = KeyMetadata as { KeyId: string; Arn: string }; // its output
    const key = ['--key-id', KeyId] as const;
    expect(await kms('tag-resource', ...key, '--tags', 'TagKey=team,TagValue=web')).toEqual({});
    expect(await kms('list-resource-tags', ...key)).toMatchObject({
      Tags: [{ TagKey: 'team', TagValue: 'web' }],
    });
    await kms('untag-resource', ...key, '--tag-keys', 'team');
    await kms('create-alias', '--alias-name', 'alias/cli', '--target-key-id', KeyId);
    await kms('delete-alias', '--alias-name', 'alias/cli');
    await kms('enable-key-rotation', ...key);
    expect(await kms('get-key-rotation-status', ...key)).toMatchObject({ KeyRotationEnabled: true });
    const sealed = await kms('encrypt', ...key, '--plaintext', 'eA==');
    const blob = ['--ciphertext-blob', String(sealed['CiphertextBlob'])] as const;
    expect(await kms('re-encrypt', ...blob, '--destination-key-id', KeyId)).toMatchObject({
      SourceKeyId: Arn,
      KeyId: Arn,
    });
    expect(await kms('schedule-key-deletion', ...key, '--pending-window-in-days', '7')).toMatchObject({
      KeyId: Arn,
      KeyState: 'PendingDeletion',
    });
    expect(await kms('cancel-key-deletion', ...key)).toEqual({ KeyId: Arn });
  });
});

describe('@aws-sdk/client-kms', () => {
  it('opens an envelope from before a rotation after it, and sees what rotated and what was used', async () => {
    const client = new KMSClient({
      endpoint: endpoint(),
      region: 'us-east-1',
      credentials: { accessKeyId: ROOT.accessKeyId, secretAccessKey: ROOT.secretAccessKey },
    });
    const { KeyMetadata } = await client.send(new CreateKeyCommand({}));
    const KeyId = KeyMetadata!.KeyId!; // its output
    await client.send(new EnableKeyRotationCommand({ KeyId, RotationPeriodInDays: 90 }));
    const status = await client.send(new GetKeyRotationStatusCommand({ KeyId }));
    expect(status).toMatchObject({ KeyRotationEnabled: true, RotationPeriodInDays: 90 });
    expect(status.NextRotationDate?.getTime()).toBeGreaterThan(Date.now() + 89 * 86_400_000);
    const envelope = await client.send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256' }));
    await client.send(new RotateKeyOnDemandCommand({ KeyId }));
    const opened = await client.send(new DecryptCommand({ CiphertextBlob: envelope.CiphertextBlob }));
    expect(opened.Plaintext).toEqual(envelope.Plaintext);
    expect(opened.KeyMaterialId).toBe(envelope.KeyMaterialId);
    const moved = await client.send(
      new ReEncryptCommand({ CiphertextBlob: envelope.CiphertextBlob, DestinationKeyId: KeyId }),
    );
    expect(moved.DestinationKeyMaterialId).not.toBe(moved.SourceKeyMaterialId);
    const { Rotations } = await client.send(
      new ListKeyRotationsCommand({ KeyId, IncludeKeyMaterial: 'ALL_KEY_MATERIAL' }),
    );
    expect(Rotations?.map((rotation) => rotation.KeyMaterialId)).toEqual([
      moved.SourceKeyMaterialId,
      moved.DestinationKeyMaterialId,
    ]);
    expect(Rotations?.[1]).toMatchObject({ RotationType: 'ON_DEMAND', KeyMaterialState: 'CURRENT' });
    const usage = await client.send(new GetKeyLastUsageCommand({ KeyId }));
    expect(usage.KeyLastUsage?.Operation).toBe('ReEncrypt');
    client.destroy();
  });
});
