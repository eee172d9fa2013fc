import { expect, test } from 'vitest';
import { agesText, credentialsFile, serviceNameProblem } from './service-rules.ts';

test('names are what an ARN may hold', () => {
  expect(serviceNameProblem('billing-api')).toBeNull();
  expect(serviceNameProblem('')).toContain('Give the service a name');
  expect(serviceNameProblem('a/b')).toContain('letters');
});

test('ages that are the same are said once', () => {
  expect(agesText([0, 0])).toBe('made today');
  expect(agesText([93, 1])).toBe('93 days old and 1 day old');
});

test('a credentials file is one section', () => {
  const file = credentialsFile({
    name: 'api',
    accessKeyId: 'AKIA1',
    secretAccessKey: 's3',
    region: 'eu-central-1',
    endpoint: 'http://localhost:7070',
  });
  expect(file).toBe(
    '[api]\naws_access_key_id = AKIA1\naws_secret_access_key = s3\nregion = eu-central-1\nendpoint_url = http://localhost:7070\n',
  );
});
