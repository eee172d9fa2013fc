import { describe, expect, it } from 'vitest';
import { deriveSigningKey, SigningKeyCache } from './signing-keys.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('deriveSigningKey', () => {
  it("equals AWS's documented examples", () => {
    const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
    expect(hex(deriveSigningKey(secret, '20150830', 'us-east-1', 'iam'))).toBe(
      'c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9',
    );
    expect(hex(deriveSigningKey(secret, '20120215', 'us-east-1', 'iam'))).toBe(
      'f4780e2d9f65fa895f9c67b32ce1baf0b0d8a43505a000a1a9e090d414db404d',
    );
  });

  it('takes the secret as bytes too, and leaves them as they are', () => {
    const secret = new TextEncoder().encode('secret');
    expect(deriveSigningKey(secret, '20150830', 'r', 's')).toEqual(
      deriveSigningKey('secret', '20150830', 'r', 's'),
    );
    expect(secret).toEqual(new TextEncoder().encode('secret'));
  });
});

const make = (capacity = 3) => {
  const clock = { now: 1_000 };
  const cache = new SigningKeyCache({ now: () => clock.now, capacity });
  let derived = 0;
  const ask = (id: string, day = '20240820', region = 'r'): Uint8Array => {
    const key = cache.keyFor(id, day, region, () => {
      derived += 1;
      return new Uint8Array([derived]);
    });
    if (key instanceof Promise) throw new Error('must be synchronous');
    return key;
  };
  return { clock, cache, ask, derivations: () => derived };
};

describe('SigningKeyCache', () => {
  it('derives once per access key, day and region', () => {
    const { ask, derivations } = make();
    expect(ask('A')).toBe(ask('A'));
    expect(derivations()).toBe(1);
    ask('B');
    ask('A', '20240821');
    ask('A', '20240820', 'other');
    expect(derivations()).toBe(4);
    ask('A');
    ask('A', '20240821');
    expect(derivations()).toBe(4);
  });

  it('keeps a key for 24 hours at most', () => {
    const { ask, clock, derivations } = make();
    ask('A');
    clock.now += 24 * 3600_000 - 1;
    ask('A');
    expect(derivations()).toBe(1);
    clock.now += 1;
    ask('A');
    expect(derivations()).toBe(2);
  });

  it('forgets on drop and clear', () => {
    const { ask, cache, derivations } = make();
    ask('A');
    ask('B');
    cache.drop('A');
    ask('B');
    expect(derivations()).toBe(2);
    ask('A');
    expect(derivations()).toBe(3);
    cache.clear();
    expect(cache.size).toBe(0);
  });

  it('evicts the access key unused longest, and old days', () => {
    const { ask, cache, derivations } = make(2);
    ask('A');
    ask('B');
    ask('A');
    ask('C');
    expect(cache.size).toBe(2);
    ask('A');
    expect(derivations()).toBe(3);
    ask('B');
    expect(derivations()).toBe(4);
    for (let day = 10; day < 20; day++) ask('B', `202408${day}`);
    expect(derivations()).toBe(14);
    ask('B', '20240819');
    expect(derivations()).toBe(14);
    ask('B', '20240810');
    expect(derivations()).toBe(15);
  });

  it('does not keep a key whose derivation a revocation overtook', async () => {
    const { cache } = make();
    const gate = Promise.withResolvers<Uint8Array>();
    const first = cache.keyFor('A', '20240820', 'r', () => gate.promise);
    cache.drop('A');
    gate.resolve(new Uint8Array([7]));
    expect(await first).toEqual(new Uint8Array([7]));
    expect(cache.size).toBe(0);
  });

  it('keeps nothing of a derivation that fails', async () => {
    const { cache } = make();
    expect(() =>
      cache.keyFor('A', '20240820', 'r', () => {
        throw new Error('lost');
      }),
    ).toThrow('lost');
    await expect(cache.keyFor('A', '20240820', 'r', () => Promise.reject(new Error('lost')))).rejects.toThrow(
      'lost',
    );
    expect(cache.size).toBe(0);
  });
});
