import { expect, it } from 'vitest';
import { assumePolicy, conditionKeysOf, type Assumption } from './assume.ts';
import { compilePolicy } from './compile.ts';
import { decide } from './evaluate.ts';
import { parsePolicy } from './parse.ts';

const ME = 'arn:aws:iam::000000000000:role/me';
const KEY = 'arn:aws:kms:us-east-1:000000000000:key/k';

const compiled = (...statements: readonly object[]) => {
  const text = JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map((statement) => ({
      Effect: 'Allow',
      Principal: { AWS: ME },
      Action: 'kms:Decrypt',
      Resource: '*',
      ...statement,
    })),
  });
  const parsed = parsePolicy(text, 'key');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return compilePolicy(parsed.document, 'key');
};

/** With an address and a tenant of which nobody knows anything. */
function allowed(how: Assumption, ...statements: readonly object[]): boolean {
  const open = (key: string): boolean => key === 'aws:sourceip' || key === 'kms:encryptioncontext:tenant';
  const policy = {
    compiled: assumePolicy(compiled(...statements), open, how),
    id: 'k',
    version: 1,
    digest: '',
  };
  const caller = { arn: ME, accountId: '000000000000', kind: 'role' as const };
  const values = (key: string) => (key === 'kms:keyspec' ? 'SYMMETRIC_DEFAULT' : undefined);
  return decide({ action: 'kms:Decrypt', resource: KEY, caller, values, onKey: true }, policy, []).allowed;
}
const both = (...statements: readonly object[]): readonly boolean[] =>
  (['may', 'must'] as const).map((how) => allowed(how, ...statements));

const tenant = { Condition: { StringEquals: { 'kms:EncryptionContext:tenant': 'acme' } } };
const spec = (value: string) => ({ Condition: { StringEquals: { 'kms:KeySpec': value } } });

it('is certain where nothing open is asked', () => {
  expect(both({})).toEqual([true, true]);
  expect(both(spec('SYMMETRIC_DEFAULT'))).toEqual([true, true]);
  expect(both(spec('RSA_2048'))).toEqual([false, false]);
});

it('counts an open condition in favour, or against', () => {
  expect(both(tenant)).toEqual([true, false]);
  expect(both({}, { Effect: 'Deny', ...tenant })).toEqual([true, false]);
  // What is known still decides.
  expect(both({ Condition: { ...tenant.Condition, Bool: { 'kms:MultiRegion': 'true' } } })).toEqual([
    false,
    false,
  ]);
});

it('sees variables in values and resources, of open keys', () => {
  const by = (variable: string) => ({
    Condition: { StringEquals: { 'kms:KeySpec': `\${${variable}}` } },
  });
  expect(both(by('aws:SourceIp'))).toEqual([true, false]);
  expect(both(by('kms:KeySpec'))).toEqual([true, true]);
  const resource = { Resource: 'arn:aws:kms:us-east-1:000000000000:key/${kms:EncryptionContext:tenant}' };
  expect(both(resource)).toEqual([true, false]);
  expect(both({}, { Effect: 'Deny', ...resource })).toEqual([true, false]);
});

it('gives back the same policy when nothing of it is open, and names what it asks', () => {
  const policy = compiled(spec('RSA_2048'), { Resource: 'arn:aws:kms:us-east-1:1:key/${aws:username}' });
  expect(assumePolicy(policy, () => false, 'must')).toBe(policy);
  expect([...conditionKeysOf(policy)]).toEqual(['kms:keyspec', 'aws:username']);
});
