/** Grants for tests, and generators of them over few names and values, so that they meet often. */
import fc from 'fast-check';
import type { Pairs } from '../audit/event.ts';
import type { GrantEntity } from '../state/entities.ts';
import { GRANT_OPERATIONS } from './operations.ts';

export const grant = (over: Partial<GrantEntity> = {}): GrantEntity => ({
  id: 'a'.repeat(64),
  keyId: 'k1',
  name: '',
  grantee: 'AROA1',
  retiring: null,
  operations: ['Decrypt'],
  contextEquals: null,
  contextSubset: null,
  parent: null,
  createdBy: 'AIDA1',
  createdAt: 1,
  ...over,
});

/** Names that differ in case only are among them. */
const name = fc.constantFrom('tenant', 'Tenant', 'record', 'a', 'A', '1:a');
const value = fc.constantFrom('acme', 'Acme', '', 'x', 'a:x');

export const contexts: fc.Arbitrary<ReadonlyMap<string, string>> = fc
  .array(fc.tuple(name, value), { maxLength: 4 })
  .map((pairs) => new Map(pairs));

export const constraint: fc.Arbitrary<Pairs | null> = fc.option(
  contexts.map((map) => [...map]),
  { nil: null },
);

export const operationList = fc.uniqueArray(fc.constantFrom(...GRANT_OPERATIONS), { minLength: 1 });

export const anyGrant: fc.Arbitrary<GrantEntity> = fc
  .record({
    id: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => bytes.toHex()),
    keyId: fc.constantFrom('k1', 'k2'),
    name: fc.constantFrom('', 'one', 'two'),
    grantee: fc.constantFrom('AROA1', 'AROA2', 'AROA1:s'),
    retiring: fc.constantFrom(null, 'AIDA1', 'AROA1'),
    parent: fc.constantFrom(null, 'p1'),
    operations: operationList,
    contextEquals: constraint,
    contextSubset: constraint,
  })
  .map((members) => grant(members));
