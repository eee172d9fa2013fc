/** DescribePosture, AcceptFinding, WithdrawAcceptance on the real desk. */
import { expect, it } from 'vitest';
import { keyPolicyFor } from '../../../domain/policy/default-policy.ts';
import type { TestDesk } from '../testing/desk.ts';
import {
  ACCOUNT,
  eventOf,
  expectRefused,
  makeKey,
  makeService,
  OPERATOR,
  succeed,
  useDesk,
} from './testing/conformance.ts';

const desk = useDesk();
const DAY_S = 86_400;

interface Result {
  readonly Code: string;
  readonly Verdict: string;
  readonly Found: number;
  readonly Objects: readonly { readonly Id: string; readonly Name: string; readonly Reason: string }[];
  readonly Accepted: readonly { readonly Id: string; readonly Acceptance: Record<string, unknown> }[];
}

async function check(on: TestDesk, code: string): Promise<Result> {
  const { Checks } = await succeed(on, 'Keydesk.DescribePosture', { Check: code });
  const [result] = Checks as readonly Result[]; // DescribePosture's output
  if (result === undefined) throw new Error(`no check ${code}`);
  return result;
}

it('finds what is wrong now, and what was mended a moment ago no more', async () => {
  const key = await makeKey(desk);
  expect((await check(desk, 'no-rotation')).Objects).toEqual([
    expect.objectContaining({ Id: key.id, Reason: 'Automatic rotation is off.' }),
  ]);
  await succeed(desk, 'EnableKeyRotation', { KeyId: key.id });
  expect(await check(desk, 'no-rotation')).toMatchObject({ Verdict: 'passed', Found: 0 });
  expect(await check(desk, 'root-operator')).toMatchObject({ Verdict: 'failed', Found: 1 });
});

it('says how the score comes about', async () => {
  const { Score, Checks } = await succeed(desk, 'Keydesk.DescribePosture', {});
  const score = Score as Record<string, number>; // DescribePosture's output
  const counted = (Checks as (Result & { Weight: number })[]).filter(({ Verdict }) => Verdict !== 'empty');
  const passed = counted.filter(({ Verdict }) => Verdict !== 'failed');
  const weigh = (of: readonly { Weight: number }[]): number =>
    of.reduce((sum, { Weight }) => sum + Weight, 0);
  expect(score).toMatchObject({
    Checks: counted.length,
    Passed: passed.length,
    Weight: weigh(counted),
    PassedWeight: weigh(passed),
    Percent: Math.floor((weigh(passed) / weigh(counted)) * 100),
  });
});

it('reads policies as they are evaluated: everything for one, anyone, a pattern', async () => {
  const service = await makeService(desk, 'loose');
  const base = JSON.parse(
    keyPolicyFor({ accountId: ACCOUNT, administrators: [OPERATOR], users: [], delegateToAccount: true }),
  ) as { Statement: object[] }; // our own text
  const more = (statement: object): string =>
    JSON.stringify({ ...base, Statement: [...base.Statement, statement] });
  const everything = await makeKey(desk, {
    Policy: more({ Effect: 'Allow', Principal: { AWS: service.arn }, Action: 'kms:*', Resource: '*' }),
  });
  const anyone = await makeKey(desk, {
    Policy: more({ Sid: 'Open', Effect: 'Allow', Principal: '*', Action: 'kms:Decrypt', Resource: '*' }),
  });
  expect((await check(desk, 'everything-allowed')).Objects).toContainEqual(
    expect.objectContaining({ Id: everything.id, Reason: 'It gives kms:* to role/loose.' }),
  );
  expect((await check(desk, 'anyone-allowed')).Objects).toEqual([
    expect.objectContaining({ Id: anyone.id, Reason: 'Open lets anybody, in any account, use it.' }),
  ]);
});

it('knows a decrypt without context, and a doomed key that is still called', async () => {
  const service = await makeService(desk, 'caller');
  const key = await makeKey(desk, {
    Policy: keyPolicyFor({
      accountId: ACCOUNT,
      administrators: [OPERATOR],
      users: [service.arn],
      delegateToAccount: true,
    }),
  });
  const { CiphertextBlob } = await succeed(
    desk,
    'Encrypt',
    { KeyId: key.id, Plaintext: 'aGVsbG8=' },
    service,
  );
  await succeed(desk, 'Decrypt', { CiphertextBlob }, service);
  await succeed(desk, 'ScheduleKeyDeletion', { KeyId: key.id, PendingWindowInDays: 7 });
  await desk.call('Decrypt', { CiphertextBlob }, service);
  expect((await check(desk, 'doomed-still-called')).Objects).toEqual([
    expect.objectContaining({
      Id: key.id,
      Reason: '1 request was refused since the day its deletion was scheduled, by role/caller.',
    }),
  ]);
  expect((await check(desk, 'no-context')).Objects).toContainEqual(expect.objectContaining({ Id: key.id }));
});

it('sets an accepted finding apart with who, why and until, and counts it again when it is withdrawn', async () => {
  const { Objects } = await check(desk, 'root-operator');
  const [found] = Objects;
  const Until = Math.floor(Date.now() / 1000) + 30 * DAY_S;
  const accept = {
    Check: 'root-operator',
    Object: found?.Id,
    Until,
    Reason: 'Terraform runs with it until May',
  };
  const answer = await desk.call('Keydesk.AcceptFinding', accept);
  expect(answer.status).toBe(200);
  expect(await eventOf(desk, answer)).toMatchObject({
    Operation: 'AcceptFinding',
    Reason: 'Terraform runs with it until May',
    Changes: [expect.objectContaining({ Kind: 'acceptance' })],
  });
  expect(await check(desk, 'root-operator')).toMatchObject({
    Verdict: 'accepted',
    Found: 0,
    Accepted: [
      { Id: found?.Id, Acceptance: { By: OPERATOR, Reason: 'Terraform runs with it until May', Until } },
    ],
  });
  await succeed(desk, 'Keydesk.WithdrawAcceptance', { Check: 'root-operator', Object: found?.Id });
  expect(await check(desk, 'root-operator')).toMatchObject({ Verdict: 'failed', Found: 1, Accepted: [] });
});

it('refuses an acceptance of nothing, without an end, without a reason, or by who may not', async () => {
  const auditor = await makeService(desk, 'looking-on', ['auditor']);
  const { Objects } = await check(desk, 'root-operator');
  const good = {
    Check: 'root-operator',
    Object: Objects[0]?.Id,
    Until: Math.floor(Date.now() / 1000) + DAY_S,
    Reason: 'because',
  };
  const accept = 'Keydesk.AcceptFinding';
  await expectRefused(desk, accept, { ...good, Object: 'nothing' }, { code: 'NotFoundException' });
  await expectRefused(desk, accept, { ...good, Check: 'no-such' }, { code: 'NotFoundException' });
  await expectRefused(desk, accept, { ...good, Until: 1 }, { code: 'ValidationException' });
  await expectRefused(
    desk,
    accept,
    { ...good, Until: good.Until + 400 * DAY_S },
    { code: 'ValidationException', message: 'Until must be within 366 days.' },
  );
  await expectRefused(desk, accept, { ...good, Reason: '  ' }, { code: 'ValidationException' });
  await expectRefused(desk, accept, good, { code: 'AccessDeniedException', as: auditor });
  await succeed(desk, 'Keydesk.DescribePosture', {}, auditor);
  await expectRefused(desk, 'Keydesk.DescribePosture', { Check: 'no-such' }, { code: 'NotFoundException' });
  await expectRefused(
    desk,
    'Keydesk.WithdrawAcceptance',
    { Check: good.Check, Object: good.Object },
    { code: 'NotFoundException' },
  );
});
