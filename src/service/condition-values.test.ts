import { expect, it } from 'vitest';
import { State } from '../domain/state/state.ts';
import { conditionValues, type Asked } from './condition-values.ts';
import type { Permission } from './operation.ts';

const asked = { state: new State(), region: 'us-east-1', input: {} } as unknown as Asked; // no value below asks for the call
const on = (...tags: readonly (readonly [string, string])[]) =>
  conditionValues(asked, { action: 'kms:Encrypt', resource: '*', key: { tags } } as unknown as Permission); // its tags only

it('knows the principal’s tags by name in any case', () => {
  const tags = [['Team', 'payments']] as const;
  const call = { principal: { tags } };
  const values = conditionValues({ ...asked, call } as unknown as Asked, {
    action: 'kms:ListKeys',
    resource: '*',
    key: null,
  }); // nothing else of the call is asked
  expect(values('aws:principaltag/team')).toBe('payments');
  expect(values('aws:principaltag/tea')).toBeUndefined();
  const without = conditionValues({ ...asked, call: { principal: {} } } as unknown as Asked, {
    action: 'kms:ListKeys',
    resource: '*',
    key: null,
  });
  expect(without('aws:principaltag/team')).toBeUndefined();
});

it('gives every value of tags whose names differ in case only', () => {
  const tags = [
    ['ENV', 'dev'],
    ['env', 'prod'],
    ['team', 'x'],
  ] as const;
  expect(on(...tags)('aws:resourcetag/env')).toEqual(['dev', 'prod']);
  expect(on(...tags)('aws:resourcetag/team')).toBe('x');
  expect(on(...tags)('aws:resourcetag/other')).toBeUndefined();
});
