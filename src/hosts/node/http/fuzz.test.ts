/**
 * Hostile requests by the thousand, against a desk that runs: whatever they hold, the answer is a documented error or a success, never a
 * 5xx; nothing crashes, and the memory stays what it was. 5,000 of them, and 100,000 in the long run.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signRequest, type Credentials } from '../testing/sign-request.ts';
import { ERRORS, type ErrorCode } from '../../../service/errors.ts';
import { allOperations, deskOperations } from '../../../service/operations/index.ts';
import {
  ACCOUNT,
  expectQuiet,
  expectRefused,
  makeKey,
  makeService,
  REGION,
  snapshot,
  succeed,
  UNKNOWN_ID,
  useDesk,
  useKey,
  useService,
  type Key,
} from './testing/conformance.ts';
import { redeem } from './testing/console-requests.ts';
import * as hostile from './testing/hostile.ts';
import type { Call, Hostile, Said } from './testing/hostile.ts';
import { delegated, kept, policyOf } from './testing/policies.ts';
import { runs, SCALE } from '../../../testing/runs.ts';

/** The test is the desk's proxy, so that each request comes from an address of its own, and none is told to wait. */
const desk = useDesk({ KEYDESK_TRUSTED_PROXIES: '127.0.0.1' });
const key = useKey(desk);
const plain = useService(desk, 'plain');
let blob: string;
let cookie: string;
let sent = 0;
const SEED = 20261124;
/** So many that none has more refused than are events each: what is hostile shall be met in the log too. */
const senders: Credentials[] = [];
const SENDERS = 12;

/** MiB that the desk holds: its heap and buffers, not what the system may take back when it wants. */
async function memory(): Promise<number> {
  const { Text } = await succeed(desk, 'Keydesk.GetMetrics');
  const value = (name: string): number => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(String(Text))?.[1]);
  return value('process_resident_memory_bytes') / 2 ** 20;
}

beforeAll(async () => {
  cookie = await redeem(desk);
  for (let i = 0; i < runs(SENDERS); i++) senders.push(await makeService(desk, `s${i}`, ['administrator']));
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
    { seed: SEED, numRuns: runs(RUNS) },
  );
  const target = Object.hasOwn(deskOperations, name) ? `Keydesk.${name}` : name;
  const sender = await makeService(desk, `for-${name}`, ['administrator']);
  const answers = await Promise.all(bodies.map((body) => desk.call(target, JSON.stringify(body), sender)));
  sent += answers.length;
  for (const [at, { status, body }] of answers.entries()) {
    const code = body['__type'] as ErrorCode | undefined; // known to the table, or the next line fails
    expect([bodies[at], status]).toEqual([bodies[at], code === undefined ? 200 : ERRORS[code].status]);
    expect(status).toBeLessThan(500);
    expect(code).not.toBe('UnknownOperationException');
  }
});

describe('requests that nobody honest sends', () => {
  /** Made after the operations above had their way with the file's own. */
  let fresh: Key;
  let sealed: string;
  beforeAll(async () => {
    fresh = await makeKey(desk);
    const made = await succeed(desk, 'Encrypt', { KeyId: fresh.id, Plaintext: 'YQ==' });
    sealed = String(made['CiphertextBlob']);
  });

  /** Each is answered, with less than 500, or its connection is ended; the answers. */
  async function provoke<T>(
    what: fc.Arbitrary<T>,
    count: number,
    send: (one: T, i: number) => Promise<Said>,
  ): Promise<readonly (readonly [T, Said])[]> {
    const all = fc.sample(what, { seed: SEED, numRuns: runs(count) });
    const said = await hostile.sendAll(all, send);
    sent += said.length;
    const pairs = all.map((one, i) => [one, said[i] ?? { status: 0, text: '' }] as const);
    // A clone without a built console says so at every page.
    const wrong = pairs.filter(
      ([one, { status, text }]) =>
        status >= 500 && !text.includes('The console is not built') && !(isHead(one) && text === ''),
    );
    expect(wrong.slice(0, 3)).toEqual([]);
    expect(desk.process.exitCode).toBeNull();
    return pairs;
  }
  const isHead = (one: unknown): boolean =>
    typeof one === 'object' && one !== null && 'method' in one && one.method === 'HEAD';
  const post = (one: Hostile, i: number): Promise<Said> => hostile.send(desk.port, one, i);
  const call =
    (target: string) =>
    (body: object | string): Call => ({
      target: target.includes('.') ? target : `TrentService.${target}`,
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  /** As it is signed, without anything spoiled. */
  const asSigned = (calls: fc.Arbitrary<Call>): fc.Arbitrary<Hostile> =>
    hostile
      .signed(desk, senders, calls)
      .filter(({ path, headers }) => path === '/' && 'authorization' in headers);

  it('signatures and headers: what was spoiled is not believed', async () => {
    const body = { KeyId: fresh.id, Plaintext: 'YQ==' };
    const pairs = await provoke(hostile.signed(desk, senders, fc.constant(call('Encrypt')(body))), 700, post);
    const believed = pairs.filter(([, { status }]) => status === 200);
    expect(believed.length).toBeGreaterThan(0);
    // What is believed has the signed body, target and time; only what is not signed may differ.
    for (const [{ body: its, headers }] of believed) {
      expect(its).toBe(JSON.stringify(body));
      expect(headers['x-amz-target']?.trim()).toBe('TrentService.Encrypt');
    }
    expect(pairs.length - believed.length).toBeGreaterThan(runs(700) / 4);
  });

  it('JSON', async () => {
    const names = [
      'Encrypt',
      'Decrypt',
      'CreateKey',
      'ListKeys',
      'PutKeyPolicy',
      'Keydesk.SearchAuditEvents',
      'Keydesk.SearchKeys',
    ];
    const calls = fc.tuple(fc.constantFrom(...names), hostile.json()).map(([name, text]) => call(name)(text));
    await provoke(asSigned(calls), 700, post);
  });

  it('ciphertexts and contexts: nothing that was altered opens', async () => {
    const opens = fc.oneof(
      hostile.ciphertexts(sealed).map((CiphertextBlob) => ({ CiphertextBlob })),
      hostile.contexts().map((EncryptionContext) => ({ CiphertextBlob: sealed, EncryptionContext })),
      fc
        .tuple(hostile.ciphertexts(sealed), hostile.contexts())
        .map(([CiphertextBlob, SourceEncryptionContext]) => ({
          CiphertextBlob,
          SourceEncryptionContext,
          DestinationKeyId: fresh.id,
        })),
    );
    const calls = opens.map((body) => call('DestinationKeyId' in body ? 'ReEncrypt' : 'Decrypt')(body));
    const pairs = await provoke(
      fc.tuple(calls, fc.constantFrom(...senders)).map(([one, credentials]): Hostile => {
        const { headers } = signRequest({ url: `http://127.0.0.1:${desk.port}`, credentials, ...one });
        return { method: 'POST', path: '/', headers, body: one.body };
      }),
      700,
      post,
    );
    for (const [{ body }, { status }] of pairs) {
      const { CiphertextBlob, EncryptionContext } = JSON.parse(String(body)) as {
        readonly CiphertextBlob: string;
        readonly EncryptionContext?: object;
      }; // just made
      const isItself = CiphertextBlob === sealed && Object.keys(EncryptionContext ?? {}).length === 0;
      if (!isItself) expect([body, status]).toEqual([body, 400]);
    }
  });

  it('policies, to be put, linted, compared and asked', async () => {
    const at = await makeKey(desk);
    const calls = hostile
      .policies(kept())
      .chain((Policy) =>
        fc.constantFrom(
          call('PutKeyPolicy')({ KeyId: at.id, Policy }),
          call('CreateKey')({ Policy, BypassPolicyLockoutSafetyCheck: true }),
          call('Keydesk.LintKeyPolicy')({ Policy }),
          call('Keydesk.CompareKeyPolicies')({ KeyId: at.id, Policy }),
          call('Keydesk.ReplayKeyPolicy')({ KeyId: at.id, Policy }),
          call('Keydesk.CreateIdentityPolicy')({ Name: 'p', Policy }),
        ),
      );
    await provoke(asSigned(calls), 500, post);
  });

  it('pages and cookies that are not ours', async () => {
    const names = allOperations()
      .map(({ name }) => name)
      .filter(
        (name) => !/SignIn|Redeem|Password|SignOut|EndSession|DeleteUser|ResetUser|Stream|Tail/.test(name),
      );
    await provoke(hostile.browsers(desk, cookie, names), 700, post);
  });

  it('paths', async () => {
    const pairs = await provoke(hostile.paths(), 400, post);
    for (const [, { text }] of pairs) expect(text).not.toMatch(/root:x:0|node:internal|\bat \/|\.ts:\d/);
  });

  it('bytes that are not quite HTTP', async () => {
    await provoke(hostile.wire(), 200, (bytes) => hostile.sendRaw(desk.port, bytes));
  });
});

describe('after thousands of them', () => {
  let before: number;
  beforeAll(async () => {
    before = await memory();
  });

  it('the memory is what it was', async () => {
    const again = fc.sample(
      hostile.signed(
        desk,
        senders,
        hostile.json().map((body) => ({ target: 'TrentService.Encrypt', body })),
      ),
      {
        seed: SEED + 1,
        numRuns: runs(1_000),
      },
    );
    sent += (await hostile.sendAll(again, (one, i) => hostile.send(desk.port, one, i))).length;
    // Room for what the collector has not come to yet, which does not grow with the number of requests.
    expect((await memory()) - before).toBeLessThan(64);
  });

  it('there were as many as was said', () => {
    expect(sent).toBeGreaterThanOrEqual(5_000 * SCALE);
  });

  afterAll(() => expect(desk.process.exitCode).toBeNull());
});

it('gives every name once, however many ask at the same time', async () => {
  const at: Key = await makeKey(desk);
  const [sender] = senders;
  const answers = await Promise.all(
    Array.from({ length: 12 }, () =>
      desk.call('CreateAlias', { AliasName: 'alias/raced', TargetKeyId: at.id }, sender),
    ),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  for (const { status, body } of answers)
    if (status !== 200) expect(body['__type']).toBe('AlreadyExistsException');
  const services = await Promise.all(
    Array.from({ length: 6 }, () => desk.call('Keydesk.CreateService', { Name: 'raced' }, sender)),
  );
  expect(services.filter(({ status }) => status === 200)).toHaveLength(1);
});

it('refuses from the moment that DisableKey has answered', async () => {
  const at = await makeKey(desk);
  const [sender] = senders;
  const use = () => desk.call('GenerateDataKey', { KeyId: at.id, KeySpec: 'AES_256' }, sender);
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
