import { expect, test } from 'vitest';
import { cliSample, endpointVariable, pythonSample, shellSetUp } from './code-samples.ts';

const facts = { endpoint: 'http://localhost:7070', region: 'eu-central-1', keyId: 'alias/billing-prod' };

test('older clients are told the endpoint, newer ones find it in the environment', () => {
  expect(pythonSample(facts, true)).toContain('endpoint_url="http://localhost:7070"');
  expect(pythonSample(facts, true)).toContain('region_name="eu-central-1"');
  expect(pythonSample(facts, false)).toContain('kms = boto3.client("kms")');
  expect(cliSample(facts, true).match(/--endpoint-url http:\/\/localhost:7070/g)).toHaveLength(3);
  expect(cliSample(facts, false)).not.toContain('endpoint');
  expect(endpointVariable(facts)).toBe('export AWS_ENDPOINT_URL_KMS=http://localhost:7070');
  expect(shellSetUp(facts)).toContain('AWS_REGION=eu-central-1');
});

test('names are quoted for the language that they stand in', () => {
  const odd = { ...facts, keyId: `a'b "c"` };
  expect(pythonSample(odd, false)).toContain(String.raw`KeyId="a'b \"c\""`);
  expect(cliSample(odd, false)).toContain(String.raw`--key-id 'a'\''b "c"'`);
});
