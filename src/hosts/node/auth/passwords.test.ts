import { describe, expect, it } from 'vitest';
import { passwordProblem } from '../../../domain/people/password-rules.ts';
import { QueueFullError } from './password-turns.ts';
import { PasswordHasher, type Argon2id } from './passwords.ts';

/** From the reference implementation's own tests: password `password`, salt `somesalt`. */
const REFERENCE = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';

describe('hashing', () => {
  const hasher = new PasswordHasher();

  it('makes a PHC string that fits its password only', async () => {
    const stored = await hasher.hashPassword('correct horse battery');
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(await hasher.verifyPassword('correct horse battery', stored)).toBe(true);
    expect(await hasher.verifyPassword('correct horse batterz', stored)).toBe(false);
    expect(await hasher.hashPassword('correct horse battery')).not.toBe(stored);
  });

  it("accepts the reference implementation's hash, with the parameters in it", async () => {
    expect(await hasher.verifyPassword('password', REFERENCE)).toBe(true);
    expect(await hasher.verifyPassword('Password', REFERENCE)).toBe(false);
  });
});

describe('without the real argon2', () => {
  const calls: { message: string; memory: number; passes: number }[] = [];
  const fake: Argon2id = async (message, _salt, { memory, passes }, length) => {
    calls.push({ message, memory, passes });
    return new Uint8Array(length).fill(message.length);
  };

  it('NFKC: composed and decomposed, full-width and plain are one password', async () => {
    const hasher = new PasswordHasher(fake);
    calls.length = 0;
    await hasher.hashPassword('pässwörter-123');
    await hasher.hashPassword('pässwörter-123'.normalize('NFD'));
    await hasher.hashPassword('pässwörter-\uff11\uff12\uff13');
    expect(calls).toHaveLength(3);
    expect(new Set(calls.map((call) => call.message)).size).toBe(1);
  });

  it('an unknown name and unusable text take the same work and are false', async () => {
    const hasher = new PasswordHasher(fake);
    const stored = await hasher.hashPassword('');
    calls.length = 0;
    expect(await hasher.verifyPassword('whatever it is', null)).toBe(false);
    expect(await hasher.verifyPassword('\ud800', stored)).toBe(false);
    expect(await hasher.verifyPassword('x'.repeat(5000), stored)).toBe(false);
    expect(calls).toHaveLength(3);
    expect(calls.every((call) => call.memory === 65_536 && call.passes === 3)).toBe(true);
  });

  it.each([
    ['', 'empty'],
    [
      '$argon2i$v=19$m=65536,t=3,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
      'another variant',
    ],
    [REFERENCE.replace('m=65536', 'm=9999999'), 'too much memory'],
    [REFERENCE.replace('m=65536', 'm=7'), 'too little memory'],
    [REFERENCE.replace('t=2', 't=11'), 'too many passes'],
    [REFERENCE.replace('t=2', 't=0'), 'no pass'],
    [REFERENCE.replace('p=1', 'p=5'), 'too many lanes'],
    [REFERENCE.replace('c29tZXNhbHQ', 'c29t'), 'a short salt'],
    [REFERENCE.replace('c29tZXNhbHQ', 'c29tZXNhbHR'), 'stray bits'],
    [REFERENCE.slice(0, 50), 'a short hash'],
  ])('refuses a malformed stored string (%#: %s)', async (stored) => {
    await expect(new PasswordHasher(fake).verifyPassword('x', stored)).rejects.toThrow(
      'A stored password hash is malformed.',
    );
  });

  it('runs one at a time, lets 8 wait and refuses the next', async () => {
    let running = 0;
    let most = 0;
    const gates: (() => void)[] = [];
    const hasher = new PasswordHasher(async (_m, _s, _p, length) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => gates.push(resolve));
      running -= 1;
      return new Uint8Array(length);
    });
    const accepted = Array.from({ length: 9 }, () => hasher.hashPassword('a password of mine'));
    await expect(hasher.hashPassword('one too many')).rejects.toBeInstanceOf(QueueFullError);
    await expect(hasher.verifyPassword('one too many', null)).rejects.toBeInstanceOf(QueueFullError);
    let done = 0;
    for (const one of accepted) {
      while (gates.length <= done) await Promise.resolve();
      gates[done]!();
      await one;
      done += 1;
    }
    expect(most).toBe(1);
    const later = hasher.hashPassword('there is room again');
    while (gates.length <= done) await Promise.resolve();
    gates[done]!();
    expect(await later).toMatch(/^\$argon2id/);
  });

  it('goes on after a failure', async () => {
    let first = true;
    const hasher = new PasswordHasher(async (_m, _s, _p, length) => {
      if (!first) return new Uint8Array(length);
      first = false;
      throw new Error('no memory');
    });
    await expect(hasher.hashPassword('a password of mine')).rejects.toThrow('no memory');
    expect(await hasher.hashPassword('a password of mine')).toMatch(/^\$argon2id/);
  });
});

describe('passwordProblem', () => {
  it.each([
    ['correct horse battery', 'ada'],
    ['aaaaaaaaaaaa', 'ada'],
    ['🔑'.repeat(12), 'ada'],
    ['x'.repeat(256), 'ada'],
    ['administrator-of-keys', 'administrator'],
    ['twelve chars', ''],
  ])('accepts %j', (password, name) => {
    expect(passwordProblem(password, name)).toBeUndefined();
  });

  it.each([
    ['eleven char', 'ada', /12 to 256/],
    ['🔑'.repeat(11), 'ada', /12 to 256/],
    ['x'.repeat(257), 'ada', /12 to 256/],
    ['x'.repeat(100_000), 'ada', /12 to 256/],
    ['twelve chars\ud800', 'ada', /not Unicode/],
    ['ADMINISTRATOR', 'administrator', /user name/],
    ['adaadaadaada', 'Ada', /user name/],
  ])('refuses %j', (password, name, message) => {
    expect(passwordProblem(password, name)).toMatch(message);
  });

  it('counts after normalising', () => {
    expect('ﬃ'.repeat(4).normalize('NFKC')).toHaveLength(12);
    expect(passwordProblem('ﬃ'.repeat(4), 'ada')).toBeUndefined();
  });
});
