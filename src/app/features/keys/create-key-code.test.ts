import { expect, test } from 'vitest';
import { keyPolicyFor } from '../../../domain/policy/default-policy.ts';
import { createKeySamples, type CreateLanguage, type NewKeyFacts } from './create-key-code.ts';

const facts: NewKeyFacts = {
  endpoint: 'http://localhost:7070',
  region: 'us-east-1',
  alias: 'billing-prod',
  description: '',
  tags: [],
  policy: keyPolicyFor({
    accountId: '000000000000',
    administrators: [],
    users: ['arn:aws:iam::000000000000:role/a'],
    delegateToAccount: true,
  }),
  spec: 'SYMMETRIC_DEFAULT',
  usage: 'ENCRYPT_DECRYPT',
  rotationDays: 365,
};
const codeOf = (language: CreateLanguage, over: Partial<NewKeyFacts> = {}): string =>
  createKeySamples({ ...facts, ...over }).find(({ id }) => id === language)?.code ?? '';
const ALL: readonly CreateLanguage[] = ['cli', 'typescript', 'python', 'terraform'];

test('rotation is a step of its own, and only when it is asked for', () => {
  for (const language of ALL) {
    expect(codeOf(language)).toMatch(/enable_?-?key_?-?rotation/i);
    expect(codeOf(language, { rotationDays: null })).not.toMatch(/rotation/i);
    expect(codeOf(language, { rotationDays: 180 })).toContain('180');
  }
  // Older clients do not know the period, which is the default anyway.
  expect(codeOf('cli')).not.toContain('--rotation-period-in-days');
});

test('without an alias there is none in the code', () => {
  for (const language of ALL) {
    expect(codeOf(language)).toContain('alias/billing-prod');
    expect(codeOf(language, { alias: '' })).not.toMatch(/alias/i);
  }
});

test('Terraform reads nothing of what was typed as a template', () => {
  const code = codeOf('terraform', {
    description: 'it\'s "x"\n${file("/etc/passwd")} %{ for }',
    tags: [{ name: 'a b', value: '${1}' }],
  });
  expect(code).toContain(String.raw`= "it's \"x\"\n$` + String.raw`${'$'}{file(\"/etc/passwd\")} %%{ for }"`);
  expect(code).toContain('"a b" = "$${1}"');
  expect(code).toContain('resource "aws_kms_key" "billing_prod"');
  expect(code).toContain('Action   = "kms:*"');
});

test('a description that the CLI would take for a file or an option is given as JSON', () => {
  for (const description of ['file:///etc/passwd', 'fileb://x', '-v'])
    expect(codeOf('cli', { description })).toContain(`--cli-input-json '{"Description":"${description}"}'`);
  expect(codeOf('cli', { description: 'a file://x' })).toContain(`--description 'a file://x'`);
});

test('another spec than the default is named', () => {
  for (const language of ALL)
    expect(codeOf(language, { spec: 'HMAC_256', usage: 'GENERATE_VERIFY_MAC' })).toContain('HMAC_256');
});
