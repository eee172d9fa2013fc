import { expect, test } from 'vitest';
import { callerStatement, shellSetUp, USE_LANGUAGES, useKeySamples } from './code-samples.ts';

const facts = { endpoint: 'http://localhost:7070', region: 'eu-central-1', keyId: 'alias/billing-prod' };

test('every language is told the endpoint, the region and the key, and no secret', () => {
  const samples = useKeySamples(facts);
  expect(samples.map(({ id }) => id)).toEqual(USE_LANGUAGES);
  for (const { code } of samples) {
    expect(code).toContain(facts.endpoint);
    expect(code).toContain(facts.region);
    expect(code).toContain(facts.keyId);
    expect(code).not.toMatch(/secret_?access_?key|AKIA/i);
  }
  expect(shellSetUp(facts)).toContain('AWS_REGION=eu-central-1');
});

test('what the samples need is what is allowed, no more', () => {
  expect(JSON.parse(callerStatement('arn:aws:iam::0:role/a', 'both'))).toMatchObject({
    Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
    Principal: { AWS: 'arn:aws:iam::0:role/a' },
  });
  expect(JSON.parse(callerStatement('x', 'read'))).toMatchObject({ Action: ['kms:Decrypt'] });
});
