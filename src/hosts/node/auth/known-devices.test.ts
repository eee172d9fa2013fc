/** The cookie of a device from which somebody signed in before: whose it is, and whose it is not. */
import { createHmac, randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { type PrincipalEntity } from '../../../domain/state/entities.ts';
import { State } from '../../../domain/state/state.ts';
import { DEVICE_MS, KnownDevices } from './known-devices.ts';

const person = (id: string, over: Partial<PrincipalEntity> = {}): PrincipalEntity => ({
  id,
  kind: 'user',
  name: id.toLowerCase(),
  createdAt: 1,
  policies: [],
  passwordHash: `$argon2id$of ${id}`,
  ...over,
});
const ADA = person('AIDAADA');
const EVE = person('AIDAEVE');

function setUp(key = 'k', deskId = 'desk') {
  const clock = { now: 1_800_000_000_000 };
  const devices = new KnownDevices({
    mac: (message) => createHmac('sha256', key).update(message).digest(),
    deskId,
    random: { bytes: (length) => new Uint8Array(randomBytes(length)) },
    now: () => clock.now,
  });
  const state = new State();
  for (const each of [ADA, EVE]) state.apply('principal', each.id, 1, '', each);
  return { devices, state, clock };
}
const owners = (found: ReturnType<KnownDevices['open']>) => found.map(({ principalId }) => principalId);

it('is of the person whose password was right, and each has its own count', () => {
  const { devices, state } = setUp();
  const one = devices.remember(state, undefined, ADA)!; // she has a password
  const two = devices.remember(state, undefined, ADA)!;
  expect(owners(devices.open(state, one))).toEqual([ADA.id]);
  expect(devices.open(state, one)[0]?.id).not.toBe(devices.open(state, two)[0]?.id);
  expect(one).not.toContain('argon2');
});

it('is nobody’s with any character changed, under another key, or of another desk', () => {
  const { devices, state } = setUp();
  const cookie = devices.remember(state, undefined, ADA)!;
  for (let i = 0; i < cookie.length; i++) {
    const other = cookie[i] === 'b' ? 'c' : 'b';
    expect(owners(devices.open(state, cookie.slice(0, i) + other + cookie.slice(i + 1)))).toEqual([]);
  }
  expect(setUp('another key').devices.open(state, cookie)).toEqual([]);
  expect(setUp('k', 'another desk').devices.open(state, cookie)).toEqual([]);
  for (const text of [undefined, '', '~', cookie.replace(ADA.id, EVE.id), `${cookie}${'~'.repeat(1_000)}`])
    expect(devices.open(state, text)).toEqual([]);
});

it('ends with a new password, with the person, and after half a year', () => {
  const { devices, state, clock } = setUp();
  const cookie = devices.remember(state, undefined, ADA)!;
  clock.now += DEVICE_MS - 1_000;
  expect(owners(devices.open(state, cookie))).toEqual([ADA.id]);
  state.apply('principal', ADA.id, 1, '', { ...ADA, passwordHash: '$argon2id$another' });
  expect(devices.open(state, cookie)).toEqual([]);
  state.apply('principal', ADA.id, 1, '', { ...ADA, passwordHash: null });
  expect(devices.open(state, cookie)).toEqual([]);
  state.apply('principal', ADA.id, 1, '', ADA);
  expect(owners(devices.open(state, cookie))).toEqual([ADA.id]);
  clock.now += 1_000;
  expect(devices.open(state, cookie)).toEqual([]);
  clock.now -= 1_000;
  state.apply('principal', ADA.id, 1, '', null);
  expect(devices.open(state, cookie)).toEqual([]);
});

it('knows up to four people, the last first, each once; what is not valid is dropped', () => {
  const { devices, state } = setUp();
  const people = [ADA, EVE, person('AIDAB'), person('AIDAC'), person('AIDAD')];
  for (const each of people) state.apply('principal', each.id, 1, '', each);
  let cookie: string | undefined =
    'AIDAX.1.aaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa';
  expect(devices.remember(state, cookie, ADA)).not.toContain('AIDAX');
  for (const [i, each] of [...people, EVE].entries()) {
    cookie = devices.remember(state, cookie, each) ?? undefined;
    expect(cookie?.split('~')).toHaveLength(Math.min(i + 1, 4));
  }
  expect(owners(devices.open(state, cookie))).toEqual(['AIDAEVE', 'AIDAD', 'AIDAC', 'AIDAB']);
  // Whoever puts more together has no more counts by it.
  const single = people.map((each) => devices.remember(state, undefined, each));
  expect(owners(devices.open(state, single.join('~')))).toEqual(people.slice(0, 4).map(({ id }) => id));
});

it('is never made for a service', () => {
  const { devices, state } = setUp();
  expect(
    devices.remember(state, undefined, person('AROA1', { kind: 'role', passwordHash: null })),
  ).toBeNull();
});
