import { expect, it } from 'vitest';
import { wayWords } from './way-words.ts';

it('says who carries requests, and that none leaves', () => {
  expect(wayWords({ by: 'worker' })).toBe(
    'None leaves this browser: a service worker (MSW) takes each one, and the desk in this page answers.',
  );
});

it('says why no service worker does', () => {
  const words = (['starting', 'unsupported', 'insecure', 'refused', 'lost'] as const).map((why) =>
    wayWords({ by: 'page', why }),
  );
  expect(new Set(words).size).toBe(words.length);
  for (const each of words) expect(each).toMatch(/^None leaves this page: .+\. .+\.$/);
});
