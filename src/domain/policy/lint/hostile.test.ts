/** Texts that somebody fills 32 KiB with in order to stop the linter. That it answers at all is the test: the runner's limit is a minute. */
import { describe, expect, test } from 'vitest';
import { MAX_POLICY_BYTES } from '../document.ts';
import { EXAMPLE_WORLD, role } from './examples.ts';
import { lintPolicy } from './lint.ts';

type Statement = Readonly<Record<string, unknown>>;
const statement = (more: Statement): Statement => ({
  Effect: 'Allow',
  Principal: '*',
  Action: 'kms:Decrypt',
  Resource: '*',
  ...more,
});
const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

/** The largest that fits, by doubling: at least half of the quota. */
function filled(make: (count: number) => readonly Statement[]): string {
  const text = (count: number): string => JSON.stringify({ Version: '2012-10-17', Statement: make(count) });
  let count = 1;
  while (text(count * 2).length <= MAX_POLICY_BYTES) count *= 2;
  return text(count);
}

const CASES: readonly (readonly [string, string])[] = [
  [
    'thousands of patterns of one condition',
    filled((count) => [
      statement({ Condition: { StringLike: { 'kms:RequestAlias': numbers(count).map((i) => `*?${i}`) } } }),
    ]),
  ],
  [
    'thousands of misspelled actions',
    filled((count) => [statement({ Action: numbers(count).map((i) => `kms:Decrip${i}`) })]),
  ],
  [
    'thousands of patterns of actions',
    filled((count) => [
      statement({
        Action: numbers(count).map((i) => `kms:*${'abcdefgh'.charAt(i % 8)}*${i % 3 === 0 ? 'e*' : ''}`),
      }),
    ]),
  ],
  [
    'thousands of accounts',
    filled((count) => [statement({ Principal: { AWS: numbers(count).map((i) => String(1e11 + i)) } })]),
  ],
  [
    'hundreds of statements that overlap',
    filled((count) =>
      numbers(count).map((i) =>
        statement({
          Principal: { AWS: role(`r${i % 20}`) },
          Action: '*',
          Condition: { StringEquals: { 'kms:RequestAlias': `a${i}` } },
        }),
      ),
    ),
  ],
  ['one member, thousands of times', `{${'"Statement":[],'.repeat(2000)}"Version":"2012-10-17"}`],
  ['brackets', '['.repeat(MAX_POLICY_BYTES)],
];

describe('the linter answers to', () => {
  test.each(CASES)('%s', (_, text) => {
    const { findings } = lintPolicy(text, 'key', EXAMPLE_WORLD, { fixes: 'later' });
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.map(({ code }) => code)).not.toContain('could-not-analyse');
  });
});
