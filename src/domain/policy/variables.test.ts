import { describe, expect, test } from 'vitest';
import { decide, explain } from './evaluate.ts';
import { ACCOUNT, ANNA, anna, ask, KEY_ID, source, type Written } from './policies.fixture.ts';
import { parseTemplate } from './variables.ts';

const allow = (change: Written): Written => ({
  Effect: 'Allow',
  Principal: '*',
  Action: '*',
  Resource: '*',
  ...change,
});
const key = 'kms:EncryptionContext:owner';
const folded = key.toLowerCase();

type Values = Readonly<Record<string, string | readonly string[]>>;
function request(values: Values) {
  const lookup = new Map(Object.entries(values));
  return { ...ask('kms:Decrypt', anna), values: (name: string) => lookup.get(name) };
}
const allowed = (statements: readonly Written[], values: Values): boolean =>
  decide(request(values), source('key', statements), []).allowed;
/** Does a condition hold, in an Allow? */
const meets = (operator: string, value: string | readonly string[], values: Values): boolean =>
  allowed([allow({ Condition: { [operator]: { [key]: value } } })], values);
/** And in a Deny? */
const denies = (operator: string, value: string | readonly string[], values: Values): boolean =>
  !allowed([allow({}), allow({ Effect: 'Deny', Condition: { [operator]: { [key]: value } } })], values);

describe('parseTemplate', () => {
  test.each<[string, unknown]>([
    ['plain', ['plain']],
    ['', []],
    ['$x{y}', ['$x{y}']],
    ['a${aws:username}b', ['a', { key: 'aws:username', folded: 'aws:username', fallback: null }, 'b']],
    [
      '${AWS:PrincipalTag/A b}',
      [{ key: 'AWS:PrincipalTag/A b', folded: 'aws:principaltag/a b', fallback: null }],
    ],
    ["${ aws:username , 'x' }", [{ key: 'aws:username', folded: 'aws:username', fallback: 'x' }]],
    ["${aws:username, ''}", [{ key: 'aws:username', folded: 'aws:username', fallback: '' }]],
    ["${aws:username, 'it''s }'}", [{ key: 'aws:username', folded: 'aws:username', fallback: "it's }" }]],
    ['${*}${?}${$}', [{ literal: '*' }, { literal: '?' }, { literal: '$' }]],
    ['${$}{x}', [{ literal: '$' }, '{x}']],
  ])('%j', (text, parts) => {
    expect(parseTemplate(text)).toMatchObject(parts as object);
    expect(parseTemplate(text)).toHaveLength((parts as readonly unknown[]).length);
  });

  test.each([
    '${',
    '${}',
    '${ }',
    '${username}',
    '${aws:}',
    '${aws:username',
    "${aws:username, 'x}",
    '${aws:a,b}',
    '${**}',
    '${a:${b:c}}',
  ])('%j is none', (text) => {
    expect(parseTemplate(text)).toBeNull();
  });
});

describe('a policy variable', () => {
  test('stands for the value of its key, in any case', () => {
    expect(meets('StringEquals', '${aws:username}', { 'aws:username': 'anna', [folded]: 'anna' })).toBe(true);
    expect(meets('StringEquals', '${AWS:UserName}', { 'aws:username': 'anna', [folded]: 'ben' })).toBe(false);
    expect(
      meets('StringLike', 'team-${aws:PrincipalTag/Team}-*', {
        'aws:principaltag/team': 'a',
        [folded]: 'team-a-7',
      }),
    ).toBe(true);
    expect(
      meets('StringEqualsIgnoreCase', '${aws:username}', { 'aws:username': 'Anna', [folded]: 'aNNA' }),
    ).toBe(true);
    expect(
      meets('ArnLike', `arn:aws:iam::*:user/\${aws:username}`, { 'aws:username': 'anna', [folded]: ANNA }),
    ).toBe(true);
    expect(meets('ArnEquals', '${aws:PrincipalArn}', { 'aws:principalarn': ANNA, [folded]: ANNA })).toBe(
      true,
    );
  });

  test('is literal text: no wildcard, no variable, whatever its value', () => {
    expect(meets('StringLike', '${aws:username}', { 'aws:username': 'a*', [folded]: 'abc' })).toBe(false);
    expect(meets('StringLike', '${aws:username}?', { 'aws:username': '?', [folded]: 'ab' })).toBe(false);
    expect(meets('StringLike', '${aws:username}?', { 'aws:username': '?', [folded]: '?b' })).toBe(true);
    expect(
      meets('StringEquals', '${aws:username}', {
        'aws:username': '${aws:userid}',
        'aws:userid': 'x',
        [folded]: 'x',
      }),
    ).toBe(false);
    expect(
      meets('ArnLike', 'arn:aws:iam::1:user/${aws:username}', {
        'aws:username': '*',
        [folded]: 'arn:aws:iam::1:user/x',
      }),
    ).toBe(false);
  });

  test('for a literal character', () => {
    expect(meets('StringLike', 'a${*}', { [folded]: 'a*' })).toBe(true);
    expect(meets('StringLike', 'a${*}', { [folded]: 'ab' })).toBe(false);
    expect(meets('StringLike', 'a${?}*', { [folded]: 'a?b' })).toBe(true);
    expect(meets('StringLike', 'a${?}*', { [folded]: 'abb' })).toBe(false);
    expect(meets('StringEquals', '${$}{aws:username}', { [folded]: '${aws:username}' })).toBe(true);
  });

  test('takes its default when the key is absent, also one that nobody knows', () => {
    expect(meets('StringEquals', "${aws:username, 'x'}", { [folded]: 'x' })).toBe(true);
    expect(meets('StringEquals', "${aws:username, 'x'}", { 'aws:username': 'anna', [folded]: 'x' })).toBe(
      false,
    );
    expect(meets('StringEquals', "${my:own, 'x'}", { 'my:own': 'y', [folded]: 'x' })).toBe(true);
    expect(meets('StringEquals', "${aws:TagKeys, 'x'}", { [folded]: 'x' })).toBe(false);
  });

  test('that cannot be resolved matches nothing', () => {
    expect(meets('StringEquals', '${aws:username}', { [folded]: '' })).toBe(false);
    expect(meets('StringLike', '*${aws:username}*', { [folded]: 'x' })).toBe(false);
    expect(meets('StringEquals', ['${aws:username}', 'x'], { [folded]: 'x' })).toBe(true);
    expect(denies('StringEquals', '${aws:username}', { [folded]: '' })).toBe(false);
  });

  test('that cannot be resolved, in a negated operator: an Allow does not hold, a Deny does', () => {
    expect(meets('StringNotEquals', '${aws:username}', { [folded]: 'x' })).toBe(false);
    expect(denies('StringNotEquals', '${aws:username}', { [folded]: 'x' })).toBe(true);
    expect(denies('StringNotEquals', ['${aws:username}', 'x'], { [folded]: 'x' })).toBe(false);
  });

  test('with several readings: all for an Allow, one for a Deny', () => {
    const tags = { 'aws:principaltag/team': ['a', 'b'] };
    expect(meets('StringEquals', '${aws:PrincipalTag/team}', { ...tags, [folded]: 'a' })).toBe(false);
    expect(denies('StringEquals', '${aws:PrincipalTag/team}', { ...tags, [folded]: 'a' })).toBe(true);
    expect(meets('StringNotEquals', '${aws:PrincipalTag/team}', { ...tags, [folded]: 'a' })).toBe(false);
    expect(meets('StringNotEquals', '${aws:PrincipalTag/team}', { ...tags, [folded]: 'c' })).toBe(true);
    expect(denies('StringNotEquals', '${aws:PrincipalTag/team}', { ...tags, [folded]: 'a' })).toBe(true);
    const many = { 'aws:principaltag/team': Array.from({ length: 9 }, (_, i) => String(i)) };
    const pair = '${aws:PrincipalTag/team}${aws:PrincipalTag/team}';
    expect(meets('StringNotEquals', pair, { ...many, [folded]: 'c' })).toBe(false);
    expect(denies('StringEquals', pair, { ...many, [folded]: 'c' })).toBe(true);
  });

  test('stands in a resource', () => {
    const on = (Resource: string, values: Values): boolean => allowed([allow({ Resource })], values);
    const arn = `arn:aws:kms:*:${ACCOUNT}:key/`;
    expect(on(`${arn}\${aws:PrincipalTag/key}`, { 'aws:principaltag/key': KEY_ID })).toBe(true);
    expect(on(`${arn}\${aws:PrincipalTag/key}`, { 'aws:principaltag/key': '*' })).toBe(false);
    expect(on(`${arn}\${aws:PrincipalTag/key}`, {})).toBe(false);
    const { Resource: _, ...rest } = allow({});
    const not = { ...rest, NotResource: `${arn}\${aws:PrincipalTag/key}` };
    expect(allowed([not], { 'aws:principaltag/key': 'x' })).toBe(true);
    expect(allowed([not], {})).toBe(false);
    expect(allowed([allow({}), { ...not, Effect: 'Deny' }], {})).toBe(false);
  });

  test('is plain text in a policy of version 2008-10-17', () => {
    const old = source(
      'key',
      [allow({ Condition: { StringLike: { [key]: '${aws:username}*' } } })],
      KEY_ID,
      '2008-10-17',
    );
    const can = (value: string): boolean =>
      decide(request({ 'aws:username': 'anna', [folded]: value }), old, []).allowed;
    expect(can('anna')).toBe(false);
    expect(can('${aws:username}/x')).toBe(true);
  });

  test('is shown with what it stood for', () => {
    const policy = source('key', [
      allow({
        Resource: ['arn:aws:kms:*:*:key/${aws:userid}'],
        Condition: { StringEquals: { [key]: ['${aws:username}!', '${aws:userid}', 'x'] } },
      }),
    ]);
    const [trace] = explain(request({ 'aws:username': 'anna', [folded]: 'y' }), policy, []);
    expect(trace?.misses).toMatchObject([
      { element: 'resource', substituted: [null] },
      {
        element: 'condition',
        wanted: ['${aws:username}!', '${aws:userid}', 'x'],
        substituted: ['anna!', null, 'x'],
        given: 'y',
      },
    ]);
  });
});
