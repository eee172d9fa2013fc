import { expect, it } from 'vitest';
import { BUILT_IN_POLICIES } from '../policy/built-in-policies.ts';
import { compilePolicy } from '../policy/compile.ts';
import { parsePolicy } from '../policy/parse.ts';
import { escalatingPolicies, type HeldPolicy } from './escalating.ts';

function policy(name: string, text: string): HeldPolicy {
  const parsed = parsePolicy(text, 'identity');
  if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
  return { name, compiled: compilePolicy(parsed.document, 'identity') };
}
const of = (name: string, Effect: 'Allow' | 'Deny', Action: string, Condition?: object): HeldPolicy =>
  policy(
    name,
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect, Action, Resource: '*', Condition }] }),
  );
const elsewhere = { Bool: { 'aws:SecureTransport': 'true' } };

it('names what gives everything, by pattern and under a condition, too', () => {
  const ops = of('ops', 'Allow', 'keydesk:UpdatePrincipalPolicies');
  expect(escalatingPolicies([of('reads', 'Allow', 'kms:Decrypt'), ops])).toEqual(['ops']);
  expect(escalatingPolicies([of('all', 'Allow', '*'), ops])).toEqual(['all', 'ops']);
  expect(escalatingPolicies([of('put', 'Allow', 'keydesk:Put*', elsewhere)])).toEqual(['put']);
  expect(escalatingPolicies([of('kms', 'Allow', 'kms:*')])).toEqual([]);
});

it('leaves out what another of the policies denies whatever is asked', () => {
  const ops = of('ops', 'Allow', 'keydesk:UpdatePrincipalPolicies');
  expect(escalatingPolicies([ops, of('limit', 'Deny', 'keydesk:Update*')])).toEqual([]);
  expect(escalatingPolicies([ops, of('limit', 'Deny', 'keydesk:Update*', elsewhere)])).toEqual(['ops']);
});

it('counts what is given or denied on everything, not on a part', () => {
  const on = (name: string, Effect: 'Allow' | 'Deny', Resource: string): HeldPolicy =>
    policy(
      name,
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect, Action: 'keydesk:UpdatePrincipalPolicies', Resource }],
      }),
    );
  const part = 'arn:aws:kms:us-east-1:000000000000:key/*';
  expect(escalatingPolicies([on('part', 'Allow', part)])).toEqual([]);
  expect(escalatingPolicies([on('ops', 'Allow', '*'), on('limit', 'Deny', part)])).toEqual(['ops']);
  expect(escalatingPolicies([on('ops', 'Allow', '*'), on('limit', 'Deny', '*')])).toEqual([]);
});

it('of the built-in ones, only the administrator’s', () => {
  expect(
    BUILT_IN_POLICIES.filter(({ name, text }) => escalatingPolicies([policy(name, text)]).length > 0).map(
      ({ name }) => name,
    ),
  ).toEqual(['administrator']);
});
