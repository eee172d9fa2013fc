import { expect, test } from 'vitest';
import { IDENTITY_RULES } from '../../../domain/policy/lint/identity-rules.ts';
import { PLAIN_RULES } from '../../../domain/policy/lint/plain-rules.ts';
import { WORLD } from '../world.fixture.ts';
import * as exact from './exact.ts';
import { judge } from './judge.ts';

const WORLD_WITHOUT = { ...WORLD, key: null, principals: null, grants: null, usage: null, me: null };
const policy = (over: object): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Sid: 'It', Effect: 'Allow', Action: 'kms:ListKeys', Resource: '*', ...over }],
  });
const judging = (saved: string) =>
  judge({ kind: 'identity', saved, world: WORLD_WITHOUT, suppressions: [] }, [
    ...PLAIN_RULES,
    ...IDENTITY_RULES,
  ]);
const read = (text: string) => judging('').read(text, exact).reading;

test('a sound policy has nothing that keeps it from being saved', () => {
  expect(read(policy({})).problems).toEqual([]);
});

test.each([
  ['no JSON', '{"Version": x}', 12],
  ['a principal', policy({ Principal: '*' }), policy({ Principal: '*' }).indexOf('"Principal"')],
  ['an effect that is none', policy({ Effect: 'Maybe' }), policy({ Effect: 'Maybe' }).indexOf('"Maybe"')],
])('%s is found at its place, and blocks', (_, text, at) => {
  expect(read(text).findings).toContainEqual(
    expect.objectContaining({ blocks: true, severity: 'error', from: at }),
  );
});

test('more than the service takes is said before it is read', () => {
  expect(read(policy({}).padEnd(33_000)).problems).toMatchObject([
    { message: 'The policy has 33000 bytes; the most is 32768.' },
  ]);
});

test('any text at all is read without a fault', () => {
  for (const text of ['', ' ', '[', 'null', '"\\ud800"', '{"__proto__":{}}', '{"Statement":[{}]}', '\u0000'])
    expect(read(text).problems.length, text).toBeGreaterThan(0);
});

test('rules of identity policies alone are asked, and what they offer is proved', () => {
  const text = policy({ Action: ['keydesk:List*', 'keydesk:Update*'] });
  const judged = judging('').read(text, exact);
  const found = judged.reading.findings.find(({ code }) => code === 'as-good-as-administrator');
  expect(found?.fixable).toBe(true);
  const fixes = found === undefined ? [] : (judged.exactly?.proved(found).fixes ?? []);
  expect(fixes.map((fix) => fix.class)).toEqual(['N']);
});

test('an edit is compared with the version in force, over whoever could have it', () => {
  const saved = policy({ Action: 'kms:Encrypt' });
  const compared = judging(saved)
    .read(policy({ Action: ['kms:Encrypt', 'kms:Decrypt'] }), exact)
    .exactly?.compared();
  expect(compared).toMatchObject({ exact: true, gained: [{ actions: ['kms:Decrypt'], when: [] }], lost: [] });
  expect(judging(saved).read(saved, exact).exactly?.compared()).toMatchObject({
    exact: true,
    gained: [],
    lost: [],
  });
});

test('what changes nothing is done in one go', () => {
  const text = policy({ Action: ['kms:Decrypt', 'kms:Decrypt'] });
  const answer = judging(text).answer({ kind: 'fix-all', text }, exact);
  expect(answer).toMatchObject({ titles: [expect.any(String)] });
  expect(
    judging(text)
      .read((answer as { readonly text: string }).text, exact)
      .exactly?.compared(),
  ).toMatchObject({
    exact: true,
    gained: [],
    lost: [],
  });
});
