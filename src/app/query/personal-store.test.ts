import { afterEach, expect, it, vi } from 'vitest';
import { personalStore } from './personal-store.ts';
import { query, queryClient } from './query.ts';

const words = (kept: unknown): readonly string[] =>
  Array.isArray(kept) ? kept.filter((each) => typeof each === 'string') : [];

function storage(setItem?: () => void) {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: setItem ?? ((name: string, text: string) => void kept.set(name, text)),
  });
  return kept;
}
/** Only the name is looked at. */
const signIn = (name: string): void =>
  void queryClient.setQueryData(query('GetSession', {}).queryKey, {
    Principal: { Arn: `arn:aws:iam::000000000000:user/${name}` },
  } as never);

afterEach(() => {
  vi.unstubAllGlobals();
  queryClient.clear();
});

it('keeps for each person what is theirs', () => {
  storage();
  const store = personalStore('test', words);
  signIn('anna');
  expect(store.get()).toEqual([]);
  store.set(['a']);
  signIn('otto');
  expect(store.get()).toEqual([]);
  store.set(['o']);
  signIn('anna');
  expect(store.get()).toEqual(['a']);
});

it('gives the same value until it changes, also when another tab changes it', () => {
  const kept = storage();
  signIn('anna');
  const store = personalStore('test', words);
  store.set(['a']);
  const first = store.get();
  expect(store.get()).toBe(first);
  const [name = ''] = kept.keys();
  kept.set(name, '["b"]');
  expect(store.get()).toEqual(['b']);
});

it('believes nothing that is stored', () => {
  const kept = storage();
  signIn('anna');
  const store = personalStore('test', words);
  store.set(['a']);
  const [name = ''] = kept.keys();
  for (const text of ['', '{', 'null', '{"a":1}', '[1,null]']) {
    kept.set(name, text);
    expect(store.get(), text).toEqual([]);
  }
});

it('lasts as long as the page where the browser keeps nothing', () => {
  storage(() => {
    throw new Error('QuotaExceededError');
  });
  signIn('anna');
  const store = personalStore('test', words);
  store.set(['a']);
  expect(store.get()).toEqual(['a']);
  vi.stubGlobal('localStorage', undefined);
  expect(store.get()).toEqual(['a']);
  store.set(['a', 'b']);
  expect(store.get()).toEqual(['a', 'b']);
});
