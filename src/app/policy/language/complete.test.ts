import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arnOf, WORLD } from '../world.fixture.ts';
import { completionsAt, take } from './complete.ts';
import { describeOperator, explainAt } from './describe.ts';

/** The offset is where `|` stands. */
function at(marked: string) {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  return { text, found: completionsAt(text, offset, WORLD) };
}
const texts = (marked: string): string[] => (at(marked).found?.options ?? []).map(({ text }) => text);

/** The text after the option was taken, with `|` where the cursor stands. */
function taken(marked: string, text: string): string {
  const { text: before, found } = at(marked);
  const option = found?.options.find((each) => each.text === text);
  if (found === null || option === undefined) throw new Error(`${text} is not offered in ${marked}`);
  const { from, to, insert, cursor } = take(found, option);
  const after = before.slice(0, from) + insert + before.slice(to);
  return `${after.slice(0, cursor)}|${after.slice(cursor)}`;
}

describe('what is offered', () => {
  test('elements that are not there yet, and none that contradicts', () => {
    expect(texts('{"Version": "2012-10-17", |')).toEqual(['Id', 'Statement']);
    const own = texts('{"Statement": [{"Sid": "a", "NotAction": [], | "Effect": "Allow"}]}');
    expect(own).toEqual(['Principal', 'NotPrincipal', 'Resource', 'NotResource', 'Condition']);
  });

  test('actions that a key policy can allow, narrowed by what is typed', () => {
    const all = texts('{"Statement": [{"Action": ["|');
    expect(all).toContain('kms:Decrypt');
    expect(all).not.toContain('kms:ListKeys');
    // No key here can.
    expect(all.indexOf('kms:Decapsulate')).toBeGreaterThan(all.indexOf('kms:UpdateAlias'));
    expect(texts('{"Statement": [{"Action": "gen|"}]}')[0]).toBe('kms:GenerateDataKey');
  });

  test('who is in the directory, by the name that people use', () => {
    expect(texts('{"Statement": [{"Principal": {"AWS": "|')).toEqual([
      arnOf('user/anna'),
      arnOf('user/ben'),
      arnOf('role/api'),
      arnOf('root'),
      '*',
    ]);
    expect(texts('{"Statement": [{"Principal": {"AWS": ["ap|"]}}]}')).toEqual([arnOf('role/api')]);
  });

  test('operators, then keys that fit the operator, then values that the log has', () => {
    expect(texts('{"Statement": [{"Condition": {"|')).toContain('StringEquals');
    const keys = texts('{"Statement": [{"Condition": {"StringEquals": {"|');
    expect(keys[0]).toBe('kms:EncryptionContext:tenant');
    expect(keys.indexOf('aws:SourceIp')).toBeGreaterThan(keys.indexOf('aws:username'));
    expect(
      texts('{"Statement": [{"Condition": {"StringEquals": {"kms:EncryptionContext:tenant": "|'),
    ).toEqual(['acme']);
    expect(texts('{"Statement": [{"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "|')).toEqual([
      'true',
      'false',
    ]);
    expect(texts('{"Statement": [{"Condition": {"StringEquals": {"aws:PrincipalTag/team": ["|')).toEqual([
      'billing',
    ]);
  });

  test('nothing where nothing is known', () => {
    expect(at('{"Statement": [{"Sid": "|"}]}').found).toBeNull();
    expect(at('{"Unheard": {"of": "|"}}').found).toBeNull();
    expect(at('|').found).toBeNull();
  });
});

describe('taking it', () => {
  test.each([
    [
      '{"Statement": [{"Action": ["kms:De|"]}]}',
      'kms:Decrypt',
      '{"Statement": [{"Action": ["kms:Decrypt"|]}]}',
    ],
    ['{"Statement": [{"Action": [|]}]}', 'kms:Decrypt', '{"Statement": [{"Action": ["kms:Decrypt"|]}]}'],
    ['{"Statement": [{"Action": ["kms:De|', 'kms:Decrypt', '{"Statement": [{"Action": ["kms:Decrypt"|'],
    ['{"Statement": [{|}]}', 'Principal', '{"Statement": [{"Principal": {"AWS": "|"}}]}'],
    ['{"Statement": [{"Eff|"}]}', 'Effect', '{"Statement": [{"Effect": "Allow"|}]}'],
    ['{"Statement": [{"Eff|": "Deny"}]}', 'Effect', '{"Statement": [{"Effect"|: "Deny"}]}'],
    [
      '{"Statement": [{"Condition": {"StringEquals": {"kms:Enc|"}}}]}',
      'kms:EncryptionContext:',
      '{"Statement": [{"Condition": {"StringEquals": {"kms:EncryptionContext:|"}}}]}',
    ],
  ])('%s, %s', (marked, option, wanted) => expect(taken(marked, option)).toBe(wanted));
});

describe('explaining', () => {
  test('says of a set qualifier what no value comes to, whatever stands after it', () => {
    const words = (name: string): string => describeOperator(name).words;
    expect(words('StringLikeIfExists')).toMatch(/Holds also where the request has no such value\.$/);
    expect(words('StringNotLikeIfExists').match(/Holds also/g)).toHaveLength(1);
    for (const name of [
      'ForAnyValue:StringLike',
      'ForAnyValue:StringLikeIfExists',
      'ForAnyValue:StringNotLike',
    ]) {
      expect(words(name)).toContain('Does not hold where the request has none.');
      expect(words(name)).not.toContain('Holds also');
    }
    expect(words('ForAllValues:StringLikeIfExists').match(/Holds also/g)).toHaveLength(1);
  });

  const text = JSON.stringify({
    Statement: [
      {
        Effect: 'Deny',
        Principal: { AWS: [arnOf('role/api'), arnOf('role/nobody')] },
        Action: ['kms:Decrypt', 'kms:Decript', 'kms:ListKeys', 'kms:Get*'],
        Condition: { 'ForAnyValue:StringLikeIfExists': { 'kms:ViaService': 'x', 'kms:NotThere': 'y' } },
      },
    ],
  });
  const of = (word: string) => explainAt(text, text.indexOf(`"${word}"`) + 2, WORLD);

  test('actions, principals, operators and keys are told by what they are here', () => {
    expect(of('kms:Decrypt')).toMatchObject({ title: 'kms:Decrypt', note: 'Write' });
    expect(of('kms:Decript')).toMatchObject({ note: 'no action' });
    expect(of('kms:ListKeys')?.words).toContain('No key policy can allow it');
    expect(of('kms:Get*')?.note).toMatch(/^pattern, \d+ actions$/);
    expect(of(arnOf('role/api'))).toMatchObject({ title: 'role/api', note: 'service' });
    expect(of(arnOf('role/nobody'))).toMatchObject({ title: 'role/nobody', note: 'nobody' });
    expect(of('ForAnyValue:StringLikeIfExists')?.words).toMatch(
      /pattern.*One value.*has none. IfExists changes nothing/,
    );
    expect(of('kms:ViaService')?.note).toContain('never there on this desk');
    expect(of('kms:NotThere')?.note).toBe('no condition key');
    expect(of('Deny')?.words).toContain('whatever else allows');
    expect(of('Statement')?.note).toBe('element');
  });

  test('names every Object has mean nothing', () => {
    const odd = '{"__proto__": {"constructor": "toString"}, "Statement": [{"Effect": "constructor"}]}';
    for (let offset = 0; offset <= odd.length; offset++) explainAt(odd, offset, WORLD);
    expect(explainAt(odd, odd.lastIndexOf('constructor'), WORLD)).toBeNull();
  });

  test('any text at any offset is answered', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.nat(60), (any, offset) => {
        const spot = Math.min(offset, any.length);
        explainAt(any, spot, WORLD);
        completionsAt(`{"Statement": [{"Condition": {"${any}`, 30 + spot, WORLD);
      }),
      { numRuns: 1_000 },
    );
  });
});
