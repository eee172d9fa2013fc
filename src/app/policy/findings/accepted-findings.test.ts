import { expect, test } from 'vitest';
import { lintPolicy } from '../../../domain/policy/lint/lint.ts';
import type { Borne } from '../judge/protocol.ts';
import { arnOf, WORLD } from '../world.fixture.ts';
import { acceptedWords, splitFindings } from './accepted-findings.ts';

const misspelt = (Sid: string) => ({
  Sid,
  Effect: 'Allow',
  Principal: { AWS: arnOf('role/api') },
  Action: 'kms:Decrpyt',
  Resource: '*',
});
const TEXT = JSON.stringify({ Version: '2012-10-17', Statement: [misspelt('First'), misspelt('Second')] });
const NOW = 1_000;
const borne = (more: Partial<Borne>): Borne => ({
  code: 'unknown-action',
  statement: null,
  reason: 'of a newer desk',
  until: NOW + 1,
  by: arnOf('user/anna'),
  at: 0,
  ...more,
});
const split = (text: string, ...suppressions: readonly Borne[]) => {
  const { findings, document } = lintPolicy(text, 'key', WORLD, { suppressions });
  const { counting, accepted } = splitFindings(findings, document?.statements ?? [], suppressions, NOW);
  return {
    accepted,
    counting: counting.flatMap(({ code, statement }) => (code === 'unknown-action' ? [statement] : [])),
  };
};

test('what was accepted does not count: in its statement, or wherever it is found', () => {
  expect(split(TEXT).counting).toEqual([0, 1]);
  expect(split(TEXT, borne({ statement: 'Second' })).counting).toEqual([0]);
  const everywhere = split(TEXT, borne({}));
  expect(everywhere.counting).toEqual([]);
  expect(everywhere.accepted[0]?.findings.map(({ statement }) => statement)).toEqual([0, 1]);
});

test('it counts again on the day after, and the acceptance is still told', () => {
  const { counting, accepted } = split(
    TEXT,
    borne({ statement: 'First', until: NOW }),
    borne({ statement: 'Second' }),
  );
  expect(counting).toEqual([0]);
  expect(accepted.map(({ ended, findings }) => [ended, findings.length])).toEqual([
    [false, 1],
    [true, 0],
  ]);
  expect(acceptedWords(accepted)).toBe('1 accepted, 1 ended');
  expect(acceptedWords(accepted.slice(0, 1))).toBe('1 accepted');
});

test('what keeps a policy from being saved is never silenced', () => {
  const { findings } = lintPolicy('{', 'key', WORLD);
  const [first] = findings;
  expect(first?.blocks).toBe(true);
  const { counting } = splitFindings(findings, [], [borne({ code: first?.code ?? '' })], NOW);
  expect(counting).toEqual(findings);
});
