/** The way back of a lost token on the real SoftHSM, where it is not simply away: another PIN, another token, half of one, a slow module. */
import { cpSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pkcs11 from 'pkcs11js';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { runs } from '../../../testing/runs.ts';
import { bytesOf, EMPTY, failure, flipped, NONCE } from '../../../domain/ports/vault-samples.ts';
import { VaultError, type Vault, type VaultHealth } from '../../../domain/ports/vault.ts';
import { template } from './attributes.ts';
import type { Pkcs11VaultOptions } from './pkcs11-vault.ts';
import { faultyModule, type FaultyModule } from './testing/faulty-module.ts';
import { softHsmFixture, type SoftHsmFixture } from './testing/softhsm-fixture.ts';
import { inspect, tamper } from './testing/token-inspection.ts';
import { decrypt, encrypt, newVersion, SYMMETRIC } from './testing/versions.ts';

let softHsm: SoftHsmFixture;
let vault: Vault;
let module: FaultyModule;
afterEach(async () => {
  module.rules();
  await vault.close();
  expect(module.count('C_Finalize with calls in flight')).toBe(0);
  softHsm.remove();
});

async function open(options: Partial<Pkcs11VaultOptions> = {}, ...rules: readonly string[]): Promise<void> {
  softHsm = softHsmFixture();
  module = faultyModule(softHsm.dataDirectory, softHsm.modulePath);
  module.rules(...rules);
  vault = await softHsm.open({ modulePath: module.modulePath, ...options });
}
const tokens = (): string => join(softHsm.dataDirectory, 'hsm', 'tokens');
const expectHealth = (health: unknown): Promise<void> =>
  vi.waitFor(async () => expect(await vault.probe()).toMatchObject(health as VaultHealth), {
    timeout: 3_000,
    interval: 20,
  });
const ready = { state: 'ready' };
const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

describe('a PIN that was changed on the token', () => {
  const changePin = (from: string, to: string): void =>
    inspect(softHsm, ({ module: raw, session }) => raw.C_SetPIN(session, from, to));
  /** A loss that makes the desk log in again. */
  const interrupt = async (): Promise<void> => {
    softHsm.lose();
    await vault.probe();
    await vi.waitFor(() => expect(module.count('C_Finalize')).toBe(1));
    softHsm.bringBack();
  };

  it('is tried once and never again by this process, and another one that is written in its place is', async () => {
    const refusedPins: string[] = [];
    let written = '';
    await open({ readPin: () => written, onPinRefused: (pin) => void refusedPins.push(pin) });
    written = softHsm.pin;
    const version = await newVersion(vault);
    const ciphertext = await encrypt(vault, version);
    changePin(softHsm.pin, 'a-new-pin');
    const before = module.count('C_Login');
    await interrupt();
    await expectHealth({ state: 'lost', ladder: { rung: 'login', hold: 'pin-refused' } });
    const climbs = (health: VaultHealth): number =>
      health.state === 'lost' ? (health.ladder?.climbs ?? 0) : 0;
    const held = climbs(await vault.probe());
    await vi.waitFor(async () => expect(climbs(await vault.probe())).toBeGreaterThan(held + 1), 5_000);
    expect(module.count('C_Login') - before).toBe(1);
    expect(refusedPins).toEqual([softHsm.pin]);
    expect(await failure(() => decrypt(vault, version, ciphertext))).toMatchObject({ code: 'UNAVAILABLE' });
    // A wrong one is a second try, and its last.
    written = 'another-wrong-pin';
    await vi.waitFor(() => expect(refusedPins).toHaveLength(2), 5_000);
    written = 'a-new-pin';
    await expectHealth(ready);
    expect(module.count('C_Login') - before).toBe(3);
    expect(await decrypt(vault, version, ciphertext)).toEqual(bytesOf(32));
  });

  it('that cannot be read is no refusal', async () => {
    let reads = 0;
    await open({
      readPin: () => {
        if (++reads < 4) throw new Error('no such file');
        return softHsm.pin;
      },
    });
    const before = module.count('C_Login');
    await interrupt();
    await expectHealth(ready);
    expect(module.count('C_Login') - before).toBe(1);
  });
});

describe('another token', () => {
  it('with the same label is not logged in to, and the own one is when it is back', async () => {
    await open();
    const version = await newVersion(vault);
    const ciphertext = await encrypt(vault, version);
    // Made elsewhere, with a PIN of its own: a try would be counted there.
    await vault.close();
    const other = softHsmFixture();
    renameSync(join(other.dataDirectory, 'hsm', 'tokens'), `${tokens()}.other`);
    other.remove();
    vault = await softHsm.open({ modulePath: module.modulePath });
    const before = module.count('C_Login');
    softHsm.lose();
    renameSync(`${tokens()}.other`, tokens());
    expect(await failure(() => vault.generateKey(SYMMETRIC))).toMatchObject({ code: 'UNAVAILABLE' });
    await expectHealth({
      ladder: {
        rung: 'token',
        hold: 'other-token',
        reason: expect.stringMatching(/^The token “keydesk” that is there has the serial \w+, not \w+\.$/),
      },
    });
    await wait(500);
    expect(module.count('C_Login')).toBe(before);
    rmSync(tokens(), { recursive: true });
    softHsm.bringBack();
    await expectHealth(ready);
    expect(await decrypt(vault, version, ciphertext)).toEqual(bytesOf(32));
  });

  it.each(['root', 'derivation', 'credential', 'log'] as const)(
    'that is a copy of the own one with another %s key is noticed',
    async (role) => {
      await open();
      const version = await newVersion(vault);
      const ciphertext = await encrypt(vault, version);
      await vault.close();
      cpSync(tokens(), `${tokens()}.own`, { recursive: true });
      tamper(softHsm, ({ module: raw, session, objects }) => {
        for (const object of objects([{ type: pkcs11.CKA_LABEL, value: Buffer.from(`keydesk-${role}`) }]))
          raw.C_DestroyObject(session, object);
        const name = `keydesk-${role}`;
        if (role === 'log')
          raw.C_GenerateKeyPair(
            session,
            { mechanism: 0x1055 },
            template('logPublic', name),
            template('logPrivate', name),
          );
        else {
          const mechanism =
            role === 'derivation' ? pkcs11.CKM_GENERIC_SECRET_KEY_GEN : pkcs11.CKM_AES_KEY_GEN;
          raw.C_GenerateKey(session, { mechanism }, template(role, name));
        }
      });
      renameSync(tokens(), `${tokens()}.other`);
      renameSync(`${tokens()}.own`, tokens());
      vault = await softHsm.open({ modulePath: module.modulePath });
      softHsm.lose();
      expect(await vault.probe()).toMatchObject({ state: 'lost' });
      renameSync(`${tokens()}.other`, tokens());
      await expectHealth({
        ladder: { rung: 'identity', hold: 'other-token', reason: expect.stringContaining(`the ${role} key`) },
      });
      expect(await failure(() => encrypt(vault, version))).toMatchObject({ code: 'UNAVAILABLE' });
      rmSync(tokens(), { recursive: true });
      softHsm.bringBack();
      await expectHealth(ready);
      expect(await decrypt(vault, version, ciphertext)).toEqual(bytesOf(32));
    },
  );

  it('that is half of the own one is waited for until it is whole, and nothing is made on it', async () => {
    await open();
    softHsm.lose();
    await vault.probe();
    cpSync(`${tokens()}.away`, tokens(), { recursive: true });
    const [folder = ''] = readdirSync(tokens());
    const objects = readdirSync(join(tokens(), folder)).filter(
      (name) => name.endsWith('.object') && name !== 'token.object',
    );
    for (const name of objects.slice(1)) rmSync(join(tokens(), folder, name));
    await expectHealth({ ladder: { rung: 'keys', reason: expect.stringContaining('does not hold') } });
    await wait(300);
    rmSync(tokens(), { recursive: true });
    softHsm.bringBack();
    await expectHealth(ready);
    expect(readdirSync(join(tokens(), folder)).filter((name) => name.endsWith('.object'))).toHaveLength(
      objects.length + 1,
    );
  });
});

describe('a session that only this desk lost', () => {
  it('is replaced without a climb, and with one rung when the login went with it', async () => {
    await open();
    const version = await newVersion(vault);
    const ciphertext = await encrypt(vault, version);
    const before = module.count('C_Finalize');
    inspect(softHsm, ({ module: raw, session }) => raw.C_Logout(session));
    expect(await decrypt(vault, version, ciphertext)).toEqual(bytesOf(32));
    expect(await vault.probe()).toMatchObject({ state: 'ready', lastRecovery: { climbs: 1, refused: 0 } });
    expect(module.count('C_Finalize')).toBe(before);
  });
});

describe('under load', () => {
  it.each([
    ['on the event loop’s thread', []],
    ['in threads', ['device']],
  ])('%s: every call is answered rightly or refused as lost, whenever the token goes', async (_, rules) => {
    await open({ handleCacheSize: 4 }, ...rules);
    const versions = await Promise.all(Array.from({ length: 8 }, () => newVersion(vault)));
    const made = await Promise.all(
      versions.map(async (version) => ({ version, ciphertext: await encrypt(vault, version) })),
    );
    const sealed = await vault.seal(bytesOf(9), EMPTY);
    const clock = { stopped: false };
    const counts = { right: 0, refused: 0 };
    const told = async (work: () => unknown, expected: unknown): Promise<void> => {
      try {
        expect(await work()).toEqual(expected);
        counts.right++;
      } catch (error) {
        if (!(error instanceof VaultError)) throw error;
        expect(error.code).toBe('UNAVAILABLE');
        counts.refused++;
      }
    };
    const client = async (n: number): Promise<void> => {
      for (let i = n; !clock.stopped; i++) {
        const { version, ciphertext } = made[i % made.length]!; // eight of them
        /* oxlint-disable no-await-in-loop -- a client makes one call after the other */
        await told(() => decrypt(vault, version, ciphertext), bytesOf(32));
        await told(() => vault.open(sealed, EMPTY), bytesOf(9));
        await told(async () => (await vault.generateKey(SYMMETRIC)).bytes.length, 40);
        await told(async () => {
          const bad = { ciphertext: flipped(ciphertext, 2), nonce: NONCE, aad: EMPTY };
          const error = await failure(() => vault.decrypt(version, SYMMETRIC, bad));
          if (error.code === 'UNAVAILABLE') throw error;
          return error.code;
        }, 'INVALID_CIPHERTEXT');
        await wait(0);
        /* oxlint-enable no-await-in-loop */
      }
    };
    const clients = Promise.all(Array.from({ length: 8 }, (__, n) => client(n)));
    // Away for a blink, and for longer than several climbs.
    for (const away of Array.from({ length: runs(4) }, (__, i) => [0, 5, 40, 300][i % 4]!)) {
      /* oxlint-disable no-await-in-loop -- one loss after the other */
      softHsm.lose();
      if (away > 0) await wait(away);
      softHsm.bringBack();
      await expectHealth(ready);
      const { right } = counts;
      await vi.waitFor(() => expect(counts.right).toBeGreaterThan(right), 3_000);
      /* oxlint-enable no-await-in-loop */
    }
    clock.stopped = true;
    await clients;
    expect(counts.refused).toBeGreaterThan(0);
  });
});

describe('a slow module', () => {
  it('is asked beside the event loop, and is told as slow, not as lost', async () => {
    await open();
    const version = await newVersion(vault);
    await encrypt(vault, version);
    expect(await vault.probe()).toMatchObject({ state: 'ready', slowSince: null });
    module.rules('delay C_Encrypt 300');
    for (let i = 0; i < 3; i++) await encrypt(vault, version);
    const began = performance.now();
    let longest = 0;
    let last = began;
    const beat = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 5);
    const all = await Promise.all(Array.from({ length: 8 }, async () => encrypt(vault, version)));
    clearInterval(beat);
    expect(all.every((each) => each.length === 48)).toBe(true);
    expect(performance.now() - began).toBeGreaterThan(300);
    expect(longest).toBeLessThan(1_000); // one after the other they take 2,400
    expect(await vault.probe()).toMatchObject({ state: 'ready', slowSince: expect.any(Number) });
  });

  it('that hangs is taken for lost, the ladder waits for its calls before it starts it anew, and nothing hangs on it', async () => {
    await open({ callDeadlineMs: 300 }, 'device');
    const version = await newVersion(vault);
    await encrypt(vault, version);
    const finalized = module.count('C_Finalize');
    module.rules('device', 'delay C_Encrypt 1500');
    const hung = Promise.resolve(encrypt(vault, version)).then(
      () => 'made',
      (error: unknown) => (error instanceof VaultError ? error.code : String(error)),
    );
    await wait(50);
    module.rules('device');
    await expectHealth({ state: 'lost', ladder: { rung: 'drain' } });
    expect(module.count('C_Finalize')).toBe(finalized);
    await expectHealth(ready);
    expect(module.count('C_Finalize')).toBe(finalized + 1);
    // Its own call was made once more when the module was back in time, else refused.
    expect(['made', 'UNAVAILABLE']).toContain(await hung);
    expect((await encrypt(vault, version)).length).toBe(48);
  });
});

describe('an object that the module does not destroy', () => {
  it.each([
    ['the next probe', async () => void (await vault.probe())],
    [
      'the next use of another key',
      async (other: Awaited<ReturnType<typeof newVersion>>) => void (await encrypt(vault, other)),
    ],
  ])('is destroyed by %s', async (_, next) => {
    await open();
    const [version, other] = [await newVersion(vault), await newVersion(vault)];
    await encrypt(vault, version);
    await encrypt(vault, other);
    const before = module.count('C_DestroyObject');
    module.rules('fail C_DestroyObject 6');
    await vault.destroyKey(version);
    await next(other);
    expect(module.count('C_DestroyObject')).toBe(before);
    module.rules();
    await next(other);
    expect(module.count('C_DestroyObject')).toBe(before + 1);
    // Once.
    await next(other);
    expect(module.count('C_DestroyObject')).toBe(before + 1);
    expect(await vault.probe()).toMatchObject(ready);
  });
});
