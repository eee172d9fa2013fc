import { expect, it } from 'vitest';
import { Summing } from './summary.ts';

const buckets = { start: 0, width: 60_000, count: 2 };
const event = (operation: string, outcome: 'allowed' | 'denied' = 'allowed') =>
  ({ operation, principal: `by ${operation}`, outcome }) as const;

it('takes away what is left out, and forgets whoever has none left', () => {
  const left = new Summing(buckets);
  left.add(0, event('Decrypt', 'denied'), 2);
  left.add(60_000, event('RotateKeyOnDemand'));
  const all = new Summing(buckets);
  all.merge(left.sums());
  all.add(0, event('Decrypt', 'denied'));
  all.add(60_000, event('Encrypt'), 3);
  all.take(left.sums());

  const rest = new Summing(buckets);
  rest.add(0, event('Decrypt', 'denied'));
  rest.add(60_000, event('Encrypt'), 3);
  expect(all.sums()).toEqual(rest.sums());
});
