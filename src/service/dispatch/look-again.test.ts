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

/** A desk whose vault waits to be told, so that something can happen while a Decrypt is in it. */
async function setUp() {
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
  const vault = {
    decrypt: async () => {
      entered();
      await gate;
      return Uint8Array.of(1, 2, 3);
    },
  } as unknown as Vault; // Decrypt asks nothing else of it
  const dispatch = new Dispatch({
    desk: desk satisfies Desk,
    ledger,
    ports: {
      vault,
      passwords: desk.passwords,
      policies: createPolicyLibrary(sha256),
      sessions: { lastUse: () => null },
    },
    salt: () => '0'.repeat(32),
    micros: () => 0,
    onInternalError: () => undefined,
  });
  const seed = [
    put('key', KEY, key),
    put('policy', KEY, { text: defaultKeyPolicy(ACCOUNT) }),
    put('keyVersion', `${KEY}/1`, {
      keyId: KEY,
      number: 1,
      createdAt: 1,
      rotation: null,
      materialId: 'm',
      residency: 'WRAPPED',
      material: 'AAAA',
      publicKey: null,
    }),
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
  const decrypting = run('Decrypt', call, { CiphertextBlob: toBase64(blob) });
  decrypting.catch(() => undefined);
  await inVault;
  return { ledger, store, run, call, asRoot, decrypting, release, facts: desk.facts };
}

const last = async (store: Awaited<ReturnType<typeof setUp>>['store'], sequence: number) =>
  parseEvent((await store.leaf(sequence))!);

it('lets a Decrypt through when nothing that decides has moved', async () => {
  const { store, decrypting, release } = await setUp();
  release();
  await expect(decrypting).resolves.toMatchObject({ output: { Plaintext: 'AQID' } });
  expect(await last(store, 1)).toMatchObject({ operation: 'Decrypt', outcome: 'allowed' });
});

it('refuses a Decrypt whose key was disabled while it was in the HSM, and logs it after the DisableKey', async () => {
  const { store, run, asRoot, decrypting, release } = await setUp();
  await run('DisableKey', asRoot, { KeyId: KEY });
  release();
  await expect(decrypting).rejects.toMatchObject({ code: 'DisabledException' });
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
  const { ledger, store, decrypting, release, facts } = await setUp();
  await ledger.append(facts, [remove('accessKey', 'AK1')]).durable;
  release();
  await expect(decrypting).rejects.toMatchObject({ code: 'AccessDeniedException' });
  expect(await last(store, 2)).toMatchObject({ operation: 'Decrypt', outcome: 'denied' });
});

it('refuses a Decrypt whose principal lost its role while it was in the HSM', async () => {
  const { store, run, asRoot, decrypting, release } = await setUp();
  await run('UpdatePrincipalPolicies', asRoot, { PrincipalId: 'AROA1', Policies: [] });
  release();
  await expect(decrypting).rejects.toMatchObject({ code: 'AccessDeniedException' });
  expect(await last(store, 2)).toMatchObject({ operation: 'Decrypt', outcome: 'denied' });
});

it('refuses a call whose access key is deleted between its verification and the decision', async () => {
  const { ledger, store, run, call, facts, decrypting, release } = await setUp();
  const later = run('Decrypt', { ...call, requestId: 'later' }, { CiphertextBlob: toBase64(blob) });
  // The call waits for its next step.
  void ledger.append(facts, [remove('accessKey', 'AK1')]);
  release();
  await expect(later).rejects.toMatchObject({ code: 'AccessDeniedException' });
  await expect(decrypting).rejects.toMatchObject({ code: 'AccessDeniedException' });
  expect(await last(store, 2)).toMatchObject({ request: 'later', outcome: 'denied', key: null });
});
