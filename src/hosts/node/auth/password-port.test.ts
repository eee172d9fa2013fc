import { expect, it } from 'vitest';
import { createPasswords } from './password-port.ts';
import { PasswordHasher } from './passwords.ts';

it('a device that is known does not wait behind the others of its address', async () => {
  let finish: () => void = () => undefined;
  const held = new Promise<void>((done) => (finish = done));
  const hasher = new PasswordHasher(async (_text, _salt, _parameters, length) => {
    await held;
    return new Uint8Array(length);
  });
  const passwords = createPasswords(hasher);
  const ask = (device?: string): Promise<boolean | string> =>
    passwords
      .verify('x', null, {
        sessionId: null,
        source: '192.0.2.1',
        ...(device === undefined ? {} : { device }),
      })
      .catch((error: unknown) => String(error));
  const others = Array.from({ length: 5 }, () => ask());
  const tooMany = await ask();
  expect(tooMany).toContain('Too many passwords are being checked');
  const known = Array.from({ length: 6 }, () => ask('a'));
  const another = ask('b');
  finish();
  expect(await Promise.all(others)).toEqual(Array(5).fill(false));
  // A stolen one fills no more than its own few.
  expect((await Promise.all(known)).filter((said) => said !== false)).toEqual([tooMany]);
  expect(await another).toBe(false);
});
