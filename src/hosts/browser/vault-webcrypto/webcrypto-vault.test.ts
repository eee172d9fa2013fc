import { describe, expect, it } from 'vitest';
import { bytesOf, EMPTY, failure, NONCE } from '../../../domain/ports/vault-samples.ts';
import { vaultSuite } from '../../../domain/ports/vault.suite.ts';
import type { KeyShelf, ResidentKeys } from './resident-keys.ts';
import { openWebCryptoVault } from './webcrypto-vault.ts';

function memoryShelf(): KeyShelf & { readonly kept: () => ResidentKeys | null } {
  let kept: ResidentKeys | null = null;
  return {
    kept: () => kept,
    load: async () => kept,
    save: async (keys) => {
      kept = keys;
    },
  };
}

vaultSuite('WebCrypto', async () => {
  const shelf = memoryShelf();
  const open = () => openWebCryptoVault(shelf, { handles: 2 });
  let vault = await open();
  return {
    get vault() {
      return vault;
    },
    reopen: async () => {
      await vault.close();
      vault = await open();
    },
    loss: null,
    dispose: async () => vault.close(),
  };
});

describe('the WebCrypto vault', () => {
  it('keeps only keys that cannot be read', async () => {
    const shelf = memoryShelf();
    const vault = await openWebCryptoVault(shelf);
    expect(vault.describe().leakProbe).toBe('refused');
    const { root, derivation, credential, log } = shelf.kept()!;
    for (const key of [root, derivation, credential, log.privateKey]) {
      expect(key.extractable).toBe(false);
      for (const format of ['raw', 'jwk', 'pkcs8'] as const)
        await expect(crypto.subtle.exportKey(format, key)).rejects.toThrow();
    }
    // What wraps cannot decrypt, and what decrypts cannot unwrap.
    expect(root.usages.toSorted()).toEqual(['unwrapKey', 'wrapKey']);
    expect(credential.usages.toSorted()).toEqual(['decrypt', 'encrypt']);
  });

  it('opens nothing of another vault', async () => {
    const [one, other] = [await openWebCryptoVault(memoryShelf()), await openWebCryptoVault(memoryShelf())];
    const version = { id: 'key/1', material: await one.generateKey('SYMMETRIC_DEFAULT') };
    const input = { plaintext: bytesOf(5), nonce: NONCE, aad: EMPTY };
    expect(await failure(() => other.encrypt(version, 'SYMMETRIC_DEFAULT', input))).toMatchObject({
      code: 'INVALID_CIPHERTEXT',
    });
  });
});
