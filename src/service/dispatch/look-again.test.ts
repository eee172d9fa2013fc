/** After an await, look again: what was allowed before an effect must still be allowed when its answer leaves. */
import { createHash, createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { encodeHeader } from '../../domain/keys/ciphertext.ts';
import { concat, toBase64 } from '../../domain/bytes.ts';
import { parseEvent } from '../../domain/audit/canonical-event.ts';
import { TileEdge } from '../../domain/log/tiles.ts';
import { defaultKeyPolicy } from '../../domain/policy/default-policy.ts';
import { memoryStore } from '../../domain/ports/memory-store.ts';
import type { Vault } from '../../domain/ports/vault.ts';
import { put, remove, type KeyEntity } from '../../domain/state/entities.ts';
import { NO_CHANGES } from '../../domain/state/load.ts';
import { deskIdBytes } from '../../domain/state/row-mac.ts';
import { State } from '../../domain/state/state.ts';
import { Ledger } from '../ledger/ledger.ts';
import type { Call, Desk } from '../operation.ts';
import { operationOfName } from '../operations/index.ts';
import { createPolicyLibrary } from '../policy-library.ts';
import { principalOf, rootPrincipal } from '../principals.ts';
import { deskFacts } from './testing/desk-facts.ts';
import { Dispatch } from './dispatch.ts';

const ACCOUNT = '000000000000';
const KEY = '1c7f4ae2-0000-4000-8000-0000000090ab';
const OTHER = '2d81c06f-0000-4000-8000-0000000090ab';
const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const mac = (message: Uint8Array): Uint8Array => createHmac('sha256', 'k').update(message).digest();

const key: KeyEntity = {
  id: KEY,
  spec: 'SYMMETRIC_DEFAULT',
  usage: 'ENCRYPT_DECRYPT',
  origin: 'AWS_KMS',
  state: 'Enabled',
  description: '',
  createdAt: 1,
  createdBy: 'x',
  currentVersion: 1,
  tags: [],
  rotation: null,
  deletion: null,
  destroyedAt: null,
};
const blob = concat(
  encodeHeader({ keyId: KEY, keyVersion: 1, nonce: new Uint8Array(12) }),
  new Uint8Array(20),
);

const version = (keyId: string) =>
  put('keyVersion', `${keyId}/1`, {
    keyId,
    number: 1,
    createdAt: 1,
    rotation: null,
    materialId: 'm',
    residency: 'WRAPPED',
    material: 'AAAA',
    publicKey: null,
  });

/** What is asked while the vault waits. */
interface Asked {
  readonly name: string;
  readonly body: object;
}
const DECRYPT: Asked = { name: 'Decrypt', body: { CiphertextBlob: toBase64(blob) } };
const ENCRYPT: Asked = { name: 'Encrypt', body: { KeyId: 'alias/a', Plaintext: 'AQID' } };
const RE_ENCRYPT: Asked = {
  name: 'ReEncrypt',
  body: { CiphertextBlob: toBase64(blob), DestinationKeyId: 'alias/b' },
};

/** A desk whose vault waits to be told, so that something can happen while a call is in it. */
async function setUp(asked: Asked = DECRYPT) {
  const { meta, desk } = deskFacts(sha256);
  const store = memoryStore();
  await store.initialise(meta);
  const ledger = new Ledger(
    { store, state: new State(), tiles: new TileEdge(sha256), changeHead: NO_CHANGES },
    {
      deskId: deskIdBytes(meta.deskId),
      sha256,
      mac,
      reopen: () => Promise.reject(new Error('not in this test')),
      onFailure: () => undefined,
      defer: setImmediate,
    },
  );
  let release!: () => void;
  const gate = new Promise<void>((done) => (release = done));
  let entered!: () => void;
  const inVault = new Promise<void>((done) => (entered = done));
  const work = async (answer: Uint8Array): Promise<Uint8Array> => {
    entered();
    await gate;
    return answer;
  };
  const vault = {
    decrypt: () => work(Uint8Array.of(1, 2, 3)),
    encrypt: () => work(new Uint8Array(19)),
  } as unknown as Vault; // these operations ask nothing else of it
  const dispatch = new Dispatch({
    desk: desk satisfies Desk,
    ledger,
    ports: {
      vault,
      passwords: desk.passwords,
      policies: createPolicyLibrary(sha256),
      sessions: { lastUse: () => null },
      keeper: null,
      tokenMac: () => new Uint8Array(32),
    },
    salt: () => '0'.repeat(32),
    micros: () => 0,
    onInternalError: () => undefined,
  });
  const seed = [
    put('key', KEY, key),
    put('policy', KEY, { text: defaultKeyPolicy(ACCOUNT) }),
    version(KEY),
    put('key', OTHER, { ...key, id: OTHER }),
    put('policy', OTHER, { text: defaultKeyPolicy(ACCOUNT) }),
    version(OTHER),
    put('alias', 'alias/a', { name: 'alias/a', keyId: KEY, createdAt: 1, updatedAt: 1 }),
    put('alias', 'alias/b', { name: 'alias/b', keyId: OTHER, createdAt: 1, updatedAt: 1 }),
    put('principal', 'AROA1', {
      id: 'AROA1',
      kind: 'role',
      name: 'a',
      createdAt: 1,
      policies: ['administrator'],
      passwordHash: null,
    }),
    put('accessKey', 'AK1', {
      id: 'AK1',
      principalId: 'AROA1',
      sealed: '',
      status: 'Active',
      createdAt: 1,
    }),
  ];
  const call: Call = {
    principal: principalOf(ACCOUNT, {
      id: 'AROA1',
      kind: 'role',
      name: 'a',
      createdAt: 1,
      policies: ['administrator'],
      passwordHash: null,
    }),
    via: 'sdk',
    credential: 'AK1',
    sessionId: null,
    source: '127.0.0.1',
    agent: '',
    requestId: 'decrypt',
    secure: false,
    time: 5,
    passwordFresh: false,
    stillValid: (state) => state.accessKey('AK1')?.status === 'Active',
  };
  const asRoot: Call = {
    ...call,
    principal: rootPrincipal(ACCOUNT),
    requestId: 'root',
    stillValid: () => true,
  };
  const run = (name: string, as: Call, body: object) =>
    dispatch.run(operationOfName(name)!, as, () => body as Record<string, unknown>);
  await ledger.append(desk.facts, seed).durable;
  const running = run(asked.name, call, asked.body);
  running.catch(() => undefined);
  await inVault;
  return { ledger, store, run, call, asRoot, running, release, facts: desk.facts };
}

const last = async (store: Awaited<ReturnType<typeof setUp>>['store'], sequence: number) =>
  parseEvent((await store.leaf(sequence))!);

it('lets a Decrypt through when nothing that decides has moved', async () => {
  const { store, running, release } = await setUp();
  release();
  await expect(running).resolves.toMatchObject({ output: { Plaintext: 'AQID' } });
  expect(await last(store, 1)).toMatchObject({ operation: 'Decrypt', outcome: 'allowed' });
});

it('refuses a Decrypt whose key was disabled while it was in the HSM, and logs it after the DisableKey', async () => {
  const { store, run, asRoot, running, release } = await setUp();
  await run('DisableKey', asRoot, { KeyId: KEY });
  release();
  await expect(running).rejects.toMatchObject({ code: 'DisabledException' });
  expect(await last(store, 1)).toMatchObject({ operation: 'DisableKey', outcome: 'allowed' });
  expect(await last(store, 2)).toMatchObject({
    operation: 'Decrypt',
    outcome: 'failed',
    error: 'DisabledException',
    envelope: sha256(blob).toHex(),
    keyVersion: 1,
  });
});

it('refuses a Decrypt whose access key was deleted while it was in the HSM', async () => {
  const { ledger, store, running, release, facts } = await setUp();
  await ledger.append(facts, [remove('accessKey', 'AK1')]).durable;
  release();
  await expect(running).rejects.toMatchObject({ code: 'AccessDeniedException' });
  expect(await last(store, 2)).toMatchObject({ operation: 'Decrypt', outcome: 'denied' });
});

it('refuses a Decrypt whose principal lost its role while it was in the HSM', async () => {
  const { store, run, asRoot, running, release } = await setUp();
  await run('UpdatePrincipalPolicies', asRoot, { PrincipalId: 'AROA1', Policies: [] });
  release();
  await expect(running).rejects.toMatchObject({ code: 'AccessDeniedException' });
  expect(await last(store, 2)).toMatchObject({ operation: 'Decrypt', outcome: 'denied' });
});

/** Denies Decrypt to whoever leaves. */
const LEAVING = JSON.stringify({
  Version: '2012-10-17',
  Statement: {
    Sid: 'nobody who leaves',
    Effect: 'Deny',
    Action: 'kms:Decrypt',
    Resource: '*',
    Condition: { StringEquals: { 'aws:PrincipalTag/leaving': 'yes' } },
  },
});

it.each([
  ['lets through', 'no', 'allowed'],
  ['refuses', 'yes', 'denied'],
])(
  '%s a Decrypt whose principal was tagged leaving=%s while it was in the HSM',
  async (_, TagValue, outcome) => {
    const { store, run, asRoot, running, release } = await setUp();
    await run('CreateIdentityPolicy', asRoot, { Name: 'leaving', Policy: LEAVING });
    const Policies = ['administrator', 'leaving'];
    await run('UpdatePrincipalPolicies', asRoot, { PrincipalId: 'AROA1', Policies });
    const Tags = [{ TagKey: 'leaving', TagValue }];
    await run('UpdatePrincipalTags', asRoot, { PrincipalId: 'AROA1', Tags });
    release();
    await running.catch(() => undefined);
    const event = await last(store, 4);
    expect(event).toMatchObject({ operation: 'Decrypt', outcome });
    expect(event.decidedBy.some(({ sid }) => sid === 'nobody who leaves')).toBe(outcome === 'denied');
  },
);

it('refuses a Decrypt by an own policy whose text is another by the time it leaves the HSM', async () => {
  const { store, run, asRoot, running, release } = await setUp();
  const Name = 'reads';
  const text = (Effect: string): string =>
    JSON.stringify({ Version: '2012-10-17', Statement: { Effect, Action: 'kms:Decrypt', Resource: '*' } });
  await run('CreateIdentityPolicy', asRoot, { Name, Policy: text('Allow') });
  await run('UpdatePrincipalPolicies', asRoot, { PrincipalId: 'AROA1', Policies: ['administrator', Name] });
  await run('PutIdentityPolicy', asRoot, { Name, Policy: text('Deny') });
  release();
  await expect(running).rejects.toMatchObject({ code: 'AccessDeniedException' });
  expect(await last(store, 4)).toMatchObject({
    operation: 'Decrypt',
    outcome: 'denied',
    decidedBy: [{ source: 'IDENTITY_POLICY', policy: Name, version: 2, effect: 'Deny' }],
  });
});

it('refuses a call whose access key is deleted between its verification and the decision', async () => {
  const { ledger, store, run, call, facts, running, release } = await setUp();
  const later = run('Decrypt', { ...call, requestId: 'later' }, { CiphertextBlob: toBase64(blob) });
  // The call waits for its next step.
  void ledger.append(facts, [remove('accessKey', 'AK1')]);
  release();
  await expect(later).rejects.toMatchObject({ code: 'AccessDeniedException' });
  await expect(running).rejects.toMatchObject({ code: 'AccessDeniedException' });
  expect(await last(store, 2)).toMatchObject({ request: 'later', outcome: 'denied', key: null });
});

it('books an Encrypt by alias on the key that made it, when the alias names another meanwhile', async () => {
  const { ledger, store, run, asRoot, running, release, facts } = await setUp(ENCRYPT);
  await run('UpdateAlias', asRoot, { AliasName: 'alias/a', TargetKeyId: OTHER });
  // And something that decides, so that it is looked at again.
  await ledger.append(facts, [put('policy', OTHER, { text: defaultKeyPolicy(ACCOUNT) })]).durable;
  release();
  const { output } = await running;
  expect(output).toMatchObject({ KeyId: expect.stringMatching(new RegExp(`${KEY}$`)) });
  expect(await last(store, 3)).toMatchObject({ operation: 'Encrypt', outcome: 'allowed', key: KEY });
  expect([KEY, OTHER].map((id) => ledger.state.usage.encryptions(id, 1))).toEqual([1, 0]);
});

it('refuses an Encrypt by alias whose key was disabled, though the alias names an enabled one by now', async () => {
  const { ledger, store, run, asRoot, running, release } = await setUp(ENCRYPT);
  await run('UpdateAlias', asRoot, { AliasName: 'alias/a', TargetKeyId: OTHER });
  await run('DisableKey', asRoot, { KeyId: KEY });
  release();
  await expect(running).rejects.toMatchObject({ code: 'DisabledException' });
  expect(await last(store, 3)).toMatchObject({ operation: 'Encrypt', outcome: 'failed', key: KEY });
  expect(ledger.state.usage.encryptions(OTHER, 1)).toBe(0);
});

it('re-encrypts when nothing of it has moved', async () => {
  const { ledger, store, running, release } = await setUp(RE_ENCRYPT);
  release();
  await expect(running).resolves.toMatchObject({
    output: { KeyId: expect.stringMatching(new RegExp(`${OTHER}$`)) },
  });
  expect(await last(store, 1)).toMatchObject({ operation: 'ReEncrypt', outcome: 'allowed', key: KEY });
  expect([KEY, OTHER].map((id) => ledger.state.usage.encryptions(id, 1))).toEqual([0, 1]);
});

it('refuses a ReEncrypt whose destination was disabled, though its alias names an enabled one by now', async () => {
  const { ledger, store, run, asRoot, running, release } = await setUp(RE_ENCRYPT);
  await run('DisableKey', asRoot, { KeyId: OTHER });
  await run('UpdateAlias', asRoot, { AliasName: 'alias/b', TargetKeyId: KEY });
  release();
  await expect(running).rejects.toMatchObject({
    code: 'DisabledException',
    message: expect.stringContaining(OTHER),
  });
  expect(await last(store, 3)).toMatchObject({ operation: 'ReEncrypt', outcome: 'failed', key: KEY });
  expect(ledger.state.usage.encryptions(OTHER, 1)).toBe(0);
});

it('refuses a ReEncrypt whose destination denies it by now, though its alias names one that allows', async () => {
  const { ledger, store, run, asRoot, running, release, facts } = await setUp(RE_ENCRYPT);
  const { Statement, ...policy } = JSON.parse(defaultKeyPolicy(ACCOUNT)) as { Statement: object[] }; // our own text
  const deny = { Effect: 'Deny', Principal: '*', Action: 'kms:ReEncryptTo', Resource: '*' };
  const text = JSON.stringify({ ...policy, Statement: [...Statement, deny] });
  await ledger.append(facts, [put('policy', OTHER, { text })]).durable;
  await run('UpdateAlias', asRoot, { AliasName: 'alias/b', TargetKeyId: KEY });
  release();
  await expect(running).rejects.toMatchObject({ code: 'AccessDeniedException' });
  expect(await last(store, 3)).toMatchObject({ operation: 'ReEncrypt', outcome: 'denied', key: KEY });
});
