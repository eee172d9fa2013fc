/** Made-up events and queries, for properties of a Store that searches. */
import fc from 'fast-check';
import { parseAddressRange } from '../audit/address-range.ts';
import type { EventQuery } from '../audit/event-query.ts';
import { canonicalEvent } from '../audit/canonical-event.ts';
import type { AuditEvent } from '../audit/event.ts';
import { aLeaf } from './store-samples.ts';
import type { LeafRecord } from './store.ts';

const pick = (...values: string[]) => fc.constantFrom(...values);

const OUTCOMES = ['allowed', 'denied', 'failed'] as const;
const CLASSES = ['management', 'data', 'read'] as const;
const outcomes = fc.constantFrom(...OUTCOMES);
// Clocks go back now and then, by a little or by much.
const steps = fc.oneof(
  { weight: 8, arbitrary: fc.nat(20) },
  { weight: 1, arbitrary: fc.integer({ min: -30, max: 0 }) },
);
const envelopes = ['a'.repeat(64), 'b'.repeat(64), `${'a'.repeat(16)}${'b'.repeat(48)}`] as const;
const NAMES = ['record', 'tenant', 'a"b', '__proto__'] as const;
const VALUES = ['8841', '884', '', 'x","y', 'é'] as const;
export const GRANT_IDS = ['1'.repeat(64), '2'.repeat(64)] as const;
/** Names that look like what stands around them; a statement may have none. */
const SIDS = [
  null,
  'Use of the key',
  `"source":"GRANT","policy":"${GRANT_IDS[0]}",`,
  '"statement":1,"sid":',
] as const;
const decider = fc.record({
  source: fc.constantFrom('GRANT', 'KEY_POLICY'),
  policy: pick(...GRANT_IDS),
  version: fc.constantFrom(1, 11),
  digest: fc.constant(null),
  statement: fc.constantFrom(0, 1),
  sid: fc.constantFrom(...SIDS),
  effect: fc.constant('Allow'),
}) satisfies fc.Arbitrary<AuditEvent['decidedBy'][number]>;
const content = fc.record({
  decidedBy: fc.array(decider, { maxLength: 2 }),
  source: pick('10.1.2.3', '10.1.20.3', '192.0.2.7', '2001:db8::7', 'unix:', 'desk:'),
  context: fc.option(
    fc.uniqueArray(fc.tuple(pick(...NAMES), pick(...VALUES)), { selector: ([name]) => name, maxLength: 2 }),
  ),
  envelope: fc.option(fc.constantFrom(...envelopes)),
  parameters: fc.constantFrom<AuditEvent['parameters']>(
    [],
    [['record', '8841']],
    [
      ['x', '"envelope":"'],
      ['y', envelopes[0]],
    ],
  ),
});
export const facts = fc.record({
  step: steps,
  operation: pick('Encrypt', 'Decrypt', ''),
  principal: pick('p', 'q'),
  key: fc.constantFrom('k', 'l', null),
  outcome: outcomes,
  class: fc.constantFrom(...CLASSES),
  request: pick('r1', 'r2', 'r3', 'r4'),
  content: fc.option(content, { freq: 8 }),
});
export type Fact = typeof facts extends fc.Arbitrary<infer T> ? T : never;

const ranges = [
  '10.1.2.3',
  '10.0.0.0/8',
  '10.1.0.0/20',
  '0.0.0.0/0',
  '2001:db8::/32',
  '::/0',
  '2001:db8::7',
  'unix:',
  'desk:',
]
  .map(parseAddressRange)
  .filter((range) => range !== null);
const some = (...values: string[]) => fc.subarray(values, { minLength: 1 });
export const queries: fc.Arbitrary<EventQuery> = fc.record(
  {
    key: pick('k', 'l', 'none'),
    keys: some('k', 'l', 'none'),
    exceptKeys: some('k', 'none'),
    principals: some('p', 'q', 'p%'),
    exceptPrincipals: some('q', 'none'),
    operations: some('Encrypt', 'Decrypt', ''),
    exceptOperations: fc.subarray(['Encrypt', ''], { minLength: 0 }),
    outcomes: fc.subarray([...OUTCOMES], { minLength: 1 }),
    classes: fc.subarray([...CLASSES], { minLength: 1 }),
    exceptReadsOf: pick('p', 'none'),
    since: fc.integer({ min: -10, max: 500 }),
    until: fc.integer({ min: -10, max: 500 }),
    request: pick('r1', 'r2', "r' OR 1"),
    envelope: fc.constantFrom(...envelopes),
    context: fc.record({ name: pick(...NAMES), value: fc.option(pick(...VALUES)) }),
    source: fc.constantFrom(...ranges),
    grant: pick(...GRANT_IDS),
    decider: fc.record(
      {
        source: fc.constantFrom('GRANT', 'KEY_POLICY', 'IDENTITY_POLICY'),
        policy: pick(...GRANT_IDS, 'k'),
        version: fc.constantFrom(1, 11),
        sid: pick('Use of the key', '"statement":1,"sid":', '"envelope":"'),
        statement: fc.constantFrom(0, 1),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);
/** Few members at a time, else nothing ever matches. */
export const few = fc
  .tuple(
    queries,
    fc.subarray(
      Array.from({ length: 18 }, (_, i) => i),
      { maxLength: 3 },
    ),
  )
  .map(
    ([query, kept]) =>
      Object.fromEntries(Object.entries(query).filter((_, i) => kept.includes(i))) as EventQuery,
  );
const BASE: AuditEvent = {
  v: 1,
  sequence: 0,
  time: 0,
  salt: '',
  operation: '',
  class: 'data',
  via: 'sdk',
  principal: '',
  principalId: '',
  credential: null,
  source: '',
  agent: '"source":"10.1.2.3","context":[["record","8841"]]',
  request: '',
  key: null,
  keyVersion: null,
  context: null,
  outcome: 'allowed',
  error: null,
  decidedBy: [
    {
      source: 'KEY_POLICY',
      policy: 'k',
      version: 1,
      digest: null,
      statement: 0,
      sid: '"envelope":"',
      effect: 'Allow',
    },
  ],
  reason: '"envelope":"',
  envelope: null,
  duration: 0,
  approval: null,
  parameters: [],
  changes: [],
  previousChange: null,
  extensions: [],
};

/** The bytes of an event that says this. */
export const eventBytes = (said: Partial<AuditEvent>): Uint8Array => canonicalEvent({ ...BASE, ...said });

/** Leaves with these facts; those with content have the bytes of an event that says it. */
export function leavesOf(made: readonly Fact[]): LeafRecord[] {
  let time = 100;
  return made.map(({ step, content: said, ...fact }, i) =>
    aLeaf(i, {
      ...fact,
      time: (time += step),
      ...(said === null ? {} : { bytes: eventBytes(said) }),
    }),
  );
}
