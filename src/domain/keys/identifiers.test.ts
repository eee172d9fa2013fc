import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aliasArn, checkAliasName, keyArn, parseKeyId, principalArn, rootArn } from './identifiers.ts';
import { runs } from '../../testing/runs.ts';

fc.configureGlobal({ seed: 2 });

const ID = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
const scope = { region: 'eu-central-1', account: '111122223333' };

describe('parseKeyId', () => {
  it('knows the four forms', () => {
    expect(parseKeyId(ID)).toEqual({ form: 'id', id: ID });
    expect(parseKeyId(keyArn(scope, ID))).toEqual({ form: 'keyArn', ...scope, id: ID });
    expect(parseKeyId('alias/app/main')).toEqual({ form: 'aliasName', name: 'alias/app/main' });
    expect(parseKeyId(aliasArn(scope, 'alias/app/main'))).toEqual({
      form: 'aliasArn',
      ...scope,
      name: 'alias/app/main',
    });
  });

  it('takes upper-case and multi-Region ids as ids, unchanged', () => {
    const mrk = `mrk-${'0123456789abcdef'.repeat(2)}`;
    expect(parseKeyId(mrk)).toEqual({ form: 'id', id: mrk });
    expect(parseKeyId(keyArn(scope, mrk))).toEqual({ form: 'keyArn', ...scope, id: mrk });
    expect(parseKeyId(ID.toUpperCase())).toEqual({ form: 'id', id: ID.toUpperCase() });
  });

  it('says what stands inside a key ARN instead of an id', () => {
    expect(parseKeyId(keyArn(scope, 'foo'))).toEqual({ form: 'invalid', text: 'foo', insideArn: true });
    expect(parseKeyId(keyArn(scope, 'alias/x'))).toEqual({
      form: 'invalid',
      text: 'alias/x',
      insideArn: true,
    });
    expect(parseKeyId(keyArn(scope, `${ID}/1`))).toEqual({
      form: 'invalid',
      text: `${ID}/1`,
      insideArn: true,
    });
  });

  it.each([
    '',
    'foo',
    ID.replaceAll('-', ''),
    `${ID} `,
    `${ID}\n`,
    'alias/',
    'Alias/x',
    `arn:aws-cn:kms:cn-north-1:111122223333:key/${ID}`,
    `arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/${ID}`,
    `arn:aws:s3:eu-central-1:111122223333:key/${ID}`,
    `arn:aws:kms::111122223333:key/${ID}`,
    `arn:aws:kms:eu-central-1:1111:key/${ID}`,
    `arn:aws:kms:eu-central-1:111122223333:key/`,
    `arn:aws:kms:eu-central-1:111122223333:alias/`,
    `arn:aws:kms:eu-central-1:111122223333:grant/${ID}`,
    `ARN:aws:kms:eu-central-1:111122223333:key/${ID}`,
    `alias/${'x'.repeat(2048)}`,
  ])('%j is invalid as a whole', (text) => {
    expect(parseKeyId(text)).toEqual({ form: 'invalid', text, insideArn: false });
  });

  it('never throws, and answers with what it was given', () => {
    const any = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', 'A', '0', '-', ':', '/', ' ', '\n', '\ud800', '\u{1f511}') }),
      fc.string({ unit: 'grapheme-ascii' }).map((rest) => `arn:aws:kms:r:111122223333:key/${rest}`),
      fc.string({ unit: 'grapheme-ascii' }).map((rest) => `alias/${rest}`),
    );
    fc.assert(
      fc.property(any, (text) => {
        const parsed = parseKeyId(text);
        if (parsed.form === 'invalid' && !parsed.insideArn) expect(parsed.text).toBe(text);
        if (parsed.form === 'invalid' && parsed.insideArn) expect(text.endsWith(parsed.text)).toBe(true);
        if (parsed.form === 'aliasName') expect(parsed.name).toBe(text);
        if (parsed.form === 'aliasArn') expect(aliasArn(parsed, parsed.name)).toBe(text);
        if (parsed.form === 'keyArn') expect(keyArn(parsed, parsed.id)).toBe(text);
      }),
      { numRuns: runs(1000) },
    );
  });
});

it('builds ARNs', () => {
  expect(keyArn(scope, ID)).toBe(`arn:aws:kms:eu-central-1:111122223333:key/${ID}`);
  expect(aliasArn(scope, 'alias/x')).toBe('arn:aws:kms:eu-central-1:111122223333:alias/x');
  expect(rootArn(scope)).toBe('arn:aws:iam::111122223333:root');
  expect(principalArn(scope, 'user', 'ada')).toBe('arn:aws:iam::111122223333:user/ada');
  expect(principalArn(scope, 'role', 'payments')).toBe('arn:aws:iam::111122223333:role/payments');
});

describe('checkAliasName', () => {
  it.each([
    'alias/x',
    'alias/app/main-1_2',
    'alias/AWS/x',
    'alias/awsome',
    'alias/aws',
    `alias/${'x'.repeat(250)}`,
  ])('%s is good', (name) => {
    expect(checkAliasName(name)).toBeNull();
  });

  it.each([
    ['', 'LENGTH'],
    [`alias/${'x'.repeat(251)}`, 'LENGTH'],
    ['alias/a b', 'PATTERN'],
    ['alias/x\n', 'PATTERN'],
    ['alias/\u00e9', 'PATTERN'],
    ['x', 'PREFIX'],
    ['alias/', 'PREFIX'],
    ['alias', 'PREFIX'],
    ['Alias/x', 'PREFIX'],
    ['a:b', 'PREFIX'],
    ['alias/a:b', 'CHARACTERS'],
    ['alias/aws/', 'RESERVED'],
    ['alias/aws/s3', 'RESERVED'],
  ])('%j: %s', (name, code) => {
    expect(checkAliasName(name)?.code).toBe(code);
  });

  it("uses AWS KMS's sentences where they are known", () => {
    expect(checkAliasName('x')?.message).toMatch(
      /^Alias must start with the prefix "alias\/". Please see https:/,
    );
    expect(checkAliasName('alias/a:b')?.message).toBe('alias/a:b contains invalid characters for an alias');
  });
});
