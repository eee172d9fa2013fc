import { afterEach, describe, expect, it, vi } from 'vitest';
import { bytesOf, EMPTY, failure, flipped } from '../../../domain/ports/vault-samples.ts';
import type { Vault } from '../../../domain/ports/vault.ts';
import { softHsmFixture, type SoftHsmFixture } from './testing/softhsm-fixture.ts';
import { decrypt, encrypt, newVersion, SYMMETRIC } from './testing/versions.ts';

/** Waits for the end of the ladder; the goal is three seconds from the token's return. */
const returned = (vault: Vault): Promise<void> =>
  vi.waitFor(async () => expect(await vault.probe()).toMatchObject({ state: 'ready' }), {
    timeout: 3_000,
    interval: 20,
  });

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
    const reason = expect.stringMatching(/^The .+ \(CKR_\w+\)\.$/);
    expect(await vault.probe()).toMatchObject({
      state: 'lost',
      since: 1234,
      reason,
      ladder: { since: 1234, climbs: 1 },
    });
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

  it('comes back by itself: every handle is found anew, and the same keys open what they opened before', async () => {
    const { cached, uncached, ciphertext, sealed } = await lose();
    const key = vault.logPublicKey();
    const heard: string[] = [];
    const unwatch = vault.watch(({ state }) => void heard.push(state));
    await vault.probe();
    await vi.waitFor(async () =>
      expect(await vault.probe()).toMatchObject({
        ladder: { rung: 'module', reason: 'The module failed without a reason (CKR_GENERAL_ERROR).' },
      }),
    );
    softHsm.bringBack();
    await returned(vault);
    expect(await decrypt(vault, cached, ciphertext)).toEqual(bytesOf(32));
    expect((await encrypt(vault, uncached)).length).toBe(48);
    expect(await vault.open(sealed, EMPTY)).toEqual(bytesOf(9));
    expect(vault.logPublicKey()).toEqual(key);
    expect(await vault.probe()).toMatchObject({ lastRecovery: { climbs: expect.any(Number) } });
    unwatch();
    expect(heard).toEqual(['lost', 'ready']);
    // And again: the ladder has no state that a second loss would meet.
    softHsm.lose();
    expect(await failure(() => vault.generateKey(SYMMETRIC))).toMatchObject({ code: 'UNAVAILABLE' });
    softHsm.bringBack();
    await returned(vault);
    expect(await decrypt(vault, cached, ciphertext)).toEqual(bytesOf(32));
    expect(heard).toEqual(['lost', 'ready']);
  });

  it('is not noticed by a caller when it was away for a moment only', async () => {
    const { uncached, sealed } = await lose();
    const calls = [() => vault.open(sealed, EMPTY), () => encrypt(vault, uncached), () => vault.random(8)];
    // The first of them meets it away; the climb that it begins finds it back.
    const first = vault.signLog(bytesOf(3));
    softHsm.bringBack();
    expect([
      (await first).length,
      ...(await Promise.all(calls.map(async (call) => (await call()).length))),
    ]).toEqual([64, 9, 48, 8]);
  });
});
