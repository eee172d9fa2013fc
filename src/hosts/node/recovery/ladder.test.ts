/** The ladder under load: signed requests all the while, and the token taken away, exchanged, given another PIN, and made slow. */
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runs } from '../../../testing/runs.ts';
import {
  removeDirectory,
  runCli,
  startTestDesk,
  temporaryDirectory,
  type TestDesk,
} from '../testing/desk.ts';
import { faultyModule, type FaultyModule } from '../vault-pkcs11/testing/faulty-module.ts';
import { softHsmFixture } from '../vault-pkcs11/testing/softhsm-fixture.ts';
import { inspect } from '../vault-pkcs11/testing/token-inspection.ts';
import type { SoftHsm } from '../vault-pkcs11/softhsm.ts';
import { prepareSoftHsm } from '../vault-pkcs11/softhsm.ts';

interface Readyz {
  readonly ready: boolean;
  readonly hsm: {
    readonly state: string;
    readonly rung?: string;
    readonly message: string;
    readonly remedy?: string;
    readonly refused?: number;
  };
  readonly log: {
    readonly uncovered: number;
    readonly uncoveredSince?: string;
    readonly checkpointSize: number;
  };
}

const PLAINTEXT = Buffer.from('secret').toString('base64');
const BACK_WITHIN_MS = 3_000;
const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const readyz = async (desk: TestDesk): Promise<Readyz> =>
  (await (await fetch(`${desk.url}/readyz`)).json()) as Readyz; // what it answers
const untilReadyz = (desk: TestDesk, found: unknown): Promise<void> =>
  vi.waitFor(async () => expect(await readyz(desk)).toMatchObject(found as Readyz), {
    timeout: BACK_WITHIN_MS,
    interval: 50,
  });
const tokensOf = (desk: TestDesk): string => join(desk.dataDirectory, 'hsm', 'tokens');

/** Clients that call until they are stopped. What they heard, by operation; any answer that is neither right nor 503 is kept. */
class Load {
  readonly wrong: unknown[] = [];
  /** Every key and data key that was answered. */
  readonly keys: string[] = [];
  readonly dataKeys: { readonly plaintext: string; readonly blob: string }[] = [];
  right = 0;
  refused = 0;
  #stopped = false;
  readonly #desk: TestDesk;
  readonly #running: Promise<unknown>;

  constructor(desk: TestDesk, keyIds: readonly string[], blobs: readonly string[]) {
    this.#desk = desk;
    const clients = keyIds.map((keyId, n) => this.#client(keyId, blobs[n] ?? ''));
    this.#running = Promise.all([...clients, this.#maker()]);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  /** Resolves when something has gone right from now on. */
  async goesOn(): Promise<void> {
    const { right } = this;
    await vi.waitFor(() => expect(this.right).toBeGreaterThan(right), {
      timeout: BACK_WITHIN_MS,
      interval: 10,
    });
  }

  async #ask(target: string, input: object): Promise<Record<string, unknown> | null> {
    const { status, body } = await this.#desk.call(target, input);
    if (status === 200) {
      this.right++;
      return body;
    }
    if (status === 503) this.refused++;
    else this.wrong.push({ target, status, body });
    return null;
  }

  /* oxlint-disable no-await-in-loop -- a client makes one call after the other */
  async #client(keyId: string, blob: string): Promise<void> {
    while (!this.#stopped) {
      const opened = await this.#ask('Decrypt', { CiphertextBlob: blob });
      if (opened !== null && opened['Plaintext'] !== PLAINTEXT) this.wrong.push(opened);
      const made = await this.#ask('GenerateDataKey', { KeyId: keyId, KeySpec: 'AES_256' });
      if (made !== null)
        this.dataKeys.push({
          plaintext: String(made['Plaintext']),
          blob: String(made['CiphertextBlob']),
        });
      await this.#ask('Encrypt', { KeyId: keyId, Plaintext: PLAINTEXT });
    }
  }

  async #maker(): Promise<void> {
    while (!this.#stopped) {
      const made = await this.#ask('CreateKey', {});
      if (made !== null) this.keys.push((made['KeyMetadata'] as { KeyId: string }).KeyId); // what it answers
      await wait(20);
    }
  }
  /* oxlint-enable no-await-in-loop */
}

async function keysAndBlobs(desk: TestDesk, count: number): Promise<{ keyIds: string[]; blobs: string[] }> {
  const made = await Promise.all(
    Array.from({ length: count }, async () => {
      const { body } = await desk.call('CreateKey');
      const { KeyId } = body['KeyMetadata'] as { KeyId: string }; // what it answers
      const sealed = await desk.call('Encrypt', { KeyId, Plaintext: PLAINTEXT });
      return { keyId: KeyId, blob: String(sealed.body['CiphertextBlob']) };
    }),
  );
  return { keyIds: made.map(({ keyId }) => keyId), blobs: made.map(({ blob }) => blob) };
}

/** The log, verified on the stopped desk; objects of the token are the five resident keys and no more. */
async function nothingLost(desk: TestDesk): Promise<void> {
  expect(await desk.stop()).toBe(0);
  const told = await runCli(desk.dataDirectory, ['verify-log', '--json']);
  const report = JSON.parse(told.stdout) as { events: number; checkpointSize: number; findings: unknown[] }; // our own program's answer
  expect(report.findings).toEqual([]);
  expect(report.checkpointSize).toBe(report.events);
  const [token = ''] = readdirSync(tokensOf(desk));
  const objects = readdirSync(join(tokensOf(desk), token)).filter((name) => name.endsWith('.object'));
  expect(objects.filter((name) => name !== 'token.object')).toHaveLength(5);
}

describe('a desk whose whole hsm folder is lost, and put back without its configuration', () => {
  it('says what is gone, and writes the configuration itself', async () => {
    const desk = await startTestDesk();
    try {
      const { keyIds, blobs } = await keysAndBlobs(desk, 1);
      const hsm = join(desk.dataDirectory, 'hsm');
      renameSync(hsm, `${hsm}.away`);
      await untilReadyz(desk, { hsm: { state: 'lost', remedy: expect.stringContaining('hsm/tokens') } });
      rmSync(join(`${hsm}.away`, 'softhsm2.conf'));
      renameSync(`${hsm}.away`, hsm);
      await untilReadyz(desk, { hsm: { state: 'ready' } });
      expect((await desk.call('Decrypt', { CiphertextBlob: blobs[0] })).body['KeyId']).toContain(keyIds[0]);
      await nothingLost(desk);
    } finally {
      if (desk.process.exitCode === null) await desk.kill();
      removeDirectory(desk.dataDirectory);
    }
  });
});

describe('the token of a desk that is under load', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await startTestDesk();
  });
  afterAll(async () => {
    if (desk.process.exitCode === null) await desk.kill();
    removeDirectory(desk.dataDirectory);
  });

  it('may come and go: nothing is refused wrongly, nothing answered is lost, and the log is signed first of all', async () => {
    const { keyIds, blobs } = await keysAndBlobs(desk, 6);
    const tokens = tokensOf(desk);
    const load = new Load(desk, keyIds, blobs);
    await load.goesOn();
    const times = Array.from({ length: runs(3) }, (_, i) => [20, 300, 1_500][i % 3]!);
    for (const away of times) {
      /* oxlint-disable no-await-in-loop -- one loss after the other */
      renameSync(tokens, `${tokens}.away`);
      if (away > 100) {
        await untilReadyz(desk, { ready: false, hsm: { state: 'lost', rung: 'module' } });
        await wait(away);
        const { hsm, log } = await readyz(desk);
        expect(hsm.refused).toBeGreaterThan(0);
        expect(log.uncovered).toBeGreaterThan(0);
        expect(log.uncoveredSince).toBeDefined();
      } else await wait(away);
      const { checkpointSize } = (await readyz(desk)).log;
      renameSync(`${tokens}.away`, tokens);
      await untilReadyz(desk, { hsm: { state: 'ready' } });
      await load.goesOn();
      if (away > 100)
        await vi.waitFor(async () =>
          expect((await readyz(desk)).log.checkpointSize).toBeGreaterThan(checkpointSize),
        );
      /* oxlint-enable no-await-in-loop */
    }
    await load.stop();
    expect(load.wrong).toEqual([]);
    expect(load.refused).toBeGreaterThan(0);

    // What was answered is there, also what was made a moment before the token went.
    for (const { plaintext, blob } of load.dataKeys.slice(-200))
      // oxlint-disable-next-line no-await-in-loop -- in their order
      expect((await desk.call('Decrypt', { CiphertextBlob: blob })).body['Plaintext']).toBe(plaintext);
    for (const keyId of load.keys)
      // oxlint-disable-next-line no-await-in-loop -- in their order
      expect((await desk.call('Encrypt', { KeyId: keyId, Plaintext: PLAINTEXT })).status).toBe(200);
    const lines = desk.stderr().split('\n');
    const said = (words: string): number => lines.filter((line) => line.includes(words)).length;
    expect(said('the HSM is back')).toBe(said('the HSM cannot be reached'));
    expect(said('the HSM is back')).toBeLessThanOrEqual(times.length);
    expect(said('request failed') + said('could not be signed')).toBe(0);
    const { body } = await desk.call('Keydesk.DescribeVault');
    expect(body).toMatchObject({ State: 'ready', LastRecovery: { LostMilliseconds: expect.any(Number) } });
    expect(body).not.toHaveProperty('Ladder');
    const alerts = (await desk.call('Keydesk.ListAlerts')).body['Alerts'] as { Code: string }[]; // as declared
    expect(alerts.map(({ Code }) => Code)).toContain('vault-back');
    await nothingLost(desk);
  });
});

describe('a token that comes back as another', () => {
  let desk: TestDesk;
  const sections: { keyId: string; blob: string } = { keyId: '', blob: '' };
  beforeAll(async () => {
    desk = await startTestDesk();
    const { keyIds, blobs } = await keysAndBlobs(desk, 1);
    Object.assign(sections, { keyId: keyIds[0], blob: blobs[0] });
  });
  afterAll(async () => {
    if (desk.process.exitCode === null) await desk.kill();
    removeDirectory(desk.dataDirectory);
  });
  const lost = { status: 503, body: { __type: 'KeyUnavailableException' } };
  const softHsm = (): SoftHsm => prepareSoftHsm({ dataDirectory: desk.dataDirectory, initialise: false });

  it('is not used when it is somebody else’s: no PIN is tried on it, and revocations go on', async () => {
    const other = softHsmFixture();
    const tokens = tokensOf(desk);
    renameSync(tokens, `${tokens}.away`);
    await untilReadyz(desk, { hsm: { state: 'lost' } });
    cpSync(join(other.dataDirectory, 'hsm', 'tokens'), tokens, { recursive: true });
    other.remove();
    await untilReadyz(desk, {
      hsm: { rung: 'token', message: expect.stringContaining('Another token is in the place') },
    });
    expect(await desk.call('Decrypt', { CiphertextBlob: sections.blob })).toMatchObject(lost);
    expect((await desk.call('DisableKey', { KeyId: sections.keyId })).status).toBe(200);
    expect((await desk.call('EnableKey', { KeyId: sections.keyId })).status).toBe(200);
    expect(existsSync(join(desk.dataDirectory, 'pin-refused'))).toBe(false);
    rmSync(tokens, { recursive: true });
    renameSync(`${tokens}.away`, tokens);
    await untilReadyz(desk, { ready: true });
    expect((await desk.call('Decrypt', { CiphertextBlob: sections.blob })).body['Plaintext']).toBe(PLAINTEXT);
  });

  it('with another PIN is tried once; the right one in the PIN file brings it back, without a restart', async () => {
    const tokens = tokensOf(desk);
    const pinFile = join(desk.dataDirectory, 'hsm', 'pin');
    const pin = readFileSync(pinFile, 'utf8').trim();
    renameSync(tokens, `${tokens}.away`);
    await untilReadyz(desk, { hsm: { state: 'lost', rung: 'module' } });
    // Another process changes the PIN of the token while the desk does not see it.
    const elsewhere = temporaryDirectory();
    cpSync(`${tokens}.away`, join(elsewhere, 'hsm', 'tokens'), { recursive: true });
    cpSync(pinFile, join(elsewhere, 'hsm', 'pin'));
    const { openPkcs11Vault } = await import('../vault-pkcs11/pkcs11-vault.ts');
    const opened = prepareSoftHsm({ dataDirectory: elsewhere, initialise: false });
    const vault = await openPkcs11Vault({ ...opened, initialise: false });
    inspect(opened, ({ module, session }) => module.C_SetPIN(session, pin, 'the-new-pin'));
    await vault.close();
    cpSync(join(elsewhere, 'hsm', 'tokens'), tokens, { recursive: true });
    removeDirectory(elsewhere);

    await untilReadyz(desk, {
      hsm: { rung: 'login', message: expect.stringContaining('The token refused the PIN.') },
    });
    expect((await readyz(desk)).hsm.remedy).toMatch(/^Write the right PIN into the PIN file/);
    expect(existsSync(join(desk.dataDirectory, 'pin-refused'))).toBe(true);
    expect(await desk.call('Decrypt', { CiphertextBlob: sections.blob })).toMatchObject(lost);
    writeFileSync(pinFile, 'the-new-pin\n');
    await untilReadyz(desk, { ready: true });
    expect((await desk.call('Decrypt', { CiphertextBlob: sections.blob })).body['Plaintext']).toBe(PLAINTEXT);
    expect(desk.stderr()).not.toContain('the-new-pin');
    expect(desk.stderr()).not.toContain(pin);
    expect(softHsm().pin).toBe('the-new-pin');
  });
});

describe('a slow module', () => {
  let desk: TestDesk;
  let module: FaultyModule;
  const softHsm = softHsmFixture();
  const data = temporaryDirectory();
  beforeAll(async () => {
    module = faultyModule(softHsm.dataDirectory, softHsm.modulePath);
    desk = await startTestDesk({
      dataDirectory: data,
      env: {
        KEYDESK_PKCS11_MODULE: module.modulePath,
        KEYDESK_PKCS11_TOKEN: softHsm.tokenLabel,
        KEYDESK_PKCS11_PIN_FILE: join(softHsm.dataDirectory, 'hsm', 'pin'),
        SOFTHSM2_CONF: join(softHsm.dataDirectory, 'hsm', 'softhsm2.conf'),
      },
    });
  });
  afterAll(async () => {
    module.rules();
    if (desk.process.exitCode === null) await desk.kill();
    removeDirectory(data);
    softHsm.remove();
  });

  it('holds up its own callers and nobody else, and /readyz calls it slow, not lost', async () => {
    const { keyIds, blobs } = await keysAndBlobs(desk, 4);
    module.rules('delay C_Encrypt 300', 'delay C_Decrypt 300', 'delay C_Sign 300');
    // Found slow by its first calls, which still hold up the others.
    for (let i = 0; i < 3; i++) await desk.call('Decrypt', { CiphertextBlob: blobs[0] });
    const load = new Load(desk, keyIds, blobs);
    await untilReadyz(desk, { hsm: { state: 'slow' } });
    const answers: number[] = [];
    for (let i = 0; i < 20; i++) {
      const began = performance.now();
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { status } = await desk.call('DescribeKey', { KeyId: keyIds[0] });
      expect(status).toBe(200);
      answers.push(performance.now() - began);
    }
    expect(answers.sort((a, b) => a - b)[10]).toBeLessThan(400);
    const { ready, hsm } = await readyz(desk);
    expect({ ready, hsm }).toMatchObject({
      ready: true,
      hsm: {
        state: 'slow',
        message: expect.stringMatching(/^The token answers slowly, the last probe took \d/),
      },
    });
    expect((await desk.call('Keydesk.DescribeVault')).body).toMatchObject({
      State: 'ready',
      SlowSince: expect.any(Number),
    });
    module.rules();
    await load.goesOn();
    await load.stop();
    expect(load.wrong).toEqual([]);
    expect(load.refused).toBe(0);
    expect(module.count('C_Finalize with calls in flight')).toBe(0);
  });
});
