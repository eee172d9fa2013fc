import { expect, test } from 'vitest';
import { KeydeskError } from '../../client/client.ts';
import { explain } from './explain.ts';

test('the service’s sentence is the reason, its code decides the remedy', () => {
  const problem = explain(
    'The alias was not added',
    new KeydeskError('AlreadyExistsException', 'An alias with the name x already exists', 400, 'r-1'),
  );
  expect(problem).toEqual({
    what: 'The alias was not added',
    why: 'An alias with the name x already exists.',
    remedy: 'Choose another name.',
    requestId: 'r-1',
  });
});

test('a silent code is named; what is not ours says so without its message', () => {
  expect(explain('x', new KeydeskError('InvalidCiphertextException', '', 400, undefined)).why).toBe(
    'The service answered InvalidCiphertextException.',
  );
  expect(explain('x', new KeydeskError('NetworkError', '', 0, undefined)).why).toBe(
    'Keydesk did not answer.',
  );
  expect(explain('x', new TypeError('secret')).why).not.toContain('secret');
});
