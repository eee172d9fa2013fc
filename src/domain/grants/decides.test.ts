import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../testing/runs.ts';
import { compilePolicy } from '../policy/compile.ts';
import { decide, explain, type AuthorisationRequest, type PolicySource } from '../policy/evaluate.ts';
import { foresee } from '../policy/foresee.ts';
import { parsePolicy } from '../policy/parse.ts';
import type { GrantEntity } from '../state/entities.ts';
import { foldContext, isConstrained, meetsConstraints } from './constraints.ts';
import { grantSource, type LiveGrant } from './decides.ts';
import { anyGrant, contexts, grant } from './grants.fixture.ts';
import { GRANT_OPERATIONS } from './operations.ts';
import { decideRetire } from './retire.ts';

const ACCOUNT = '111122223333';
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/1`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/app`;

function source(kind: 'key' | 'identity', ...statements: object[]): PolicySource {
  const parsed = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }), kind);
  if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
  return { compiled: compilePolicy(parsed.document, kind), id: kind, version: 1, digest: 'd' };
}

const nobody = source('key', {
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/admin` },
  Action: 'kms:*',
  Resource: '*',
});

const request = (
  action: string,
  context: ReadonlyMap<string, string> = new Map(),
  more: Record<string, string> = {},
): AuthorisationRequest => ({
  action,
  resource: KEY,
  caller: { arn: ROLE, accountId: ACCOUNT, kind: 'role' },
  onKey: true,
  values: (key) => {
    if (key === 'kms:encryptioncontextkeys') return context.size === 0 ? undefined : [...context.keys()];
    if (!key.startsWith('kms:encryptioncontext:')) return more[key];
    const name = key.slice('kms:encryptioncontext:'.length);
    const found = [...context].filter(([each]) => each.toLowerCase() === name).map(([, value]) => value);
    return found.length > 1 ? found : found[0];
  },
});

const live = (body: GrantEntity): LiveGrant => ({ body, version: 3, digest: 'e' });
const grants = (...bodies: GrantEntity[]) => grantSource(bodies.map(live));

describe('a decision with grants', () => {
  it('is allowed by one, which it names', () => {
    const one = grant({ name: 'reports' });
    expect(decide(request('kms:Decrypt'), nobody, [], grants(one))).toEqual({
      allowed: true,
      decidedBy: [
        {
          source: 'GRANT',
          policy: one.id,
          version: 3,
          digest: 'e',
          statement: 0,
          sid: 'reports',
          effect: 'Allow',
        },
      ],
    });
    expect(decide(request('kms:Decrypt'), nobody, [], null)).toMatchObject({
      allowed: false,
      reason: 'because no resource-based policy allows the kms:Decrypt action',
    });
    expect(decide(request('kms:Encrypt'), nobody, [], grants(one)).allowed).toBe(false);
    expect(decide(request('kms:PutKeyPolicy'), nobody, [], grants(one)).allowed).toBe(false);
  });

  it('is denied by any policy all the same', () => {
    const deny = { Effect: 'Deny', Action: 'kms:Decrypt', Resource: '*' };
    const inKey = source('key', { ...deny, Principal: '*' });
    const inIdentity = source('identity', deny);
    for (const decision of [
      decide(request('kms:Decrypt'), inKey, [], grants(grant())),
      decide(request('kms:Decrypt'), nobody, [inIdentity], grants(grant())),
    ])
      expect(decision).toMatchObject({ allowed: false, decidedBy: [{ effect: 'Deny' }] });
  });

  it('is a policy’s when a policy allows it: then nothing rests on the grant', () => {
    const allows = source('key', {
      Effect: 'Allow',
      Principal: { AWS: ROLE },
      Action: 'kms:Decrypt',
      Resource: '*',
    });
    expect(decide(request('kms:Decrypt'), allows, [], grants(grant())).decidedBy).toMatchObject([
      { source: 'KEY_POLICY' },
    ]);
  });

  it('is as the rules say for any grants and any context', () => {
    fc.assert(
      fc.property(
        fc.array(anyGrant, { maxLength: 5 }),
        fc.constantFrom(...GRANT_OPERATIONS),
        contexts,
        (all, operation, context) => {
          const fits = all.filter(
            (each) =>
              each.operations.includes(operation) &&
              (!isConstrained(operation) || meetsConstraints(each, foldContext(context))),
          );
          const decision = decide(request(`kms:${operation}`, context), nobody, [], grants(...all));
          expect(decision.allowed).toBe(fits.length > 0);
          if (decision.allowed) expect(fits.map(({ id }) => id)).toContain(decision.decidedBy[0]?.policy);
          // The explanation agrees, and says of each refusal what was missed.
          const traces = explain(request(`kms:${operation}`, context), null, [], grants(...all));
          expect(traces.some(({ matched }) => matched)).toBe(fits.length > 0);
          for (const { matched, misses, met, of } of traces) {
            expect(matched).toBe(misses.length === 0);
            expect(met).toBeLessThanOrEqual(of);
          }
        },
      ),
      { numRuns: runs(2000) },
    );
  });

  it('does not hold the context against DescribeKey', () => {
    const one = grant({ operations: ['Decrypt', 'DescribeKey'], contextEquals: [['tenant', 'acme']] });
    expect(decide(request('kms:DescribeKey'), nobody, [], grants(one)).allowed).toBe(true);
    expect(decide(request('kms:Decrypt'), nobody, [], grants(one)).allowed).toBe(false);
    expect(
      decide(request('kms:Decrypt', new Map([['TENANT', 'acme']])), nobody, [], grants(one)).allowed,
    ).toBe(true);
  });

  it('passes on by a parent that may, and names that one', () => {
    const narrow = grant({ id: 'b'.repeat(64), operations: ['CreateGrant', 'Encrypt'] });
    const wide = grant({ id: 'c'.repeat(64), operations: ['CreateGrant', 'Decrypt'] });
    const wish = grant({ operations: ['Decrypt'] });
    const asked = request('kms:CreateGrant');
    expect(decide(asked, nobody, [], { ...grants(narrow, wide), passOn: wish }).decidedBy).toMatchObject([
      { policy: wide.id },
    ]);
    expect(decide(asked, nobody, [], { ...grants(narrow), passOn: wish })).toMatchObject({
      allowed: false,
      reason: `because no resource-based policy allows the kms:CreateGrant action, and grant ${narrow.id}, which holds CreateGrant, does not hold Decrypt`,
    });
    // Two halves make no whole.
    const both = grant({ operations: ['Decrypt', 'Encrypt'] });
    expect(decide(asked, nobody, [], { ...grants(narrow, wide), passOn: both }).allowed).toBe(false);
  });

  it('says which grant came closest to passing it on, and what that one lacks', () => {
    const asked = request('kms:CreateGrant');
    const far = grant({ id: 'b'.repeat(64), operations: ['CreateGrant'] });
    const near = grant({ id: 'c'.repeat(64), operations: ['CreateGrant', 'Decrypt'] });
    const strict = grant({ operations: ['CreateGrant', 'Decrypt'], contextEquals: [['tenant', 'acme']] });
    const other = grant({ id: 'd'.repeat(64), operations: ['Decrypt', 'Encrypt', 'Verify'] });
    const why = (wish: GrantEntity, ...of: GrantEntity[]): string => {
      const made = decide(asked, nobody, [], { ...grants(...of), passOn: wish });
      return made.allowed ? 'allowed' : made.reason.replace(/^.* action/, '');
    };
    const wish = grant({ operations: ['Decrypt', 'Encrypt', 'Verify'] });
    expect(why(wish, far, near, other)).toBe(
      `, and grant ${near.id}, which holds CreateGrant, does not hold Encrypt, Verify`,
    );
    expect(why(grant({ operations: ['Decrypt'] }), strict)).toBe(
      `, and grant ${strict.id}, which holds CreateGrant, has stricter constraints than the new one`,
    );
    expect(why(wish, other)).toBe('');
  });

  it('is foreseen with the context counted in favour', () => {
    const one = grant({ contextEquals: [['tenant', 'acme']] });
    const open = { key: false, resource: false };
    expect(foresee(request('kms:Decrypt'), nobody, [], open, grants(one)).allowed).toBe(true);
    expect(foresee(request('kms:Encrypt'), nobody, [], open, grants(one)).allowed).toBe(false);
  });

  it('is explained by what a grant wanted', () => {
    const one = grant({ name: 'n', contextSubset: [['tenant', 'acme']] });
    const traces = explain(request('kms:Decrypt', new Map([['tenant', 'other']])), nobody, [], grants(one));
    expect(traces.at(-1)).toMatchObject({
      source: 'GRANT',
      sid: 'n',
      misses: [{ element: 'condition', operator: 'EncryptionContextSubset', wanted: ['tenant=acme'] }],
    });
  });
});

describe('RetireGrant', () => {
  const by = { source: 'GRANT', policy: 'g', version: 1, digest: null, statement: 0, sid: null } as const;
  const granted = { ...by, effect: 'Allow' as const };
  const asked = request('kms:RetireGrant');
  const account = {
    ...asked,
    caller: { arn: `arn:aws:iam::${ACCOUNT}:root`, accountId: ACCOUNT, kind: 'root' as const },
  };
  const keyAllows = source('key', { Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' });
  const identityAllows = source('identity', { Effect: 'Allow', Action: 'kms:RetireGrant', Resource: '*' });

  it('is for whom the grant names, whom an identity policy allows it, and the account', () => {
    expect(decideRetire(asked, nobody, [], granted)).toEqual({ allowed: true, decidedBy: [granted] });
    expect(decideRetire(asked, nobody, [identityAllows], null)).toMatchObject({
      allowed: true,
      decidedBy: [{ source: 'IDENTITY_POLICY' }],
    });
    expect(decideRetire(account, nobody, [], null)).toMatchObject({
      allowed: true,
      decidedBy: [{ source: 'ROOT' }],
    });
  });

  it('is not for whom the key’s policy allows it; but whom it denies it, it is denied', () => {
    expect(decideRetire(asked, keyAllows, [], null)).toMatchObject({
      allowed: false,
      reason: 'because no identity-based policy allows the kms:RetireGrant action',
    });
    const denies = source('key', {
      Effect: 'Deny',
      Principal: '*',
      Action: 'kms:RetireGrant',
      Resource: '*',
    });
    for (const mine of [granted, null])
      expect(decideRetire(asked, denies, [identityAllows], mine)).toMatchObject({
        allowed: false,
        decidedBy: [{ effect: 'Deny' }],
      });
  });
});
