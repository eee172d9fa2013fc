import { expect, test } from 'vitest';
import { createGrantSamples, type NewGrantFacts } from './create-grant-code.ts';

const facts: NewGrantFacts = {
  endpoint: 'http://localhost:7070',
  region: 'us-east-1',
  keyId: '1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab',
  grantee: 'arn:aws:iam::000000000000:role/reports',
  operations: ['DescribeKey', 'Decrypt'],
  rule: 'subset',
  pairs: [
    { name: 'tenant', value: "ac'me" },
    { name: '', value: '' },
  ],
  retiring: 'arn:aws:iam::000000000000:role/jobs',
  name: 'nightly',
};
const code = (id: string, over: Partial<NewGrantFacts> = {}): string =>
  createGrantSamples({ ...facts, ...over }).find((sample) => sample.id === id)?.code ?? '';

test('the grant of the form, in four languages', () => {
  expect(code('cli')).toBe(`aws kms create-grant \\
  --endpoint-url http://localhost:7070 --region us-east-1 \\
  --key-id 1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab \\
  --grantee-principal arn:aws:iam::000000000000:role/reports \\
  --operations Decrypt DescribeKey \\
  --constraints '{"EncryptionContextSubset":{"tenant":"ac'\\''me"}}' \\
  --retiring-principal arn:aws:iam::000000000000:role/jobs \\
  --name nightly`);
  expect(code('typescript')).toContain(`  new CreateGrantCommand({
    KeyId: "1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab",
    GranteePrincipal: "arn:aws:iam::000000000000:role/reports",
    Operations: ["Decrypt", "DescribeKey"],
    Constraints: { "EncryptionContextSubset": { "tenant": "ac'me" } },
    RetiringPrincipal: "arn:aws:iam::000000000000:role/jobs",
    Name: "nightly",
  }),`);
  expect(code('python')).toContain(`grant = kms.create_grant(
    KeyId="1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab",
    GranteePrincipal="arn:aws:iam::000000000000:role/reports",
    Operations=["Decrypt", "DescribeKey"],
    Constraints={"EncryptionContextSubset": {"tenant": "ac'me"}},`);
  expect(code('terraform')).toBe(`resource "aws_kms_grant" "nightly" {
  name               = "nightly"
  key_id             = "1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab"
  grantee_principal  = "arn:aws:iam::000000000000:role/reports"
  operations         = ["Decrypt", "DescribeKey"]
  retiring_principal = "arn:aws:iam::000000000000:role/jobs"

  constraints {
    encryption_context_subset = {
      tenant = "ac'me"
    }
  }
}`);
});

test('what was not chosen is not there', () => {
  for (const { id } of createGrantSamples(facts)) {
    const plain = code(id, { rule: 'any', retiring: '', name: '' });
    expect(plain).not.toMatch(/constraints|retiring|\bname[ =:]*"|--name/i);
  }
  expect(code('python', { rule: 'equals', pairs: [] })).toContain(
    'Constraints={"EncryptionContextEquals": {}},',
  );
});
