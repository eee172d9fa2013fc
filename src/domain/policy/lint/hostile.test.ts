/** Texts that somebody fills 32 KiB with in order to stop the linter. What it may cost is counted in steps, not in time. */
import { describe, expect, test } from 'vitest';
import { MAX_POLICY_BYTES } from '../document.ts';
import { EXAMPLE_WORLD, role } from './examples.ts';
import type { Meter } from '../meter.ts';
import { LINT_ENGINE } from '../compare/lint-engine.ts';
import type { LintEngine } from './engine.ts';
import { lintPolicy } from './lint.ts';

type Statement = Readonly<Record<string, unknown>>;
const statement = (more: Statement): Statement => ({
  Effect: 'Allow',
  Principal: '*',
  Action: 'kms:Decrypt',
  Resource: '*',
  ...more,
});
const context = (name: string): string => `kms:EncryptionContext:${name}`;
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
  [
    'thousands of patterns that begin with anything, in one condition',
    filled((count) => [
      statement({
        Condition: {
          StringLike: { [context('t')]: numbers(count).map((i) => `*${i.toString(36)}*a*`) },
        },
      }),
    ]),
  ],
  [
    'two patterns of thousands of single letters',
    filled((count) => [
      statement({
        Condition: {
          StringLike: { [context('t')]: ['*a', '*b'].map((head) => head + '?'.repeat(count)) },
        },
      }),
    ]),
  ],
  [
    'a pattern of its own in each of hundreds of statements',
    filled((count) =>
      numbers(count).map((i) =>
        statement({ Condition: { StringLike: { [context('t')]: `*${i.toString(36)}*a*${i}*b?c*` } } }),
      ),
    ),
  ],
  [
    'hundreds of patterns of ARNs',
    filled((count) =>
      numbers(count).map((i) =>
        statement({
          Condition: { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::*:role/*${i.toString(36)}*x*` } },
        }),
      ),
    ),
  ],
  [
    'hundreds of condition keys, allowed and denied',
    filled((count) =>
      numbers(count).map((i) =>
        statement({
          Effect: i % 2 === 0 ? 'Allow' : 'Deny',
          Condition: { StringLike: { [context(`k${i}`)]: `*a*${i}*`, [context(`j${i}`)]: '*b*' } },
        }),
      ),
    ),
  ],
  [
    'hundreds of condition keys of one statement',
    filled((count) => [
      statement({
        Condition: { StringEquals: Object.fromEntries(numbers(count).map((i) => [context(`k${i}`), '1'])) },
      }),
    ]),
  ],
  [
    'condition keys in every combination',
    filled((count) =>
      numbers(count).map((i) =>
        statement({
          Effect: i % 3 === 0 ? 'Deny' : 'Allow',
          Condition: {
            StringEquals: Object.fromEntries(
              [i, i * 5 + 3, i * 7 + 1].map((key) => [context(`k${key % 14}`), '1']),
            ),
          },
        }),
      ),
    ),
  ],
  [
    'hundreds of accounts that are left out, each of one statement',
    filled((count) =>
      numbers(count).map((i) => ({
        Effect: 'Allow',
        NotPrincipal: { AWS: String(1e11 + i) },
        NotAction: 'kms:Decrypt',
        Resource: '*',
      })),
    ),
  ],
  ['one member, thousands of times', `{${'"Statement":[],'.repeat(2000)}"Version":"2012-10-17"}`],
  ['brackets', '['.repeat(MAX_POLICY_BYTES)],
];

/** As the service does. */
const WORK = 2_000_000;
/** The last thing that is done may be the reading of a whole text, or a look at all statements for all callers. */
const OVER = 200_000;

describe('the linter answers to', () => {
  test.each(CASES)('%s', (_, text) => {
    let late = 0;
    const inTime = (work: Meter | undefined): void => {
      if (work === undefined || work.isSpent) late++;
    };
    const engine: LintEngine = {
      certify: (before, after, world, work) => {
        inTime(work);
        return LINT_ENGINE.certify(before, after, world, work);
      },
      idle: (policy, world, work) => {
        inTime(work);
        return LINT_ENGINE.idle(policy, world, work);
      },
    };
    const lint = lintPolicy(text, 'key', { ...EXAMPLE_WORLD }, { fixes: 'now', engine, work: WORK });
    const codes = lint.findings.map(({ code }) => code);
    expect(codes.length).toBeGreaterThan(0);
    expect(codes).not.toContain('could-not-analyse');
    expect(late).toBe(0);
    expect(lint.worked).toBeLessThan(WORK + OVER);
    if (lint.worked > WORK) expect(codes).toContain('not-all-analysed');
  });
});
