/** `/readyz` may be asked by anybody, as often as they like: the HSM is not. */
import { afterEach, expect, it, vi } from 'vitest';
import type { VaultHealth } from '../../domain/ports/vault.ts';
import { Health, type HealthTools } from './health.ts';

afterEach(() => vi.useRealTimers());

const READY: VaultHealth = { state: 'ready', latencyMs: 1, slowSince: null, lastRecovery: null };
const LOST: VaultHealth = { state: 'lost', since: 5, reason: 'Gone.', ladder: null };

function setUp() {
  vi.useFakeTimers({ toFake: ['performance'] });
  const now = { asked: 0, health: READY, writable: true };
  let tell: (health: VaultHealth) => void = () => undefined;
  const health = new Health({
    vault: {
      probe: () => Promise.resolve((now.asked++, now.health)),
      watch: (told: typeof tell) => ((tell = told), () => undefined),
    },
    ledger: {
      get writable() {
        return now.writable;
      },
      failure: null,
      committed: { size: 3 },
      state: { quarantine: new Map() },
    },
    status: {
      vault: { state: 'ready' },
      log: { checkpointSize: 3, uncoveredSince: null },
      lowDisk: () => null,
    },
    wallClock: { now: () => 10 },
    log: { error: () => undefined, info: () => undefined, warn: () => undefined },
    onRecovered: () => undefined,
  } as unknown as HealthTools); // what readiness looks at
  return { health, now, tell: (what: VaultHealth) => tell(what) };
}

it('the HSM is asked once for all who ask within a quarter of a second, and again after it', async () => {
  const { health, now } = setUp();
  await Promise.all(Array.from({ length: 50 }, () => health.ready()));
  vi.advanceTimersByTime(249);
  expect((await health.ready()).hsm.ok).toBe(true);
  expect(now.asked).toBe(1);
  vi.advanceTimersByTime(1);
  now.health = LOST;
  expect(await health.ready()).toMatchObject({ ready: false, hsm: { state: 'lost' } });
  expect(now.asked).toBe(2);
});

it('what the desk knows by itself is of now, and so is an HSM that something else found lost', async () => {
  const { health, now, tell } = setUp();
  expect((await health.ready()).ready).toBe(true);
  now.writable = false;
  expect(await health.ready()).toMatchObject({ ready: false, store: { ok: false } });
  now.writable = true;
  now.health = LOST;
  tell(LOST);
  expect(await health.ready()).toMatchObject({ ready: false, hsm: { state: 'lost' } });
  expect(now.asked).toBe(2);
});
