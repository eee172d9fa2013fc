/** The parts that can be tried without a token. */
import fc from 'fast-check';
import pkcs11 from 'pkcs11js';
import type { PKCS11 } from 'pkcs11js';
import { describe, expect, it } from 'vitest';
import { KEY_SPEC_NAMES } from '../../../domain/keys/key-specs.ts';
import { VaultError } from '../../../domain/ports/vault.ts';
import { failureOf, inWords, InStep, judge, PinRefusedError, VaultStartError } from './errors.ts';
import { HandleCache } from './handles.ts';
import { fromFailure, toFailure } from './module-failure.ts';
import { OtherTokenError } from './module.ts';
import { PinMemory } from './pin-memory.ts';
import { describeMechanism, mechanismName, NEEDED, specSupport } from './mechanisms.ts';
import { SessionPool } from './sessions.ts';
import { probeLeak } from './wrapping.ts';
import { runs } from '../../../testing/runs.ts';

const error = (code: number) => new pkcs11.Pkcs11Error('from a test', code, 'C_Any');

const code = (ckr: number, opens: boolean, reachable: boolean) =>
  judge(failureOf(error(ckr), 'Decrypting', opens), reachable).code;
/** A call that the module answers so. */
const throwing = (code: number) => (): never => {
  throw error(code);
};

describe('errors', () => {
  it.each([
    // CKR, opens, reachable, answer
    [0x05, true, true, 'INVALID_CIPHERTEXT'],
    [0x05, true, false, 'UNAVAILABLE'],
    [0x05, false, true, 'INTERNAL'],
    [0x05, false, false, 'UNAVAILABLE'],
    [0x40, true, false, 'INVALID_CIPHERTEXT'],
    [0x42, true, true, 'INVALID_CIPHERTEXT'],
    [0x110, true, true, 'INVALID_CIPHERTEXT'],
    [0x20, false, true, 'INTERNAL'],
    [0x82, true, true, 'INTERNAL'],
    [0x82, true, false, 'UNAVAILABLE'],
    [0xf0, true, false, 'UNAVAILABLE'],
    [0x32, true, true, 'UNAVAILABLE'],
    [0x101, false, true, 'UNAVAILABLE'],
    [0x80000001, true, true, 'INTERNAL'],
  ] as const)('CKR %d, opens %s, reachable %s: %s', (ckr, opens, reachable, answer) => {
    expect(code(ckr, opens, reachable)).toBe(answer);
  });

  it('names the code in words, and nothing else of the error', () => {
    expect(inWords(error(0xa4))).toBe('the PIN is locked after too many wrong ones (CKR_PIN_LOCKED)');
    expect(inWords(error(0x80000001))).toBe('the module answered CKR 0x80000001');
    expect(inWords(new TypeError('Argument 1 is secret'))).toBe('the PKCS#11 binding failed (TypeError)');
    expect(judge(failureOf(error(0x90), 'Sealing', false), true).message).toBe(
      'Sealing failed: the session was left in the middle of another operation (CKR_OPERATION_ACTIVE).',
    );
    expect(judge(failureOf(error(0x05), 'Opening', true), true).message).toBe('INVALID_CIPHERTEXT');
  });

  it('judges a call by the step of it that failed: the unwrapped key may be bad where what is encrypted cannot be', () => {
    const step = new InStep('Unwrapping a key version', true, error(0x05));
    expect(judge(failureOf(step, 'Encrypting', false), true)).toMatchObject({ code: 'INVALID_CIPHERTEXT' });
    expect(judge(failureOf(step, 'Encrypting', false), false)).toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('Unwrapping a key version failed'),
    });
  });

  it.each([
    [0xb0, true],
    [0xb3, true],
    [0x101, true],
    [0x60, true],
    [0x90, true],
    [0x05, false],
    [0x30, false],
    [0x70, false],
  ])('CKR %d may go through on a new session: %s', (ckr, again) => {
    expect(failureOf(error(ckr), 'Any', true).again).toBe(again);
  });
});

describe('what a call threw, in another thread', () => {
  const again = (thrown: unknown): Error => fromFailure(structuredClone(toFailure(thrown)));
  it('means the same on this side', () => {
    expect(failureOf(again(error(0xb3)), 'Any', true)).toEqual(failureOf(error(0xb3), 'Any', true));
    const step = new InStep('Unwrapping a key version', true, error(0x05));
    expect(failureOf(again(step), 'Encrypting', false)).toEqual(failureOf(step, 'Encrypting', false));
    for (const thrown of [
      new VaultError('UNAVAILABLE', 'away'),
      new VaultStartError('KEYS_MISSING', 'half of it'),
      new PinRefusedError('T', error(0xa0)),
      new OtherTokenError('another'),
    ]) {
      expect(again(thrown)).toEqual(thrown);
      expect(again(thrown).constructor).toBe(thrown.constructor);
    }
  });

  it('says nothing of what was asked', () => {
    const told = again(new TypeError('Argument 1 is secret'));
    expect([told.name, told.message]).toEqual(['TypeError', 'a call failed in a thread of the vault']);
  });
});

describe('refused PINs', () => {
  it('are known again, by this process alone', () => {
    const memory = new PinMemory();
    memory.note('0000');
    expect([memory.has('0000'), memory.has('00000'), memory.has('')]).toEqual([true, false, false]);
    expect(new PinMemory().has('0000')).toBe(false);
  });
});

describe('mechanisms', () => {
  it('refuses a spec with the mechanisms that the token lacks, and every spec that is not managed yet', () => {
    expect(specSupport('SYMMETRIC_DEFAULT', 'T', new Set(NEEDED))).toEqual({ supported: true });
    expect(specSupport('SYMMETRIC_DEFAULT', 'T', new Set([pkcs11.CKM_AES_KEY_GEN]))).toEqual({
      supported: false,
      reason: 'The token “T” cannot do CKM_AES_KEY_WRAP_PAD, CKM_AES_GCM, which AES-256-GCM keys need.',
    });
    for (const spec of KEY_SPEC_NAMES)
      if (spec !== 'SYMMETRIC_DEFAULT') expect(specSupport(spec, 'T', new Set(NEEDED)).supported).toBe(false);
  });

  it('names mechanisms and counts their keys in bits', () => {
    expect(NEEDED.map(mechanismName).slice(-2)).toEqual(['CKM_EC_EDWARDS_KEY_PAIR_GEN', 'CKM_EDDSA']);
    expect(mechanismName(0x80000002)).toBe('CKM 0x80000002');
    expect(describeMechanism(pkcs11.CKM_AES_GCM, 16, 32)).toEqual({
      name: 'CKM_AES_GCM',
      minBits: 128,
      maxBits: 256,
    });
    expect(describeMechanism(pkcs11.CKM_SHA256_HMAC, 32, 512)).toMatchObject({ minBits: 256, maxBits: 4096 });
    expect(describeMechanism(pkcs11.CKM_RSA_PKCS, 512, 16384)).toMatchObject({
      minBits: 512,
      maxBits: 16384,
    });
  });
});

const makeCache = (limit: number) => {
  const alive = new Set<number>();
  let next = 0;
  const cache = new HandleCache(limit, (handle) => {
    if (!alive.delete(handle.readUInt32LE())) throw new Error('destroyed twice');
  });
  const unwrap = (): Buffer => {
    const handle = Buffer.alloc(8);
    handle.writeUInt32LE(++next);
    alive.add(next);
    return handle;
  };
  return { cache, alive, unwrap };
};

describe('the handle cache', () => {
  const BLOB = Uint8Array.of(1, 2, 3);

  it('destroys the one that was used longest ago', () => {
    const { cache, alive, unwrap } = makeCache(2);
    const use = (id: string): number => {
      const loan = cache.acquire(id, BLOB, unwrap);
      cache.release(loan);
      return loan.handle.readUInt32LE();
    };
    const [a, b] = [use('a'), use('b')];
    expect(use('a')).toBe(a);
    const c = use('c');
    expect([...alive]).toEqual([a, c]);
    expect(use('b')).not.toBe(b);
  });

  it('destroys nothing that is in use, and makes up for it at release', () => {
    const { cache, alive, unwrap } = makeCache(1);
    const [a, b] = [cache.acquire('a', BLOB, unwrap), cache.acquire('b', BLOB, unwrap)];
    const again = cache.acquire('a', BLOB, unwrap);
    expect([alive.size, again.handle]).toEqual([2, a.handle]);
    cache.forget('a');
    cache.release(a);
    expect(alive.size).toBe(2);
    cache.release(again);
    expect([...alive]).toEqual([b.handle.readUInt32LE()]);
    cache.release(b);
    expect(cache.size).toBe(1);
    cache.clear();
    expect(alive.size).toBe(0);
  });

  it('keeps what it has when unwrapping throws', () => {
    const { cache, alive, unwrap } = makeCache(1);
    cache.release(cache.acquire('a', BLOB, unwrap));
    const fail = throwing(0x05);
    expect(() => cache.acquire('a', Uint8Array.of(9), fail)).toThrow(pkcs11.Pkcs11Error);
    expect([alive.size, cache.size]).toEqual([1, 1]);
  });

  it('lends a live handle, keeps to the limit and leaks none, whatever the order of calls', () => {
    const step = fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd'),
      act: fc.constantFrom('use', 'hold', 'release', 'forget'),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), fc.array(step, { maxLength: 60 }), (limit, steps) => {
        const { cache, alive, unwrap } = makeCache(limit);
        const held: ReturnType<typeof cache.acquire>[] = [];
        for (const { id, act } of steps) {
          if (act === 'forget') cache.forget(id);
          else if (act === 'release') {
            const loan = held.pop();
            if (loan !== undefined) cache.release(loan);
          } else {
            const loan = cache.acquire(id, BLOB, unwrap);
            if (act === 'use') cache.release(loan);
            else held.push(loan);
          }
          for (const loan of held) expect(alive.has(loan.handle.readUInt32LE())).toBe(true);
          expect(cache.size).toBeLessThanOrEqual(limit + held.length);
        }
        for (const loan of held) cache.release(loan);
        expect(cache.size).toBeLessThanOrEqual(limit);
        expect(alive.size).toBe(cache.size);
      }),
      { seed: 11, numRuns: runs(300) },
    );
  });

  it.each([0, -1, 1.5])('takes no limit of %d', (limit) => {
    expect(() => makeCache(limit)).toThrow(RangeError);
  });
});

/** As much of a module as a part needs; what it does not have throws when it is called. */
const fakeModule = (calls: Partial<PKCS11>): PKCS11 => calls as PKCS11; // see above

describe('the session pool', () => {
  it('lends a session again after success, and never after a failure', () => {
    const closed: number[] = [];
    let opened = 0;
    const module = fakeModule({
      C_OpenSession: () => Buffer.of(++opened),
      C_CloseSession: (session: Buffer) => void closed.push(session[0]!),
    });
    const pool = new SessionPool(module, Buffer.of(0));
    const lent = (): number => pool.use((session) => session[0]!);
    expect([lent(), lent()]).toEqual([1, 1]);
    expect(pool.use((outer) => [outer[0], pool.use((inner) => inner[0])])).toEqual([1, 2]);
    expect(() =>
      pool.use(() => {
        throw error(0x150);
      }),
    ).toThrow(pkcs11.Pkcs11Error);
    expect(closed).toEqual([1]);
    expect(lent()).toBe(2);
    pool.close();
    expect(closed).toEqual([1, 2]);
    expect(lent()).toBe(3);
  });
});

const probe = (calls: Partial<PKCS11>) => probeLeak(fakeModule(calls), Buffer.of(9), Buffer.of(8));

describe('the leak probe', () => {
  const [newKey, unwrapped, leaked] = [Buffer.of(1), Buffer.of(2), Buffer.of(3)];
  const honest = (destroyed: Buffer[]): Partial<PKCS11> => ({
    C_GenerateKey: () => newKey,
    C_WrapKey: () => Buffer.alloc(40),
    C_UnwrapKey: (_s: Buffer, _m: unknown, _k: Buffer, _w: Buffer, attributes: pkcs11.Attribute[]) => {
      if (attributes.some(({ type, value }) => type === pkcs11.CKA_EXTRACTABLE && value === true))
        throw error(0xd1);
      return unwrapped;
    },
    C_DestroyObject: (_s: Buffer, object: Buffer) => void destroyed.push(object),
  });

  it('says refused of a module that holds to its template, and leaves nothing', () => {
    const destroyed: Buffer[] = [];
    expect(probe(honest(destroyed))).toBe('refused');
    expect(destroyed).toEqual([newKey, unwrapped]);
  });

  it('says refused when the copy cannot be read, and leaked when it can', () => {
    const destroyed: Buffer[] = [];
    const lenient = { ...honest(destroyed), C_UnwrapKey: () => leaked } as Partial<PKCS11>; // as above
    const refuse = throwing(0x11);
    expect(probe({ ...lenient, C_GetAttributeValue: refuse })).toBe('refused');
    const value = Buffer.alloc(32, 7);
    expect(probe({ ...lenient, C_GetAttributeValue: () => [{ type: pkcs11.CKA_VALUE, value }] })).toBe(
      'leaked',
    );
    expect(value).toEqual(Buffer.alloc(32));
    expect(destroyed).toEqual([newKey, leaked, newKey, leaked]);
  });

  it('does not take a module that unwraps nothing at all for one that refuses', () => {
    const broken = throwing(0x05);
    expect(() => probe({ ...honest([]), C_UnwrapKey: broken })).toThrow(pkcs11.Pkcs11Error);
  });
});
