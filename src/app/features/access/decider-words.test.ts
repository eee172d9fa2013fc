import { expect, it } from 'vitest';
import {
  askedText,
  deciderFrame,
  deciderHref,
  deciderName,
  decidersText,
  whenText,
  type Decider,
} from './decider-words.ts';
import { powersOf } from './desk-powers.ts';

const by = (over: Partial<Decider> = {}): Decider => ({
  Source: 'KEY_POLICY',
  Statement: 2,
  Effect: 'Allow',
  Conditions: [],
  ...over,
});
const textOf = (decider: Decider): string => deciderFrame(decider).join(deciderName(decider));

it('names a statement by its Sid, else by its place, and a grant by its name, else its id', () => {
  expect(textOf(by({ Sid: 'Use of the key' }))).toBe('Use of the key of the key’s policy');
  expect(textOf(by({ Source: 'IDENTITY_POLICY', Policy: 'team-reads' }))).toBe(
    'statement 3 of policy team-reads',
  );
  expect(textOf(by({ Source: 'GRANT', Policy: 'ab'.repeat(32), Sid: 'nightly' }))).toBe('grant nightly');
  expect(textOf(by({ Source: 'GRANT', Policy: 'ab'.repeat(32) }))).toMatch(/^grant abab/);
});

it('names all of them for a report, what denies as such', () => {
  expect(
    decidersText([
      by({ Sid: 'Use of the key' }),
      by({ Source: 'GRANT', Policy: 'ab'.repeat(32), Sid: 'nightly' }),
      by({ Source: 'IDENTITY_POLICY', Policy: 'limits', Effect: 'Deny' }),
    ]),
  ).toBe('Use of the key of the key’s policy; grant nightly; not by statement 3 of policy limits');
  expect(decidersText([])).toBe('');
});

it('leads to where it can be read', () => {
  expect(deciderHref(by(), 'k1')).toBe('/keys/k1/policy?statement=%233');
  expect(deciderHref(by({ Sid: 'Use of it' }), 'k1')).toBe('/keys/k1/policy?statement=%233+Use+of+it');
  expect(deciderHref(by(), null)).toBeNull();
  expect(deciderHref(by({ Source: 'GRANT', Policy: 'ab' }), 'k1')).toBe('/keys/k1/grants/ab');
  expect(deciderHref(by({ Source: 'IDENTITY_POLICY', Policy: 'team-reads' }), null)).toBe(
    '/people/policies/team-reads?statement=%233',
  );
  expect(deciderHref(by({ Source: 'ROOT' }), 'k1')).toBeNull();
});

it('says conditions in English, by the parts of their operators', () => {
  const asked = (...Conditions: Decider['Conditions']): string => askedText(by({ Conditions }));
  expect(asked()).toBe('');
  expect(
    asked(
      { Operator: 'StringEquals', Key: 'kms:EncryptionContext:tenant', Values: ['acme'] },
      { Operator: 'IpAddress', Key: 'aws:SourceIp', Values: ['10.0.0.0/8'] },
    ),
  ).toBe('tenant = acme and SourceIp is in 10.0.0.0/8');
  expect(
    asked({ Operator: 'ForAllValues:StringEquals', Key: 'kms:EncryptionContextKeys', Values: ['tenant'] }),
  ).toContain('every value of');
  expect(
    asked({ Operator: 'StringEqualsIfExists', Key: 'kms:EncryptionContext:tenant', Values: ['acme'] }),
  ).toContain('tenant = acme, or');
});

it('says of a grant for one whole context just that', () => {
  const grant = (...Conditions: Decider['Conditions']): string =>
    askedText(by({ Source: 'GRANT', Conditions }));
  const record = { Operator: 'StringEquals', Key: 'kms:EncryptionContext:record', Values: ['37'] };
  const only = (...Values: string[]) => ({
    Operator: 'ForAllValues:StringEquals',
    Key: 'kms:EncryptionContextKeys',
    Values,
  });
  expect(grant(record)).toBe('record = 37');
  expect(grant(record, record, only('record'))).toBe('the context is exactly record = 37');
  expect(grant(only())).toBe('there is no encryption context');
});

it('puts what one statement lets somebody do on the desk together, by what it comes to', () => {
  const everything = by({ Source: 'IDENTITY_POLICY', Policy: 'administrator', Sid: 'Everything' });
  const reads = by({ Source: 'IDENTITY_POLICY', Policy: 'auditor', Sid: 'Reads' });
  const powers = powersOf([
    { Action: 'keydesk:ListPrincipals', Always: true, DecidedBy: [reads] },
    { Action: 'keydesk:PutIdentityPolicy', Always: true, DecidedBy: [everything] },
    { Action: 'keydesk:SearchAuditEvents', Always: true, DecidedBy: [reads] },
    { Action: 'kms:CreateKey', Always: true, DecidedBy: [everything] },
  ]);
  expect(powers.map(({ deciders, levels }) => [deciders[0]?.Sid, levels])).toEqual([
    [
      'Everything',
      [
        { words: 'decide who may do what', actions: ['PutIdentityPolicy'] },
        { words: 'change', actions: ['CreateKey'] },
      ],
    ],
    ['Reads', [{ words: 'read', actions: ['ListPrincipals', 'SearchAuditEvents'] }]],
  ]);
});

it('says a way in: by both policies that it needs, or by a grant, unless by what denies', () => {
  const tenant = { Operator: 'StringEquals', Key: 'kms:EncryptionContext:tenant', Values: ['acme'] };
  const record = { Operator: 'StringEquals', Key: 'kms:EncryptionContext:record', Values: ['37'] };
  const when = (...DecidedBy: readonly Decider[]): string =>
    whenText({ Always: false, DecidedBy: [...DecidedBy] });
  expect(whenText({ Always: true, DecidedBy: [by({ Conditions: [tenant] })] })).toBe('');
  expect(whenText({ Always: false })).toBe(' under conditions');
  expect(when(by())).toBe(' under conditions');
  expect(when(by(), by({ Conditions: [tenant] }))).toBe(' at least when tenant = acme');
  expect(when(by({ Conditions: [tenant] }), by({ Source: 'GRANT', Conditions: [record] }))).toBe(
    ' at least when tenant = acme or record = 37',
  );
  // The key's policy leaves it to the account only for a tenant, the identity policy allows it only for a record.
  expect(when(by({ Conditions: [tenant] }), by({ Source: 'IDENTITY_POLICY', Conditions: [record] }))).toBe(
    ' at least when tenant = acme and record = 37',
  );
  expect(when(by(), by({ Effect: 'Deny', Conditions: [tenant] }))).toBe(' unless tenant = acme');
  expect(when(by({ Conditions: [record] }), by({ Effect: 'Deny', Conditions: [tenant] }))).toBe(
    ' at least when record = 37, unless tenant = acme',
  );
});
