/** When a session ends, and how long a password is fresh: by an injected clock, to the millisecond. */
import { beforeEach, describe, expect, it } from 'vitest';
import { State } from '../../../domain/state/state.ts';
import { ServiceError } from '../../../service/errors.ts';
import type { Call } from '../../../service/operation.ts';
import { rootPrincipal } from '../../../service/principals.ts';
import { requireFreshPassword } from '../../../service/operations/sessions/fresh-password.ts';
import { SESSION_ABSOLUTE_MS, SESSION_IDLE_MS } from '../../../service/operations/sessions/start-session.ts';
import { Sessions } from '../../../service/start/sessions.ts';
import { sessionIdOf } from '../../../service/operations/sessions/start-session.ts';
import { sha256 } from '../start/bytes-node.ts';

const ACCOUNT = '123456789012';
const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 24);
const TOKEN = 'T'.repeat(43);
const ID = sessionIdOf(sha256, TOKEN);

let now: number;
/** How far the time of the process and the clock went apart. */
let apart: number;
let state: State;
let sessions: Sessions;
const clock = { now: () => now, elapsed: () => now - START + apart };

beforeEach(() => {
  now = START;
  apart = 0;
  state = new State();
  state.apply('principal', 'AIDA1', 1, '', {
    id: 'AIDA1',
    kind: 'user',
    name: 'ada',
    createdAt: now,
    policies: ['administrator'],
    passwordHash: null,
  });
  state.apply('session', ID, 1, '', {
    id: ID,
    principalId: 'AIDA1',
    createdAt: now,
    expiresAt: now + SESSION_ABSOLUTE_MS,
    address: '::1',
    agent: '',
  });
  sessions = new Sessions(clock, ACCOUNT, sha256);
});
const at = (ms: number) => {
  now = START + ms;
  return sessions.open(state, TOKEN);
};

it('has the times that the documentation says', () => {
  expect([SESSION_IDLE_MS, SESSION_ABSOLUTE_MS]).toEqual([30 * MINUTE, 12 * 60 * MINUTE]);
});

it('opens by the token only', () => {
  expect(at(0)).toMatchObject({
    id: ID,
    principal: {
      id: 'AIDA1',
      name: 'ada',
      caller: { arn: `arn:aws:iam::${ACCOUNT}:user/ada`, kind: 'user' },
    },
  });
  for (const token of [
    undefined,
    '',
    ID,
    ID.slice(0, 43),
    'T'.repeat(42),
    'T'.repeat(44),
    `${'T'.repeat(42)}=`,
    'U'.repeat(43),
    `${'T'.repeat(42)}é`,
  ])
    expect(sessions.open(state, token)).toBeNull();
});

describe('idle', () => {
  it('ends after 30 minutes without a request', () => {
    expect(at(30 * MINUTE - 1)).not.toBeNull();
    expect(at(60 * MINUTE - 2)).not.toBeNull();
    expect(at(90 * MINUTE - 2)).toBeNull();
    // And stays ended: being asked is not use.
    expect(at(90 * MINUTE - 1)).toBeNull();
  });

  it('is not kept off by what an open page asks by itself', () => {
    now = START + 29 * MINUTE;
    expect(sessions.open(state, TOKEN, false)).not.toBeNull();
    expect(at(30 * MINUTE)).toBeNull();
  });

  it('is announced: from the last use, and not put off by the one who asks by itself', () => {
    expect(at(10 * MINUTE)?.idleExpiresAt).toBe(START + 40 * MINUTE);
    now = START + 35 * MINUTE;
    expect(sessions.open(state, TOKEN, false)?.idleExpiresAt).toBe(START + 40 * MINUTE);
    expect(at(36 * MINUTE)?.idleExpiresAt).toBe(START + 66 * MINUTE);
  });

  it('counts from the start for a session that is never used', () => {
    expect(at(30 * MINUTE)).toBeNull();
  });

  it('counts from the last use before a restart, or from sign-in', () => {
    const restarted = (last?: number): Sessions =>
      new Sessions(clock, ACCOUNT, sha256, new Map(last === undefined ? [] : [[ID, START + last]]));
    sessions = restarted(4 * 60 * MINUTE);
    expect(at(4 * 60 * MINUTE + 30 * MINUTE - 1)).not.toBeNull();
    sessions = restarted(4 * 60 * MINUTE);
    expect(at(4 * 60 * MINUTE + 30 * MINUTE)).toBeNull();
    sessions = restarted();
    expect(at(30 * MINUTE - 1)).not.toBeNull();
    sessions = restarted();
    expect(at(30 * MINUTE)).toBeNull();
  });
});

describe('what is over', () => {
  it('is idle, expired, or of somebody who is gone', () => {
    at(0);
    now = START + 30 * MINUTE - 1;
    expect(sessions.over(state)).toEqual([]);
    now = START + 30 * MINUTE;
    expect(sessions.over(state)).toEqual([ID]);
    sessions = new Sessions(clock, ACCOUNT, sha256, new Map([[ID, START + 12 * 60 * MINUTE - 1]]));
    now = START + 12 * 60 * MINUTE - 1;
    expect(sessions.over(state)).toEqual([]);
    now++;
    expect(sessions.over(state)).toEqual([ID]);
    now = START;
    sessions = new Sessions(clock, ACCOUNT, sha256);
    expect(sessions.over(state)).toEqual([]);
    state.apply('principal', 'AIDA1', 2, '', null);
    expect(sessions.over(state)).toEqual([ID]);
  });
});

it('ends after 12 hours however busy it is', () => {
  for (let minutes = 0; minutes < 12 * 60; minutes += 20) expect(at(minutes * MINUTE)).not.toBeNull();
  expect(at(12 * 60 * MINUTE - 1)).not.toBeNull();
  expect(at(12 * 60 * MINUTE)).toBeNull();
  expect(at(12 * 60 * MINUTE + 1)).toBeNull();
});

it('ends with its row, and with its owner', () => {
  state.apply('principal', 'AIDA1', 2, '', null);
  expect(at(0)).toBeNull();
  state.apply('principal', 'AIDA1', 3, '', {
    id: 'AIDA1',
    kind: 'user',
    name: 'ada',
    createdAt: now,
    policies: [],
    passwordHash: null,
  });
  expect(at(1)?.principal.policies).toEqual([]);
  state.apply('session', ID, 2, '', null);
  sessions.end(ID);
  expect(at(2)).toBeNull();
});

describe('the password', () => {
  it('is fresh for five minutes after sign-in and after it was confirmed', () => {
    expect(at(5 * MINUTE - 1)?.passwordFresh).toBe(true);
    expect(at(5 * MINUTE)?.passwordFresh).toBe(false);
    sessions.confirm(ID);
    expect(at(10 * MINUTE - 1)?.passwordFresh).toBe(true);
    expect(at(10 * MINUTE)?.passwordFresh).toBe(false);
    apart = 4 * MINUTE;
    expect(at(6 * MINUTE)?.passwordFresh, 'the clock was set back').toBe(false);
  });

  it('is asked for again by what is delicate, of browser sessions only', () => {
    const call = (sessionId: string | null, passwordFresh: boolean): Call => ({
      principal: rootPrincipal(ACCOUNT),
      via: 'console',
      credential: null,
      sessionId,
      source: '::1',
      agent: '',
      requestId: '',
      secure: true,
      time: now,
      passwordFresh,
      stillValid: () => true,
    });
    expect(() => requireFreshPassword(call(ID, true))).not.toThrow();
    expect(() => requireFreshPassword(call(null, false))).not.toThrow();
    let refused: unknown;
    try {
      requireFreshPassword(call(ID, false));
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(ServiceError);
    expect(refused).toMatchObject({ code: 'PasswordRequiredException', status: 403 });
  });
});

describe('a clock that is set', () => {
  /** The clock is set by this much; the time of the process goes on as it was. */
  const set = (ms: number): void => {
    now += ms;
    apart -= ms;
  };
  const wait = (ms: number): void => void (now += ms);
  const open = () => sessions.open(state, TOKEN);

  it.each([5 * MINUTE, 6 * 60 * MINUTE, 365 * 24 * 60 * MINUTE])(
    'back by %i ms keeps no session whose use lies in the future by more than clocks are set by themselves',
    (back) => {
      wait(10 * MINUTE);
      expect(open()).not.toBeNull();
      wait(20 * MINUTE);
      set(-back);
      expect(open() === null).toBe(back > 25 * MINUTE);
    },
  );

  it('back a little, again and again, ends what is idle when half an hour has passed', () => {
    expect(open()).not.toBeNull();
    for (let i = 0; i < 6; i++) {
      wait(5 * MINUTE - 1);
      set(-4 * MINUTE);
    }
    expect(sessions.over(state)).toEqual([]);
    wait(6);
    expect(open()).toBeNull();
    expect(sessions.over(state)).toEqual([ID]);
  });

  it('back a little, again and again, ends what is used after twelve hours', () => {
    expect(open()).not.toBeNull();
    for (let i = 0; i < 12 * 12 - 1; i++) {
      wait(5 * MINUTE);
      set(-4 * MINUTE);
      expect(open()).not.toBeNull();
    }
    wait(5 * MINUTE);
    expect(open()).toBeNull();
  });

  it('back keeps no password fresh, neither by the sign-in nor by a confirmation', () => {
    expect(open()?.passwordFresh).toBe(true);
    wait(4 * MINUTE);
    set(-4 * MINUTE);
    expect(open()?.passwordFresh).toBe(true);
    wait(MINUTE);
    expect(open()?.passwordFresh).toBe(false);
    sessions.confirm(ID);
    wait(4 * MINUTE);
    set(-4 * MINUTE);
    wait(MINUTE);
    expect(open()?.passwordFresh).toBe(false);
  });

  it('forward ends what would be over by then, and no daylight saving moves anything', () => {
    set(31 * MINUTE);
    expect(open()).toBeNull();
  });
});
