import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { KeydeskError } from '../../client/client.ts';
import { noticing, whenBack } from './reach.ts';

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('window', globalThis);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});
const fails = (code: KeydeskError['code'], status: number): Promise<void> =>
  noticing<void>(Promise.reject(new KeydeskError(code, '', status, undefined))).catch(() => {});

test('a desk that does not answer is asked until it does; a refusal is an answer', async () => {
  const back = vi.fn<() => void>();
  const stop = whenBack(back);
  const health = vi.fn<() => Promise<Response>>().mockRejectedValue(new TypeError('no network'));
  vi.stubGlobal('fetch', health);

  await fails('AccessDeniedException', 400);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(health).not.toHaveBeenCalled();

  await fails('NetworkError', 0);
  await fails('UnreadableAnswer', 502);
  await vi.advanceTimersByTimeAsync(4_500);
  expect(health).toHaveBeenCalledTimes(2);
  expect(back).not.toHaveBeenCalled();

  health.mockResolvedValue(new Response('ok\n'));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(health).toHaveBeenCalledTimes(3);
  expect(back).toHaveBeenCalledTimes(1);
  stop();
});
