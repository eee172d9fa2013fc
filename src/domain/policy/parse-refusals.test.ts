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
    [{ NotAction: 'kms:Decrypt' }, 'element-conflict', '"NotAction"', 'either Action or NotAction'],
    [
      { NotPrincipal: { AWS: ROOT } },
      'element-conflict',
      '"NotPrincipal"',
      'either Principal or NotPrincipal',
    ],
    [{ NotResource: '*' }, 'element-conflict', '"NotResource"', 'either Resource or NotResource'],
    [{ Action: undefined, NotAction: [] }, 'element-empty', '[]', 'NotAction'],
    [{ Resource: undefined, NotResource: 7 }, 'element-type', '7', 'NotResource'],
    [{ Principal: undefined, NotPrincipal: { AWS: 'x' } }, 'principal-format', '"x"', 'nor 12 digits'],
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
    [{ Principal: { Service: [] } }, 'element-empty', '[]', 'Principal'],
    [{ Principal: { Federated: 7 } }, 'element-type', '7', 'Principal'],
    [{ Principal: { aws: ROOT } }, 'element-unknown', '"aws"', 'spelled "AWS"'],
    [{ Principal: { Group: ROOT } }, 'element-unknown', '"Group"', 'may have AWS'],
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
    [{ Action: ['kms:*', 'Decrypt'] }, 'action-format', '"Decrypt"', 'kms:Decrypt'],
    [{ Action: 'kms:' }, 'action-format', '"kms:"', 'not an action'],
    [
      { Resource: 'arn:aws:kms:*:*:key/${aws:username' },
      'policy-variable',
      '"arn:aws:kms:*:*:key/${aws:username"',
      'begins no policy variable',
    ],
    [{ Condition: [] }, 'element-type', '[]', 'Condition'],
    [{ Condition: { Bool: 'true' } }, 'element-type', '"true"', 'Bool'],
    [
      { Condition: { NullIfExists: { 'kms:ViaService': 'true' } } },
      'operator-unknown',
      '"NullIfExists"',
      'stands alone',
    ],
    [
      { Condition: { 'foranyvalue:stringlike': { 'aws:TagKeys': 'x' } } },
      'operator-unknown',
      '"foranyvalue:stringlike"',
      'spelled "ForAnyValue:StringLike"',
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
      { Condition: { StringEquals: { 'kms:EncryptionContext:u': '${}' } } },
      'policy-variable',
      '"${}"',
      'begins no policy variable',
    ],
    [
      { Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::1:user/${username}' } } },
      'policy-variable',
      '"arn:aws:iam::1:user/${username}"',
      'begins no policy variable',
    ],
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
    ['{"Id":"x","Id":"y","Statement":[]}', 'json-duplicate', '"Id"'],
    ['', 'json', ''],
  ])('refuses the document %s as %s', (text, code, at) => {
    expect(problems(text).map(([first, place]) => [first, place])[0]).toEqual([code, at]);
  });
});
