/** The lockout check of PutKeyPolicy and CreateKey (kms-api.md §8.6). */
import { beforeAll, describe, expect, it } from 'vitest';
import {
  OPERATOR,
  REGION,
  eventOf,
  expectRefused,
  makeKey,
  succeed,
  useDesk,
  useService,
  type Key,
  type Refusal,
} from './testing/conformance.ts';
import {
  aws,
  delegated,
  denied,
  keyWith,
  kept,
  policyOf,
  SILENT_RESOURCE,
  type Statement,
} from './testing/policies.ts';

const desk = useDesk();
const plain = useService(desk, 'plain');
const manager = useService(desk, 'manager', ['key-administrator']);

describe('the lockout check', () => {
  const put = (key: Key, Policy: string, more: object = {}): object => ({ KeyId: key.id, Policy, ...more });
  let key: Key;
  beforeAll(async () => {
    key = await keyWith(desk, delegated());
  });

  const LOCKED = 'The new key policy will not allow you to update the key policy in the future.';
  it('does not let the caller lock themselves out, and says who else would lose', async () => {
    const Policy = policyOf({ Principal: aws(plain.arn), Action: 'kms:*' });
    await expectRefused(desk, 'PutKeyPolicy', put(key, Policy), {
      code: 'MalformedPolicyDocumentException',
      message: `${LOCKED} ${OPERATOR} would lose kms:PutKeyPolicy. These would lose kms:PutKeyPolicy too: ${manager.arn}.`,
      unchanged: key,
    });
    await expectRefused(
      desk,
      'CreateKey',
      { Policy },
      {
        code: 'MalformedPolicyDocumentException',
        message: `${LOCKED} ${OPERATOR} would lose kms:PutKeyPolicy.`,
      },
    );
  });

  it.each<readonly [string, () => Statement[], boolean]>([
    ['named', () => [kept()], true],
    ['by delegation', () => [delegated()], true],
    ['everybody', () => [{ Principal: '*', Action: 'kms:*' }], true],
    ['denied', () => [kept(), { Effect: 'Deny', Principal: '*', Action: 'kms:Put*' }], false],
    [
      'without PutKeyPolicy',
      () => [{ Principal: aws(OPERATOR), Action: ['kms:Get*', 'kms:PutKeyPolicies'] }],
      false,
    ],
    [
      'under a condition that holds',
      () => [{ ...kept(), Condition: { StringEquals: { 'aws:RequestedRegion': REGION } } }],
      true,
    ],
    [
      'under a condition that does not hold',
      () => [{ ...kept(), Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
      false,
    ],
    [
      'when the check is not bypassed',
      () => [{ ...kept(), Condition: { Bool: { 'kms:BypassPolicyLockoutSafetyCheck': 'false' } } }],
      true,
    ],
    [
      'when it is',
      () => [{ ...kept(), Condition: { Bool: { 'kms:BypassPolicyLockoutSafetyCheck': 'true' } } }],
      false,
    ],
    ['only another account', () => [{ Principal: aws('999999999999'), Action: 'kms:*' }], false],
    [
      'only another key',
      () => [{ ...kept(), Resource: `arn:aws:kms:${REGION}:999999999999:key/x` } as Statement],
      false,
    ],
  ])('keeps the caller: %s', async (_, statements, ok) => {
    const at = await keyWith(desk, delegated());
    const body = put(at, policyOf(...statements()));
    const locked: Refusal = {
      code: 'MalformedPolicyDocumentException',
      message: new RegExp(`^${LOCKED.replaceAll('.', '\\.')}`),
    };
    if (ok) {
      await succeed(desk, 'PutKeyPolicy', body);
      await makeKey(desk, { Policy: policyOf(...statements()) });
    } else {
      await expectRefused(desk, 'PutKeyPolicy', body, { ...locked, unchanged: at });
      await expectRefused(desk, 'CreateKey', { Policy: policyOf(...statements()) }, locked);
    }
  });

  it('can be told to do it all the same, and the log says so', async () => {
    const at = await makeKey(desk);
    const Policy = policyOf({ Principal: aws(plain.arn), Action: 'kms:*' });
    const answer = await desk.call('PutKeyPolicy', put(at, Policy, { BypassPolicyLockoutSafetyCheck: true }));
    expect([answer.status, answer.body]).toEqual([200, {}]);
    const event = await eventOf(desk, answer);
    expect(event).toMatchObject({
      Outcome: 'allowed',
      KeyId: at.id,
      Parameters: [['BypassPolicyLockoutSafetyCheck', 'true']],
    });
    // The policy, and before it the one whose place it took.
    expect(event.Changes).toMatchObject([{ Kind: 'policyVersion' }, { Kind: 'policy' }]);
    expect((await succeed(desk, 'GetKeyPolicy', { KeyId: at.id }, plain))['Policy']).toBe(Policy);
    await expectRefused(
      desk,
      'PutKeyPolicy',
      put(at, policyOf(kept())),
      denied(OPERATOR, 'kms:PutKeyPolicy', at.arn, SILENT_RESOURCE('kms:PutKeyPolicy')),
    );
  });
});
