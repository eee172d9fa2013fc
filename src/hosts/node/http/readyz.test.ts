/** `/readyz` may be asked by anybody, as often as they like: the HSM is not. */
import { expect, it, vi } from 'vitest';
import { createApp } from './app.ts';
import type { HttpTools } from './context.ts';

it('asks once for all who ask within a quarter of a second, and again after it', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  let asked = 0;
  const ready = async (): Promise<{ readonly ready: boolean; readonly asked: number }> => {
    asked++;
    await Promise.resolve();
    return { ready: asked < 3, asked };
  };
  // What these routes are made of; the others are not asked.
  const app = createApp({ desk: { meta: {} }, health: { ready } } as unknown as HttpTools);
  const ask = async (): Promise<readonly [number, unknown]> => {
    const answer = await app.request('/readyz');
    return [answer.status, await answer.json()];
  };
  const many = await Promise.all(Array.from({ length: 50 }, ask));
  vi.advanceTimersByTime(249);
  many.push(await ask());
  expect(new Set(many.map((one) => JSON.stringify(one)))).toEqual(
    new Set(['[200,{"ready":true,"asked":1}]']),
  );
  vi.advanceTimersByTime(1);
  expect(await ask()).toEqual([200, { ready: true, asked: 2 }]);
  vi.advanceTimersByTime(250);
  expect(await ask()).toEqual([503, { ready: false, asked: 3 }]);
  vi.useRealTimers();
});
