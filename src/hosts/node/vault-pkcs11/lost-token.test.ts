import { afterEach, describe, expect, it } from 'vitest';
import { bytesOf, EMPTY, failure, flipped } from '../../../domain/ports/vault-samples.ts';
import type { Vault } from '../../../domain/ports/vault.ts';
import { softHsmFixture, type SoftHsmFixture } from './testing/softhsm-fixture.ts';
import { decrypt, encrypt, newVersion, SYMMETRIC } from './testing/versions.ts';

describe('a lost token', () => {
  let softHsm: SoftHsmFixture;
  let vault: Vault;
  afterEach(async () => {
    await vault.close();
    softHsm.remove();
  });
  const lose = async () => {
    softHsm = softHsmFixture();
    vault = await softHsm.open({ now: () => 1234 });
    const [cached, uncached] = [await newVersion(vault), await newVersion(vault)];
    const ciphertext = await encrypt(vault, cached);
    const sealed = await vault.seal(bytesOf(9), EMPTY);
    softHsm.lose();
    return { cached, uncached, ciphertext, sealed };
  };

  it('is noticed by the probe, and then every call is refused in words', async () => {
    const { cached, uncached, ciphertext, sealed } = await lose();
    const health = await vault.probe();
    expect(health).toEqual({
      state: 'lost',
      since: 1234,
      reason: expect.stringMatching(/^The token “keydesk” cannot be reached: .+ \(CKR_\w+\)\.$/),
    });
    expect(await vault.probe()).toEqual(health);
    for (const work of [
      () => vault.generateKey(SYMMETRIC),
      () => encrypt(vault, cached),
      () => encrypt(vault, uncached),
      () => decrypt(vault, cached, ciphertext),
      () => vault.random(8),
      () => vault.seal(EMPTY, EMPTY),
      () => vault.open(sealed, EMPTY),
      () => vault.deriveKey('any'),
      () => vault.signLog(EMPTY),
    ])
      expect(await failure(work)).toMatchObject({
        code: 'UNAVAILABLE',
        message: expect.stringContaining('cannot be reached'),
      });
    await vault.destroyKey(cached);
    expect(vault.logPublicKey().length).toBe(32);
  });

  it.each([
    ['a new key', (v: Vault) => v.generateKey(SYMMETRIC)],
    [
      'a version that is not cached',
      (v: Vault, { uncached }: Awaited<ReturnType<typeof lose>>) => encrypt(v, uncached),
    ],
    [
      'a tampered ciphertext',
      (v: Vault, { cached, ciphertext }: Awaited<ReturnType<typeof lose>>) =>
        decrypt(v, cached, flipped(ciphertext, 2)),
    ],
    ['a sealed secret', (v: Vault, { sealed }: Awaited<ReturnType<typeof lose>>) => v.open(sealed, EMPTY)],
    ['the log key', (v: Vault) => v.signLog(bytesOf(3))],
  ])('is noticed by the first call that needs it: %s', async (_, work) => {
    const before = await lose();
    expect(await failure(() => work(vault, before))).toMatchObject({ code: 'UNAVAILABLE' });
    expect(await vault.probe()).toMatchObject({ state: 'lost' });
  });

  it('never gives wrong data once it is back, and works when opened again', async () => {
    const { cached, uncached, ciphertext } = await lose();
    const key = vault.logPublicKey();
    await vault.probe();
    softHsm.bringBack();
    const { state } = await vault.probe();
    for (const work of [() => encrypt(vault, cached), () => encrypt(vault, uncached)]) {
      if (state === 'lost') expect(await failure(work)).toMatchObject({ code: 'UNAVAILABLE' });
      else expect((await work()).length).toBe(48);
    }
    await vault.close();
    vault = await softHsm.open();
    expect(vault.logPublicKey()).toEqual(key);
    expect(await decrypt(vault, cached, ciphertext)).toEqual(bytesOf(32));
    expect(await vault.probe()).toMatchObject({ state: 'ready' });
  });
});
