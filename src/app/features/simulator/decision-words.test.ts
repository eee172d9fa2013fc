import { expect, it } from 'vitest';
import {
  bySource,
  hiddenText,
  othersHidden,
  missText,
  nearestText,
  statementName,
  whyOf,
  type Decision,
  type Miss,
  type Trace,
} from './decision-words.ts';

const by = (more: Partial<Decision['DecidedBy'][number]>): Decision['DecidedBy'][number] => ({
  Source: 'KEY_POLICY',
  Policy: 'k1',
  Statement: 1,
  Effect: 'Allow',
  ...more,
});
const decision = (more: Partial<Decision>): Decision => ({
  Allowed: false,
  DecidedBy: [],
  Action: 'kms:Decrypt',
  PrincipalKnown: true,
  Statements: [],
  ...more,
});

it('says why in a sentence, for every way a decision comes about', () => {
  const why = (more: Partial<Decision>, onKey = true) => whyOf(decision(more), onKey);
  expect(why({ Allowed: true, DecidedBy: [by({ Sid: 'Use' })] })).toBe(
    '“Use” of the key’s policy allows it.',
  );
  expect(
    why({
      Allowed: true,
      DecidedBy: [by({}), by({ Source: 'IDENTITY_POLICY', Policy: 'key-user', Sid: 'Use keys' })],
    }),
  ).toBe(
    'Statement 2 of the key’s policy leaves it to the account, and “Use keys” of the policy key-user allows it.',
  );
  expect(
    why({ Allowed: true, DecidedBy: [by({ Source: 'GRANT', Policy: 'abcdef0123456', Sid: 'nightly' })] }),
  ).toBe('Grant “nightly” allows it.');
  expect(why({ Allowed: true, DecidedBy: [by({ Source: 'ROOT', Policy: 'root' })] })).toContain(
    'the account itself',
  );
  expect(why({ DecidedBy: [by({ Sid: 'Never', Effect: 'Deny' })] })).toBe(
    '“Never” of the key’s policy denies it. A Deny wins over every Allow.',
  );
  const silent = (kind: string) => `because no ${kind} policy allows the kms:Decrypt action`;
  expect(why({ Reason: silent('resource-based') })).toMatch(
    /^Nothing allows it: the key’s policy neither names/,
  );
  expect(why({ Reason: silent('identity-based') })).toMatch(
    /^The key’s policy leaves it to the account, and none/,
  );
  expect(why({ Reason: silent('identity-based') }, false)).toBe(
    'None of the principal’s own policies allows it.',
  );
});

it('says of a condition what it wanted and what there was', () => {
  const condition = {
    Element: 'condition' as const,
    Key: 'kms:EncryptionContext:tenant',
    Wanted: ['acme', 'globex'],
  };
  expect(missText({ ...condition, Operator: 'StringEquals', Given: ['umbrella'] })).toBe(
    'kms:EncryptionContext:tenant should be “acme” or “globex”, but it is “umbrella”.',
  );
  expect(missText({ ...condition, Operator: 'StringEquals' })).toBe(
    'kms:EncryptionContext:tenant should be “acme” or “globex”, but the request has none.',
  );
  expect(missText({ ...condition, Operator: 'ForAnyValue:StringLike', Given: [] })).toBe(
    'kms:EncryptionContext:tenant: ForAnyValue:StringLike “acme” or “globex”, but the request has none.',
  );
  expect(missText({ Element: 'principal', Inverted: true, Wanted: ['role/a'], Given: ['role/a'] })).toBe(
    'It speaks of anything but “role/a”, not of “role/a”.',
  );
});

it('says why a condition could not hold at all', () => {
  const miss = (more: Partial<Miss>): string =>
    missText({ Element: 'condition', Key: 'aws:MultiFactorAuthAge', Wanted: ['600'], ...more });
  expect(miss({ Operator: 'NumericLessThan', Given: ['soon'], Why: 'request-type' })).toBe(
    'aws:MultiFactorAuthAge: NumericLessThan “600”, but it is “soon”, which is not a number.',
  );
  expect(miss({ Operator: 'NumericLessThan', Wanted: ['ten'], Given: ['60'], Why: 'policy-type' })).toBe(
    'aws:MultiFactorAuthAge: NumericLessThan “ten”, but “ten” in the policy is not a number, so this can never hold.',
  );
  expect(miss({ Operator: 'StringEquals', Key: 'kms:Nonsense', Why: 'unknown-key' })).toBe(
    'kms:Nonsense should be “600”, but no request ever has it, so this can never hold.',
  );
  expect(
    miss({
      Operator: 'StringEquals',
      Key: 'kms:EncryptionContext:tenant',
      Wanted: ['${aws:PrincipalTag/tenant}'],
      Given: ['acme'],
      Why: 'no-value',
    }),
  ).toBe(
    'kms:EncryptionContext:tenant should be “${aws:PrincipalTag/tenant}”, but the variable in it stands for nothing in this request.',
  );
  expect(miss({ Operator: 'NotIpAddress', Given: ['x'], Why: 'request-type' })).toContain(
    'not an IP address',
  );
  expect(miss({ Operator: 'NumericLessThan', Given: ['700'], Why: 'differs' })).toBe(
    'aws:MultiFactorAuthAge: NumericLessThan “600”, but it is “700”.',
  );
});

it('puts statements under the policy that they are of, in their order', () => {
  const trace = (Source: Trace['Source'], Policy: string, Statement: number): Trace => ({
    Source,
    Policy,
    Statement,
    Effect: 'Allow',
    Matched: false,
    Misses: [],
    Met: 0,
    Of: 3,
  });
  const groups = bySource([
    trace('KEY_POLICY', 'k1', 0),
    trace('KEY_POLICY', 'k1', 1),
    trace('IDENTITY_POLICY', 'auditor', 0),
    trace('GRANT', 'g1', 0),
    trace('GRANT', 'g2', 0),
  ]);
  expect(groups.map(({ title, traces }) => [title, traces.length])).toEqual([
    ['Key policy', 2],
    ['Policy auditor', 1],
    ['Grants to the principal', 2],
  ]);
  expect(statementName(trace('GRANT', 'abcdefabcdef', 0))).toBe('grant abcdefab…');
});

it('says what of a policy that one may not read is shown', () => {
  const hidden = by({
    Source: 'IDENTITY_POLICY',
    Policy: 'secret',
    Statement: 0,
    Hidden: true,
    Effect: 'Deny',
  });
  expect(whyOf(decision({ DecidedBy: [hidden] }), true)).toBe(
    'The policy secret denies it. A Deny wins over every Allow.',
  );
  expect(hiddenText(decision({}))).toBeNull();
  expect(hiddenText(decision({ HiddenPolicies: ['secret'] }))).toBe(
    'You may not read the policy secret: only whether it allows or denies this is shown.',
  );
  expect(hiddenText(decision({ HiddenPolicies: ['a', 'b'] }))).toBe(
    'You may not read the policies a and b: only whether they allow or deny this is shown.',
  );
});

it('says what a grant lacks', () => {
  const miss = (Operator: string, Wanted: string[], Given: string[]): string =>
    missText({ Element: 'condition', Operator, Key: 'kms:GrantOperations', Wanted, Given });
  expect(miss('PassedOn', ['CreateGrant', 'Decrypt'], ['Decrypt', 'Encrypt', 'Verify'])).toBe(
    'It passes on only what it holds, and it does not hold “Encrypt” or “Verify”.',
  );
  expect(miss('PassedOn', ['CreateGrant', 'Decrypt'], ['Decrypt'])).toContain('constraints are stricter');
  expect(miss('EncryptionContextSubset', ['tenant=acme', 'a=b'], [])).toBe(
    'It wants “tenant=acme” and “a=b” in the encryption context.',
  );
  expect(miss('EncryptionContextEquals', ['tenant=acme'], [])).toBe(
    'It wants the encryption context to be “tenant=acme” and nothing else.',
  );
  expect(miss('EncryptionContextEquals', [], ['tenant'])).toContain('no encryption context at all');
});

it('what the caller may not see counts, is not named, and says which permission shows it', () => {
  const grant = by({ Source: 'GRANT', Policy: '', Hidden: true });
  expect(whyOf(decision({ Allowed: true, DecidedBy: [grant] }), true)).toBe('A grant allows it.');
  const own = by({ Source: 'IDENTITY_POLICY', Policy: '', Hidden: true });
  expect(whyOf(decision({ Allowed: true, DecidedBy: [own] }), false)).toBe(
    'A policy of their own allows it.',
  );
  const parts = decision({
    NotShown: [
      { What: 'grants', Needs: 'kms:ListGrants' },
      { What: 'principals', Needs: 'keydesk:ListPrincipals' },
    ],
  });
  expect(hiddenText(parts)).toBe(
    'The grants to the principal count and are not shown to you: that needs kms:ListGrants. The policies, tags and id of the principal count and are not shown to you: that needs keydesk:ListPrincipals.',
  );
  expect(othersHidden(parts)).toBe('Not shown to you: it needs keydesk:ListPrincipals.');
  expect(othersHidden(decision({ NotShown: [{ What: 'grants', Needs: 'kms:ListGrants' }] }))).toBeNull();
});

it('leads with what nearly allowed it, unless that speaks of somebody else or of other things', () => {
  const miss: Miss = {
    Element: 'condition',
    Operator: 'StringEquals',
    Key: 'kms:EncryptionContext:tenant',
    Wanted: ['acme'],
    Given: ['globex'],
    Why: 'differs',
  };
  const closest = (misses: readonly Miss[], more: Partial<Trace> = {}) =>
    nearestText(
      decision({
        Closest: 0,
        Statements: [
          {
            Source: 'KEY_POLICY',
            Policy: 'k1',
            Statement: 0,
            Sid: 'Use',
            Effect: 'Allow',
            Matched: false,
            Reach: 'named',
            Misses: [...misses],
            Met: 3,
            Of: 4,
            ...more,
          },
        ],
      }),
    );
  expect(closest([miss])).toBe(
    '“Use” of the key’s policy came closest. kms:EncryptionContext:tenant should be “acme”, but it is “globex”.',
  );
  const other: Miss = { Element: 'action', Wanted: ['kms:Encrypt'], Given: ['kms:Decrypt'] };
  expect(closest([other])).toContain('It is about “kms:Encrypt”');
  expect(closest([other], { Source: 'IDENTITY_POLICY', Reach: 'attached' })).toBeNull();
  expect(closest([{ ...other, Element: 'principal' }])).toBeNull();
  expect(closest([miss, miss, miss])).toBeNull();
  expect(nearestText(decision({ Allowed: true }))).toBeNull();
});
