/** Each thing that a policy may not hold: by its name, at its place. */
import { describe, expect, test } from 'vitest';
import { parsePolicy } from './parse.ts';

const ROOT = 'arn:aws:iam::000000000000:root';
const statement = { Effect: 'Allow', Principal: { AWS: ROOT }, Action: 'kms:*', Resource: '*' };

/** One statement with changes; a member set to undefined goes away. */
const policy = (change: object, head: object = { Version: '2012-10-17' }): string =>
  JSON.stringify({ ...head, Statement: [{ ...statement, ...change }] }, null, 1);

/** Each problem as its code and the text at its place. */
function problems(text: string): (readonly [string, string, string])[] {
  const parsed = parsePolicy(text, 'key');
  return parsed.ok
    ? []
    : parsed.problems.map(({ code, from, to, message }) => [code, text.slice(from, to), message] as const);
}

describe('parsePolicy', () => {
  // change, code, text at the place, part of the message
  test.each<[object, string, string, string]>([
    [{ NotAction: 'kms:Decrypt', Action: undefined }, 'element-unsupported', '"NotAction"', 'NotAction'],
    [
      { NotPrincipal: { AWS: ROOT }, Principal: undefined },
      'element-unsupported',
      '"NotPrincipal"',
      'NotPrincipal',
    ],
    [{ NotResource: '*', Resource: undefined }, 'element-unsupported', '"NotResource"', 'NotResource'],
    [{ Actions: 'x' }, 'element-unknown', '"Actions"', '"Actions"'],
    [{ action: 'x' }, 'element-unknown', '"action"', 'spelled "Action"'],
    [{ Effect: 'allow' }, 'effect', '"allow"', 'this spelling'],
    [{ Effect: undefined }, 'element-missing', '{', 'no Effect'],
    [{ Action: undefined }, 'element-missing', '{', 'no Action'],
    [{ Resource: undefined }, 'element-missing', '{', 'no Resource'],
    [{ Principal: undefined }, 'element-missing', '{', 'no Principal'],
    [{ Action: [] }, 'element-empty', '[]', 'Action'],
    [{ Resource: [] }, 'element-empty', '[]', 'Resource'],
    [{ Principal: {} }, 'element-empty', '"Principal"', 'Principal'],
    [{ Principal: { AWS: [] } }, 'element-empty', '[]', 'Principal'],
    [{ Action: [7] }, 'element-type', '7', 'Action'],
    [{ Sid: 7 }, 'element-type', '7', 'Sid'],
    [{ Principal: null }, 'element-type', 'null', 'Principal'],
    [{ Principal: ROOT }, 'principal-format', `"${ROOT}"`, '{"AWS": …}'],
    [{ Principal: { Service: 'logs.amazonaws.com' } }, 'principal-unsupported', '"Service"', 'Service'],
    [{ Principal: { Federated: 'x' } }, 'principal-unsupported', '"Federated"', 'Federated'],
    [{ Principal: { aws: ROOT } }, 'element-unknown', '"aws"', '"aws"'],
    [
      { Principal: { AWS: 'arn:aws:iam::000000000000:group/g' } },
      'principal-group',
      '"arn:aws:iam::000000000000:group/g"',
      'group',
    ],
    [
      { Principal: { AWS: 'arn:aws:iam::000000000000:role/app-*' } },
      'principal-wildcard',
      '"arn:aws:iam::000000000000:role/app-*"',
      'ArnLike',
    ],
    [{ Principal: { AWS: '00000000000' } }, 'principal-format', '"00000000000"', '12 digits'],
    [{ Principal: { AWS: 'AIDAEXAMPLE' } }, 'principal-format', '"AIDAEXAMPLE"', 'ARN of a user'],
    [{ Action: 's3:GetObject' }, 'action-foreign', '"s3:GetObject"', 'another service'],
    [{ Action: ['kms:*', 'Decrypt'] }, 'action-format', '"Decrypt"', 'kms:Decrypt'],
    [{ Action: 'kms:' }, 'action-format', '"kms:"', 'not an action'],
    [{ Resource: 'key/1' }, 'resource-format', '"key/1"', 'an ARN'],
    [
      { Resource: 'arn:aws:kms:*:*:key/${aws:username}' },
      'policy-variable',
      '"arn:aws:kms:*:*:key/${aws:username}"',
      'policy variable',
    ],
    [{ Condition: [] }, 'element-type', '[]', 'Condition'],
    [{ Condition: { Bool: 'true' } }, 'element-type', '"true"', 'Bool'],
    [
      { Condition: { NumericEquals: { 'kms:RotationPeriodInDays': 90 } } },
      'operator-unsupported',
      '"NumericEquals"',
      'NumericEquals',
    ],
    [
      { Condition: { StringNotEquals: { 'kms:KeySpec': 'x' } } },
      'operator-unsupported',
      '"StringNotEquals"',
      'StringNotEquals',
    ],
    [
      { Condition: { BoolIfExists: { 'aws:SecureTransport': true } } },
      'operator-unsupported',
      '"BoolIfExists"',
      'BoolIfExists',
    ],
    [
      { Condition: { 'ForAnyValue:StringLike': { 'aws:TagKeys': 'x' } } },
      'operator-unsupported',
      '"ForAnyValue:StringLike"',
      'ForAnyValue:StringLike',
    ],
    [
      { Condition: { StringsEqual: { 'kms:KeySpec': 'x' } } },
      'operator-unknown',
      '"StringsEqual"',
      'no condition operator',
    ],
    [
      { Condition: { stringlike: { 'kms:KeySpec': 'x' } } },
      'operator-unknown',
      '"stringlike"',
      'spelled "StringLike"',
    ],
    [
      { Condition: { StringEquals: { 'kms:EncryptionContex:app': 'x' } } },
      'condition-key-unknown',
      '"kms:EncryptionContex:app"',
      'no condition key',
    ],
    [
      { Condition: { StringEquals: { 'kms:GrantOperations': 'Decrypt' } } },
      'condition-key-multivalued',
      '"kms:GrantOperations"',
      'several values',
    ],
    [
      { Condition: { StringEquals: { 'aws:ResourceTag/a': 'x' } } },
      'condition-key-kind',
      '"aws:ResourceTag/a"',
      'key policy',
    ],
    [
      { Condition: { Null: { 'kms:ResourceAliases': 'true' } } },
      'condition-key-kind',
      '"kms:ResourceAliases"',
      'key policy',
    ],
    [
      { Condition: { StringEquals: { 'kms:KeySpec': 'x', 'kms:keyspec': 'y' } } },
      'condition-key-duplicate',
      '"kms:keyspec"',
      'twice',
    ],
    [{ Condition: { StringEquals: { 'kms:KeySpec': [] } } }, 'element-empty', '[]', '"kms:KeySpec"'],
    [{ Condition: { StringEquals: { 'kms:KeySpec': null } } }, 'element-type', 'null', '"kms:KeySpec"'],
    [
      { Condition: { StringEquals: { 'kms:EncryptionContext:u': '${aws:username}' } } },
      'policy-variable',
      '"${aws:username}"',
      'policy variable',
    ],
    [
      { Condition: { Bool: { 'aws:SecureTransport': 'yes' } } },
      'condition-value',
      '"yes"',
      '"true" or "false"',
    ],
    [{ Condition: { ArnLike: { 'aws:PrincipalArn': '*' } } }, 'condition-value', '"*"', 'six parts'],
  ])('refuses %j as %s at %s', (change, code, at, message) => {
    const found = problems(policy(change));
    expect(found.map(([first, place]) => [first, place])).toEqual([[code, at]]);
    expect(found[0]?.[2]).toContain(message);
  });

  test.each<[string, string, string]>([
    ['[]', 'element-type', '[]'],
    ['{"Version":"2012-10-17"}', 'element-missing', '{'],
    ['{"Statement":[]}', 'element-empty', '[]'],
    ['{"Statement":["x"]}', 'element-type', '"x"'],
    [policy({}, { Version: '2012-10-18' }), 'version', '"2012-10-18"'],
    [policy({}, { Version: 2012 }), 'element-type', '2012'],
    [policy({}, { Id: 7 }), 'element-type', '7'],
    [policy({}, { Comment: 'x' }), 'element-unknown', '"Comment"'],
    ['{"Statement":[],}', 'json', ','],
    ['{"Statement":1,"Statement":2}', 'json', '"'],
    ['{"Statement":[', 'json', '['],
    ['', 'json', ''],
  ])('refuses the document %s as %s', (text, code, at) => {
    expect(problems(text).map(([first, place]) => [first, place])).toEqual([[code, at]]);
  });
});
