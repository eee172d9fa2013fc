/** What every Vault must do when its token is taken away, and when it is back. One that cannot be robbed is held to that. */
import { describe, expect, it, vi } from 'vitest';
import { bytesOf, EMPTY, failure, flipped, NONCE, type VaultUnderTest } from './vault-samples.ts';
import type { Vault, VaultHealth, VersionRef } from './vault.ts';

const SPEC = 'SYMMETRIC_DEFAULT';
/** From the token's return to the end of the ladder. */
const BACK_WITHIN_MS = 3_000;

interface Before {
  readonly version: VersionRef;
  /** Of `bytesOf(32)`. */
  readonly ciphertext: Uint8Array;
  /** Of `bytesOf(9)`. */
  readonly sealed: Uint8Array;
}

async function madeBefore(vault: Vault, id: string): Promise<Before> {
  const version = { id, material: await vault.generateKey(SPEC) };
  const plaintext = bytesOf(32);
  return {
    version,
    ciphertext: await vault.encrypt(version, SPEC, { plaintext, nonce: NONCE, aad: EMPTY }),
    sealed: await vault.seal(bytesOf(9), EMPTY),
  };
}

/** Every call that needs the token. */
const calls = (vault: Vault, { version, ciphertext, sealed }: Before): readonly (() => unknown)[] => {
  const input = { nonce: NONCE, aad: EMPTY };
  return [
    () => vault.generateKey(SPEC),
    () => vault.encrypt(version, SPEC, { ...input, plaintext: bytesOf(5) }),
    () => vault.decrypt(version, SPEC, { ...input, ciphertext }),
    // Bad data, too: while the token is away nobody can know.
    () => vault.decrypt(version, SPEC, { ...input, ciphertext: flipped(ciphertext, 3) }),
    () => vault.open(flipped(sealed, 20), EMPTY),
    () => vault.open(sealed, EMPTY),
    () => vault.seal(EMPTY, EMPTY),
    () => vault.random(8),
    () => vault.deriveKey('any'),
    () => vault.signLog(EMPTY),
  ];
};

export function lossCases(under: () => VaultUnderTest): void {
  describe('a loss', () => {
    it('is told as one, never as bad data; and once over, everything is as it was', async () => {
      const { loss, vault } = under();
      const heard: VaultHealth[] = [];
      const unwatch = vault.watch((health) => heard.push(health));
      const before = await madeBefore(vault, 'before-loss/1');
      const kept = [await vault.deriveKey('stays'), vault.logPublicKey(), vault.describe().residentKeys];

      if (loss !== null) {
        loss.lose();
        try {
          for (const call of calls(vault, before))
            // oxlint-disable-next-line no-await-in-loop -- one after the other: each must meet the loss
            expect(await failure(call)).toMatchObject({ code: 'UNAVAILABLE' });
          const health = await vault.probe();
          expect(health).toMatchObject({
            state: 'lost',
            since: expect.any(Number),
            reason: expect.stringMatching(/^[A-Z].+\.$/),
            ladder: { climbs: expect.any(Number), refused: expect.any(Number) },
          });
          // What does not need the token goes on.
          expect(vault.logPublicKey()).toEqual(kept[1]);
          expect(vault.describe().residentKeys).toEqual(kept[2]);
          await vault.destroyKey(before.version);
        } finally {
          loss.bringBack();
        }
        await vi.waitFor(async () => expect(await vault.probe()).toMatchObject({ state: 'ready' }), {
          timeout: BACK_WITHIN_MS,
          interval: 20,
        });
        expect(await vault.probe()).toMatchObject({
          lastRecovery: { lostForMs: expect.any(Number), climbs: expect.any(Number), refused: 10 },
        });
      }
      expect(heard.map(({ state }) => state)).toEqual(loss === null ? [] : ['lost', 'ready']);
      unwatch();

      const { version, ciphertext, sealed } = before;
      const input = { nonce: NONCE, aad: EMPTY };
      expect(await vault.decrypt(version, SPEC, { ...input, ciphertext })).toEqual(bytesOf(32));
      expect(await vault.open(sealed, EMPTY)).toEqual(bytesOf(9));
      expect([await vault.deriveKey('stays'), vault.logPublicKey(), vault.describe().residentKeys]).toEqual(
        kept,
      );
      const bad = { ...input, ciphertext: flipped(ciphertext, 3) };
      expect(await failure(() => vault.decrypt(version, SPEC, bad))).toMatchObject({
        code: 'INVALID_CIPHERTEXT',
      });
    });
  });
}
