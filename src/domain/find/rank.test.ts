import { describe, expect, it } from 'vitest';
import { best, needles, rank } from './rank.ts';

const score = (typed: string, ...fields: string[]): number => rank(needles(typed), fields);

describe('rank', () => {
  it('prefers the whole to a beginning, to the beginning of a word, to anywhere', () => {
    const scores = ['billing', 'billing-prod', 'eu/billing', 'rebilling', 'payout'].map((alias) =>
      score('billing', alias),
    );
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(new Set(scores).size).toBe(5);
    expect(scores[4]).toBe(0);
  });
  it('finds the beginning of a later word behind one that is only inside', () => {
    expect(score('prod', 'reprod prod')).toBe(score('prod', 'a prod'));
  });
  it('wants every word, in any field and order', () => {
    expect(score('prod bill', 'billing', 'env=prod')).toBeGreaterThan(0);
    expect(score('prod nothing', 'billing', 'env=prod')).toBe(0);
  });
  it('counts an alias more than a description', () => {
    expect(score('card', 'card', 'x')).toBeGreaterThan(score('card', 'x', 'card'));
  });
  it('knows no case and no accent', () => {
    expect(score('ZOE', 'Zoë')).toBe(score('zoe', 'zoe'));
  });
  it('takes each word once, and no more than sixteen: a long text costs no more than a name', () => {
    expect(needles('e E e  e')).toEqual(['e']);
    expect(needles(Array.from({ length: 1_000 }, (_, i) => `w${i}`).join(' '))).toHaveLength(16);
  });
  it('finds nothing by nothing but gives no thing away', () => {
    expect(score('  ', 'x')).toBe(0);
    expect(score('.*', 'x')).toBe(0);
  });
});

it('gives the best first, and those that fit alike by name', () => {
  const names = ['b-key', 'a-key', 'key', 'none'];
  expect(
    best(
      names,
      needles('key'),
      (name) => [name],
      (name) => name,
      2,
    ),
  ).toEqual(['key', 'a-key']);
});
