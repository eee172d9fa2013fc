/** DescribeHome, ListAlerts and GetCheckpoint on the real desk. */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { expect, it } from 'vitest';
import { toBase64 } from '../../../domain/bytes.ts';
import { openCheckpoint } from '../../../domain/log/checkpoint.ts';
import { parseVerifierKey } from '../../../domain/log/note.ts';
import {
  expectRefused,
  makeKey,
  makeService,
  succeed,
  useDesk,
  type SeenEvent,
} from './testing/conformance.ts';

const desk = useDesk();

interface Home {
  readonly Upcoming: readonly { readonly Kind: string; readonly Name: string; readonly KeyId?: string }[];
  readonly Refusals: {
    readonly Today: number;
    readonly ByPrincipal: readonly object[];
    readonly Unusual: boolean;
  };
  readonly Steps: readonly { readonly Step: string; readonly Done: boolean }[];
}
const home = async (): Promise<Home> => (await succeed(desk, 'Keydesk.DescribeHome')) as unknown as Home; // its output
const done = ({ Steps }: Home): readonly string[] => Steps.filter(({ Done }) => Done).map(({ Step }) => Step);

interface SeenAlert {
  readonly Code: string;
  readonly Severity: string;
  readonly Target: object;
  readonly Dismissible: boolean;
}
const alerts = async (): Promise<readonly SeenAlert[]> =>
  (await succeed(desk, 'Keydesk.ListAlerts'))['Alerts'] as readonly SeenAlert[]; // its output

it('ticks the first steps from what happens, one after the other', async () => {
  expect(done(await home())).toEqual([]);
  const service = await makeService(desk, 'billing');
  const key = await makeKey(desk, {
    Policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::123456789012:root' },
          Action: 'kms:*',
          Resource: '*',
        },
        { Effect: 'Allow', Principal: { AWS: service.arn }, Action: 'kms:GenerateDataKey', Resource: '*' },
      ],
    }),
  });
  expect(done(await home())).toEqual(['create-key', 'give-access']);
  await succeed(desk, 'GenerateDataKey', { KeyId: key.id, KeySpec: 'AES_256' }, service);
  await succeed(desk, 'EnableKeyRotation', { KeyId: key.id, RotationPeriodInDays: 90 });
  expect(done(await home())).toEqual(['create-key', 'give-access', 'first-data-key', 'turn-on-rotation']);
});

it('counts today’s refusals by who was refused, and has what comes next', async () => {
  const stranger = await makeService(desk, 'stranger');
  const key = await makeKey(desk);
  const before = (await home()).Refusals.Today;
  for (let n = 0; n < 6; n++)
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await desk.call('GenerateDataKey', { KeyId: key.id, KeySpec: 'AES_256' }, stranger);
  const { Refusals } = await home();
  expect(Refusals).toMatchObject({
    Today: before + 6,
    Unusual: true,
    ByPrincipal: [{ Principal: stranger.arn, Count: 6 }],
  });
  await succeed(desk, 'ScheduleKeyDeletion', { KeyId: key.id, PendingWindowInDays: 7 });
  expect((await home()).Upcoming).toEqual([expect.objectContaining({ Kind: 'deletion', KeyId: key.id })]);
});

it('alerts to a pending deletion, and louder once the key is called', async () => {
  const stranger = await makeService(desk, 'late', ['key-user']);
  const key = await makeKey(desk);
  const mine = async (): Promise<readonly SeenAlert[]> =>
    (await alerts()).filter((alert) => JSON.stringify(alert).includes(key.id));
  expect(await mine()).toEqual([]);
  await succeed(desk, 'ScheduleKeyDeletion', { KeyId: key.id, PendingWindowInDays: 7 });
  expect(await mine()).toEqual([
    expect.objectContaining({ Code: 'key-pending-deletion', Severity: 'medium', Dismissible: true }),
  ]);
  await desk.call('GenerateDataKey', { KeyId: key.id, KeySpec: 'AES_256' }, stranger);
  expect(await mine()).toEqual([
    expect.objectContaining({ Code: 'doomed-key-called', Severity: 'high', Dismissible: false }),
  ]);
  // Back, and disabled: who called is refused all the same, until it is enabled.
  await succeed(desk, 'CancelKeyDeletion', { KeyId: key.id });
  expect(await mine()).toEqual([
    expect.objectContaining({ Code: 'disabled-key-called', Severity: 'medium', Dismissible: true }),
  ]);
  await succeed(desk, 'EnableKey', { KeyId: key.id });
  expect(await mine()).toEqual([]);
});

it('counts requests that nobody signed, from a hundred in an hour on', async () => {
  const unsigned = { accessKeyId: 'KDNOSUCHACCESSKEY000', secretAccessKey: 'x' };
  for (let n = 0; n < 100; n++) {
    // oxlint-disable-next-line no-await-in-loop -- a hundred at once would be something else
    const { status } = await desk.call('ListKeys', {}, unsigned);
    expect(status).toBe(400);
  }
  expect(await alerts()).toContainEqual(
    expect.objectContaining({ Code: 'requests-unverified', Severity: 'low' }),
  );
});

it('gives the checkpoint away with the key that verifies it, and books who took it', async () => {
  const got = await succeed(desk, 'Keydesk.GetCheckpoint');
  const { Note, Size, VerifierKey } = got as { Note: string; Size: number; VerifierKey: string }; // its output
  const sha256 = (bytes: Uint8Array): Uint8Array =>
    new Uint8Array(createHash('sha256').update(bytes).digest());
  const key = parseVerifierKey(sha256, VerifierKey);
  const verifyEd25519 = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean => {
    const x = toBase64(publicKey).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
    const imported = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    return verify(null, message, imported, signature);
  };
  expect((await openCheckpoint(Note, [key], verifyEd25519)).size).toBe(Size);
  const { Events } = await succeed(desk, 'Keydesk.SearchAuditEvents', { Operation: 'GetCheckpoint' });
  expect((Events as readonly SeenEvent[])[0]?.Parameters).toEqual([['Size', String(Size)]]);
});

it('is for those who look after the desk', async () => {
  const user = await makeService(desk, 'only-uses', ['key-user']);
  for (const operation of ['DescribeHome', 'ListAlerts', 'DescribePosture', 'GetCheckpoint'])
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await expectRefused(desk, `Keydesk.${operation}`, {}, { code: 'AccessDeniedException', as: user });
  for (const policy of ['auditor', 'key-administrator']) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const service = await makeService(desk, `may-${policy}`, [policy]);
    for (const operation of ['DescribeHome', 'ListAlerts', 'DescribePosture'])
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await succeed(desk, `Keydesk.${operation}`, {}, service);
  }
});

it('rings for a key that everybody may use, by its name, until it is mended or somebody bears it', async () => {
  const text = (statement: object): string =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::123456789012:root' },
          Action: 'kms:*',
          Resource: '*',
        },
        statement,
      ],
    });
  const open = { Sid: 'Open', Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' };
  const ringing = async (): Promise<readonly SeenAlert[]> =>
    (await alerts()).filter(({ Code }) => Code === 'key-open-to-everybody');
  const key = await makeKey(desk, { Policy: text(open) });
  await succeed(desk, 'CreateAlias', { AliasName: 'alias/wide-open', TargetKeyId: key.id });
  expect(await ringing()).toEqual([
    expect.objectContaining({
      Severity: 'high',
      Title: 'The policy of wide-open lets everybody in',
      Detail: expect.stringContaining('Open lets anybody, in any account, use and administer it.'),
      Target: { Page: 'key-policy', KeyId: key.id },
    }),
  ]);
  expect(await succeed(desk, 'Keydesk.DescribeKeyOverview', { KeyId: key.id })).toMatchObject({
    EverybodyDecrypts: 'any-account',
  });
  const Condition = { StringEquals: { 'kms:CallerAccount': '123456789012' } };
  await succeed(desk, 'PutKeyPolicy', { KeyId: key.id, Policy: text({ ...open, Condition }) });
  expect(await ringing()).toEqual([
    expect.objectContaining({ Detail: expect.stringContaining('Open lets everybody of this account use') }),
  ]);
  await succeed(desk, 'Keydesk.AcceptFinding', {
    Check: 'anyone-allowed',
    Object: key.id,
    Reason: 'A key for all of us',
    Until: Math.floor(Date.now() / 1000) + 86_400,
  });
  expect(await ringing()).toEqual([]);
  const narrow = { ...open, Principal: { AWS: 'arn:aws:iam::123456789012:root' } };
  await succeed(desk, 'PutKeyPolicy', { KeyId: key.id, Policy: text(narrow) });
  expect(await ringing()).toEqual([]);
  expect(await succeed(desk, 'Keydesk.DescribeKeyOverview', { KeyId: key.id })).not.toHaveProperty(
    'EverybodyDecrypts',
  );
});
