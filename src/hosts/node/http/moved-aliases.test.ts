/** UpdateAlias and DeleteAlias (kms-api.md §5.2). */
import { expect, it } from 'vitest';
import {
  base64,
  eventOf,
  expectRefused,
  makeKey,
  succeed,
  useDesk,
  useKey,
  useService,
} from './testing/conformance.ts';

const desk = useDesk();
const before = useKey(desk);
const after = useKey(desk);
const stranger = useService(desk, 'stranger');

const aliasesOf = async (KeyId: string): Promise<unknown> =>
  ((await succeed(desk, 'ListAliases', { KeyId }))['Aliases'] as { AliasName: string }[]).map(
    ({ AliasName }) => AliasName,
  ); // ListAliases' output

it('moves an alias: the next encryption is by the new key, and what was made before opens', async () => {
  const AliasName = 'alias/moving';
  await succeed(desk, 'CreateAlias', { AliasName, TargetKeyId: before.id });
  const old = await succeed(desk, 'Encrypt', { KeyId: AliasName, Plaintext: base64('x') });
  const answer = await desk.call('UpdateAlias', { AliasName, TargetKeyId: after.arn });
  expect([answer.status, answer.body]).toEqual([200, {}]);
  const event = await eventOf(desk, answer);
  expect(event).toMatchObject({ KeyId: after.id });
  expect(event.Parameters).toEqual([
    ['AliasName', AliasName],
    ['PreviousKeyId', before.id],
  ]);
  expect([await aliasesOf(before.id), await aliasesOf(after.id)]).toEqual([[], [AliasName]]);
  expect(await succeed(desk, 'Encrypt', { KeyId: AliasName, Plaintext: base64('x') })).toMatchObject({
    KeyId: after.arn,
  });
  expect(await succeed(desk, 'Decrypt', { CiphertextBlob: old['CiphertextBlob'] })).toMatchObject({
    KeyId: before.arn,
  });
  await succeed(desk, 'DeleteAlias', { AliasName });
  expect(await aliasesOf(after.id)).toEqual([]);
  await expectRefused(
    desk,
    'Encrypt',
    { KeyId: AliasName, Plaintext: base64('x') },
    { code: 'NotFoundException' },
  );
});

it.each(['UpdateAlias', 'DeleteAlias'])('%s does not know an alias that is not there', async (target) => {
  await expectRefused(
    desk,
    target,
    { AliasName: 'alias/nowhere', ...(target === 'UpdateAlias' ? { TargetKeyId: after.id } : {}) },
    { code: 'NotFoundException', message: /alias\/nowhere is not found/ },
  );
});

it('needs the permission on both keys, and neither name may be an alias', async () => {
  const AliasName = 'alias/kept';
  await succeed(desk, 'CreateAlias', { AliasName, TargetKeyId: before.id });
  const move = { AliasName, TargetKeyId: after.id };
  await expectRefused(desk, 'UpdateAlias', move, {
    code: 'AccessDeniedException',
    as: stranger,
    unchanged: before,
  });
  await expectRefused(
    desk,
    'DeleteAlias',
    { AliasName },
    {
      code: 'AccessDeniedException',
      as: stranger,
      unchanged: before,
    },
  );
  await expectRefused(
    desk,
    'UpdateAlias',
    { ...move, TargetKeyId: AliasName },
    {
      code: 'ValidationException',
      message: 'Aliases must refer to keys. Not aliases',
      unchanged: before,
    },
  );
});

it('gives no key of a pending deletion a name, but takes its names away', async () => {
  const { id } = await makeKey(desk);
  await succeed(desk, 'CreateAlias', { AliasName: 'alias/leaving', TargetKeyId: id });
  await succeed(desk, 'CreateAlias', { AliasName: 'alias/elsewhere', TargetKeyId: after.id });
  await succeed(desk, 'ScheduleKeyDeletion', { KeyId: id });
  await expectRefused(
    desk,
    'UpdateAlias',
    { AliasName: 'alias/elsewhere', TargetKeyId: id },
    {
      code: 'KMSInvalidStateException',
      message: /is pending deletion\.$/,
    },
  );
  await succeed(desk, 'UpdateAlias', { AliasName: 'alias/leaving', TargetKeyId: after.id });
  await succeed(desk, 'DeleteAlias', { AliasName: 'alias/leaving' });
});
