/** What is not known costs what is known costs: the HMACs are counted, since time cannot be. */
import type * as Crypto from 'node:crypto';
import { createHmac } from 'node:crypto';
import { expect, it, vi } from 'vitest';
import { active, sign, verify } from './testing/signed-requests.ts';
import type { AccessKeyState } from './sigv4.ts';

vi.mock('node:crypto', async (original) => {
  const real = await original<typeof Crypto>();
  return { ...real, createHmac: vi.fn(real.createHmac) };
});

it.each(['unknown', 'disabled', 'expired'] as const)(
  'an access key that is %s takes as many HMACs as one that is active',
  async (status) => {
    const pairs = await sign();
    const dayKey = new Uint8Array(32);
    const work = (state: AccessKeyState): number => {
      vi.mocked(createHmac).mockClear();
      expect(verify(pairs, {}, { lookupKey: () => state })).toMatchObject({ ok: false });
      return vi.mocked(createHmac).mock.calls.length;
    };
    const known = work({ ...active, dayKey: () => dayKey });
    expect(known).toBe(1);
    expect(work({ status })).toBe(known);
  },
);
