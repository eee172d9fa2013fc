/** Hostile input by the thousand: whatever a signed body holds, the answer is a documented error or a success, never a 5xx. */
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { ERRORS, type ErrorCode } from '../../../service/errors.ts';
import { allOperations, deskOperations } from '../../../service/operations/index.ts';
import {
  ACCOUNT,
  expectQuiet,
  expectRefused,
  makeKey,
  REGION,
  snapshot,
  succeed,
  UNKNOWN_ID,
  useDesk,
  useKey,
  useService,
  type Key,
} from './testing/conformance.ts';
import { delegated, kept, policyOf } from './testing/policies.ts';
import { runs } from '../../../testing/runs.ts';

const desk = useDesk();
const key = useKey(desk);
const plain = useService(desk, 'plain');
let blob: string;
beforeAll(async () => {
  await succeed(desk, 'CreateAlias', { AliasName: 'alias/a', TargetKeyId: key.id });
  blob = String((await succeed(desk, 'Encrypt', { KeyId: key.id, Plaintext: 'YQ==' }))['CiphertextBlob']);
});

/** Values that come close: half of them are right somewhere. */
const values = (): fc.Arbitrary<unknown> => {
  const plausible = fc.constantFrom<unknown>(
    key.id,
    key.arn,
    'alias/a',
    'alias/',
    `arn:aws:kms:${REGION}:${ACCOUNT}:alias/a`,
    UNKNOWN_ID,
    `arn:aws:kms:eu-west-1:${ACCOUNT}:key/${key.id}`,
    blob,
    blob.slice(0, 40),
    'YQ==',
    'S0QBAQ==',
    '',
    ' ',
    '*',
    '__proto__',
    'AES_256',
    'SYMMETRIC_DEFAULT',
    'RSA_2048',
    'ENCRYPT_DECRYPT',
    'AWS_KMS',
    'default',
    'Active',
    'Disabled',
    'IGNORE_CIPHERTEXT',
    policyOf(kept()),
    policyOf(kept(), delegated()),
    '{"Statement":{}}',
    '[',
    'ü',
    '\u{1F511}',
    'x'.repeat(3000),
    0,
    1,
    -1,
    16,
    1024,
    1.5,
    1e15,
    2 ** 31,
    true,
    false,
    null,
  );
  const scalar = fc.oneof({ weight: 4, arbitrary: plausible }, fc.string({ maxLength: 12 }), fc.integer());
  const name = fc.constantFrom('a', 'tenant', '__proto__', 'constructor', '', 'TagKey', 'TagValue');
  const object = fc.dictionary(name, scalar, { maxKeys: 3 });
  return fc.oneof(
    { weight: 5, arbitrary: scalar },
    fc.array(fc.oneof(scalar, object), { maxLength: 3 }),
    object,
  );
};

const membersOf = (schema: unknown): string[] =>
  Object.keys(
    (schema as { readonly _zod: { readonly def: { readonly shape?: object } } })._zod.def.shape ?? {},
  ); // every input is an object

const RUNS = 25;
it.each(
  allOperations()
    // What makes or ends access would take the test's own way in away; ConfirmPassword costs an argon2 each.
    .filter(({ on, name }) => on !== 'public' && !/AccessKey|CreateService|ConfirmPassword/.test(name))
    .map(({ name, input }) => [name, input] as const),
)('%s', async (name, input) => {
  const members = membersOf(input);
  const bodies = fc.sample(
    fc.dictionary(members.length === 0 ? fc.constant('Any') : fc.constantFrom(...members), values(), {
      maxKeys: members.length,
    }),
    { seed: 20261124, numRuns: runs(RUNS) },
  );
  const target = Object.hasOwn(deskOperations, name) ? `Keydesk.${name}` : name;
  const answers = await Promise.all(bodies.map((body) => desk.call(target, JSON.stringify(body))));
  for (const [at, { status, body }] of answers.entries()) {
    const code = body['__type'] as ErrorCode | undefined; // known to the table, or the next line fails
    expect([bodies[at], status]).toEqual([bodies[at], code === undefined ? 200 : ERRORS[code].status]);
    expect(status).toBeLessThan(500);
    expect(code).not.toBe('UnknownOperationException');
  }
});

it('gives every name once, however many ask at the same time', async () => {
  const at: Key = await makeKey(desk);
  const answers = await Promise.all(
    Array.from({ length: 12 }, () =>
      desk.call('CreateAlias', { AliasName: 'alias/raced', TargetKeyId: at.id }),
    ),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  for (const { status, body } of answers)
    if (status !== 200) expect(body['__type']).toBe('AlreadyExistsException');
  const services = await Promise.all(
    Array.from({ length: 6 }, () => desk.call('Keydesk.CreateService', { Name: 'raced' })),
  );
  expect(services.filter(({ status }) => status === 200)).toHaveLength(1);
});

it('refuses from the moment that DisableKey has answered', async () => {
  const at = await makeKey(desk);
  const use = () => desk.call('GenerateDataKey', { KeyId: at.id, KeySpec: 'AES_256' });
  const before = Array.from({ length: 8 }, use);
  await succeed(desk, 'DisableKey', { KeyId: at.id });
  for (const { status, body } of await Promise.all(Array.from({ length: 8 }, use)))
    expect([status, body['__type']]).toEqual([400, 'DisabledException']);
  for (const { status, body } of await Promise.all(before))
    expect([200, 'DisabledException']).toContain(status === 200 ? 200 : body['__type']);
});

it('has changed nothing of a key for whom may nothing', async () => {
  const at = await makeKey(desk, { Policy: policyOf(kept()) });
  const before = await snapshot(desk, at);
  for (const [operation, body] of [
    ['DisableKey', {}],
    ['PutKeyPolicy', { Policy: policyOf(delegated()), BypassPolicyLockoutSafetyCheck: true }],
    ['Encrypt', { Plaintext: 'YQ==' }],
  ] as const)
    await expectRefused(
      desk,
      operation,
      { KeyId: at.id, ...body },
      { code: 'AccessDeniedException', as: plain },
    );
  expect(await snapshot(desk, at)).toEqual(before);
});

it('has answered nothing with an internal error', () => {
  expectQuiet(desk);
});
