import { expect, test } from 'vitest';
import { defaultKeyPolicy, keyPolicyFor } from '../../../domain/policy/default-policy.ts';
import { readPolicy, statementParts, type EditScope } from './policy-reading.ts';

const account = '111122223333';
const arn = (name: string): string => `arn:aws:iam::${account}:${name}`;
const principal = (name: string, Policies: string[]) => ({
  PrincipalId: name,
  Arn: arn(name),
  Name: name.split('/')[1] ?? '',
  Kind: name.startsWith('user') ? ('user' as const) : ('role' as const),
  Policies,
  CreationDate: new Date(0),
});
const scope: EditScope = {
  keyArn: `arn:aws:kms:eu-central-1:${account}:key/1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab`,
  accountId: account,
  saved: defaultKeyPolicy(account),
  me: arn('user/anna'),
  principals: [
    principal('user/anna', ['administrator']),
    principal('user/ben', ['administrator']),
    principal('role/api', []),
  ],
};

test('the saved policy keeps everybody', () => {
  const reading = readPolicy(scope.saved, scope);
  expect(reading).toMatchObject({ problems: [], lockedOut: false, losing: [] });
  expect(reading.statements.map(statementParts)).toEqual([
    {
      who: ['Whoever the account’s identity policies allow'],
      verb: 'may',
      actions: ['do everything'],
      when: '',
    },
  ]);
});

test('an action that names nothing is found at its place, and not said to be allowed', () => {
  const text = keyPolicyFor({
    accountId: account,
    administrators: [scope.me],
    users: [arn('role/api')],
    delegateToAccount: true,
  }).replace('"kms:Decrypt"', '"kms:Decrpyt"');
  const { problems, warnings, statements } = readPolicy(text, scope);
  expect(problems).toEqual([]);
  expect(warnings.map(({ action }) => action)).toEqual(['kms:Decrpyt']);
  expect(text.slice(warnings[0]?.from, warnings[0]?.to)).toContain('kms:Decrpyt');
  expect(statements.flatMap((statement) => statementParts(statement).actions)).not.toContain('Decrpyt');
  expect(readPolicy(scope.saved, scope).warnings).toEqual([]);
});

test('without delegation whoever is not named loses PutKeyPolicy', () => {
  const mine = keyPolicyFor({
    accountId: account,
    administrators: [scope.me],
    users: [arn('role/api')],
    delegateToAccount: false,
  });
  expect(readPolicy(mine, scope)).toMatchObject({ lockedOut: false, losing: ['user/ben'] });
  const theirs = keyPolicyFor({
    accountId: account,
    administrators: [arn('user/ben')],
    users: [],
    delegateToAccount: false,
  });
  expect(readPolicy(theirs, scope)).toMatchObject({ lockedOut: true, losing: [] });
});

test('what cannot be read is named at its place', () => {
  const [problem] = readPolicy('{ "Version": "2012-10-17", }', scope).problems;
  expect(problem?.from).toBeGreaterThan(20);
  expect(readPolicy(`"${'x'.repeat(40_000)}"`, scope).problems[0]?.message).toContain('32768');
});
