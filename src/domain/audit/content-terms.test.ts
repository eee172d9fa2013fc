import fc from 'fast-check';
import { expect, it } from 'vitest';
import { facts, few, leavesOf } from '../ports/events.fixture.ts';
import { runs } from '../../testing/runs.ts';
import { parseAddressRange } from './address-range.ts';
import { canonicalEvent } from './canonical-event.ts';
import golden from './canonical-event.golden.json' with { type: 'json' };
import { termsAsked, termsOf } from './content-terms.ts';
import type { AuditEvent } from './event.ts';
import { matches, type EventQuery } from './event-query.ts';

const event = golden[0]!.event as unknown as AuditEvent; // the golden vectors are events
const termsOfEvent = (over: Partial<AuditEvent>) => termsOf(canonicalEvent({ ...event, ...over }));

it('gives every event that matches the words that are asked for', () => {
  fc.assert(
    fc.property(fc.array(facts, { maxLength: 40 }), fc.array(few, { maxLength: 40 }), (made, queries) => {
      for (const each of leavesOf(made))
        for (const query of queries)
          if (matches(query, each))
            expect(termsOf(each.bytes)).toEqual(expect.arrayContaining([...termsAsked(query)]));
    }),
    { seed: 20261129, numRuns: runs(40) },
  );
});

it('tells pairs, names and addresses apart, and asks for no block', () => {
  const terms = termsOfEvent({ source: '::ffff:192.0.2.7', context: [['record', '8841']] });
  const asked = (query: EventQuery) => termsAsked(query).every((term) => terms.includes(term));
  expect(asked({ context: { name: 'record', value: '8841' } })).toBe(true);
  expect(asked({ context: { name: 'record', value: '884' } })).toBe(false);
  expect(asked({ context: { name: '8841', value: null } })).toBe(false);
  expect(asked({ source: parseAddressRange('192.0.2.7')! })).toBe(true);
  expect(asked({ source: parseAddressRange('192.0.2.8')! })).toBe(false);
  expect(termsAsked({ source: parseAddressRange('192.0.2.0/24')! })).toEqual([]);
  expect(termsAsked({ envelope: 'ab' })).toEqual([]);
});

it('knows what decided by its kind, its place and its name', () => {
  const by = { policy: 'k', version: 1, digest: null, statement: 0, effect: 'Allow' } as const;
  const terms = termsOfEvent({
    decidedBy: [
      { ...by, source: 'KEY_POLICY', sid: 'Use of the key' },
      { ...by, source: 'GRANT', policy: '1'.repeat(64), sid: null },
    ],
  });
  const asked = (query: EventQuery) => termsAsked(query).every((term) => terms.includes(term));
  expect(asked({ decider: { source: 'KEY_POLICY', policy: 'k', sid: 'Use of the key' } })).toBe(true);
  expect(asked({ decider: { source: 'IDENTITY_POLICY', policy: 'k' } })).toBe(false);
  expect(asked({ decider: { source: 'KEY_POLICY', policy: 'l' } })).toBe(false);
  expect(asked({ decider: { sid: 'Use' } })).toBe(false);
  expect(asked({ grant: '1'.repeat(64) })).toBe(true);
  expect(asked({ grant: '2'.repeat(64) })).toBe(false);
  // A place alone is in every policy.
  expect(termsAsked({ decider: { statement: 0, version: 1 } })).toEqual([]);
});

it('finds no words in what is no event', () => {
  for (const text of ['', 'null', '{"source":1,"agent":2,"context":[1,"outcome":"', '\u0000'])
    expect(termsOf(new TextEncoder().encode(text))).toEqual([]);
});
