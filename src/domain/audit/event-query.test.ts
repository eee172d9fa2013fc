import fc from 'fast-check';
import { expect, it } from 'vitest';
import { facts, few, leavesOf } from '../ports/events.fixture.ts';
import { toHex } from '../bytes.ts';
import { parseAddressRange } from './address-range.ts';
import { canonicalEvent } from './canonical-event.ts';
import golden from './canonical-event.golden.json' with { type: 'json' };
import type { AuditEvent } from './event.ts';
import {
  asksContent,
  checkQuery,
  matches,
  matchesContent,
  type Decider,
  type EventQuery,
} from './event-query.ts';
import { needlesOf } from './needles.ts';

const event = golden[0]!.event as unknown as AuditEvent; // the golden vectors are events
const leaf = (over: Partial<AuditEvent> = {}) => {
  const made = { ...event, ...over };
  return { ...made, bytes: canonicalEvent(made) };
};

it.each<[string, EventQuery, boolean]>([
  ['nothing asked', {}, true],
  ['a pair', { context: { name: 'record', value: 'r-17' } }, true],
  ['a name', { context: { name: 'record', value: null } }, true],
  ['part of a value', { context: { name: 'record', value: 'r-1' } }, false],
  ['a value under another name', { context: { name: 'tenant', value: 'r-17' } }, false],
  ['its address', { source: parseAddressRange('127.0.0.0/8')! }, true],
  ['another address', { source: parseAddressRange('10.0.0.0/8')! }, false],
  ['its envelope', { envelope: 'cd'.repeat(32) }, true],
  ['another envelope', { envelope: 'ab'.repeat(32) }, false],
  ['a grant that did not decide', { grant: 'a'.repeat(64) }, false],
  ['refused', { outcomes: ['denied', 'failed'] }, false],
  ['one of its principals', { principals: ['x', event.principal] }, true],
  ['not this operation', { exceptOperations: ['Decrypt'] }, false],
  ['one of these keys', { keys: ['x', event.key ?? ''] }, true],
  ['one of other keys', { keys: ['x'] }, false],
  ['not another key', { exceptKeys: ['x'] }, true],
  ['not reads of its principal, being none', { exceptReadsOf: event.principal }, true],
])('matches %s', (_, query, expected) => {
  expect(matches(query, leaf())).toBe(expected);
});

it('leaves out reads of one principal only', () => {
  expect(matches({ exceptReadsOf: event.principal }, leaf({ class: 'read' }))).toBe(false);
  expect(matches({ exceptReadsOf: 'somebody else' }, leaf({ class: 'read' }))).toBe(true);
});

it('is decided by a grant only where it is named as one that decided', () => {
  const id = 'a'.repeat(64);
  const by = { policy: id, version: 1, digest: null, statement: 0, sid: null, effect: 'Allow' } as const;
  const policy = { ...by, source: 'IDENTITY_POLICY', sid: `"source":"GRANT","policy":"${id}",` } as const;
  const grant = { ...by, source: 'GRANT' } as const;
  expect(matches({ grant: id }, leaf({ decidedBy: [policy, grant] }))).toBe(true);
  expect(matches({ grant: 'b'.repeat(64) }, leaf({ decidedBy: [grant] }))).toBe(false);
  expect(matches({ grant: id }, leaf({ decidedBy: [policy] }))).toBe(false);
  expect(matches({ grant: id }, leaf({ decidedBy: [], parameters: [['GrantId', id]] }))).toBe(false);
});

it('is decided by a statement only where one of those that decided is all that is told of it', () => {
  const by = { version: 2, digest: null, statement: 0, effect: 'Allow' } as const;
  const own = { ...by, source: 'KEY_POLICY', policy: 'k', sid: 'Use of the key' } as const;
  const identity = {
    ...by,
    source: 'IDENTITY_POLICY',
    policy: 'team-reads',
    statement: 3,
    sid: null,
  } as const;
  const found = (decider: Decider): boolean => matches({ decider }, leaf({ decidedBy: [own, identity] }));
  expect(found({ source: 'KEY_POLICY', policy: 'k' })).toBe(true);
  expect(found({ source: 'KEY_POLICY', policy: 'k', sid: 'Use of the key' })).toBe(true);
  expect(found({ sid: 'Use of the key' })).toBe(true);
  expect(found({ sid: 'Use of the ke' })).toBe(false);
  expect(found({ source: 'IDENTITY_POLICY', policy: 'team-reads', version: 2, statement: 3 })).toBe(true);
  expect(found({ source: 'IDENTITY_POLICY', policy: 'team-reads', version: 1, statement: 3 })).toBe(false);
  // Both are told of one of them, not one of each.
  expect(found({ policy: 'team-reads', sid: 'Use of the key' })).toBe(false);
  expect(found({ source: 'IDENTITY_POLICY', policy: 'k' })).toBe(false);
  expect(matches({ decider: {} }, leaf({ decidedBy: [] }))).toBe(false);
});

it('does not take a pair of the parameters for one of the context', () => {
  const parameters = [['record', 'r-9']] as const;
  expect(matches({ context: { name: 'record', value: 'r-9' } }, leaf({ parameters }))).toBe(false);
});

it('finds in the bytes of every event that matches what the store looks for in them', () => {
  const holds = (bytes: Uint8Array, needle: Uint8Array): boolean => toHex(bytes).includes(toHex(needle));
  fc.assert(
    fc.property(fc.array(facts, { maxLength: 40 }), fc.array(few, { maxLength: 40 }), (made, queries) => {
      for (const each of leavesOf(made))
        for (const query of queries)
          if (matches(query, each))
            for (const needle of needlesOf(query)) expect(holds(each.bytes, needle)).toBe(true);
    }),
    { seed: 20261124, numRuns: 60 },
  );
});

it('writes what it looks for as the canonical form does, whatever the text', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(text, text, (name, value) => {
      const made = leaf({ context: [[name, value]] });
      const query: EventQuery = { context: { name, value } };
      expect(asksContent(query) && matches(query, made)).toBe(true);
      expect(toHex(made.bytes)).toContain(toHex(needlesOf(query)[0]!));
    }),
    { seed: 20261124, numRuns: 300 },
  );
});

it('matches no bytes that are no event', () => {
  const query: EventQuery = {
    context: { name: 'record', value: 'r-17' },
    source: parseAddressRange('127.0.0.1')!,
    envelope: 'cd'.repeat(32),
  };
  const whole = new TextDecoder().decode(leaf().bytes);
  expect(matchesContent(query, new TextEncoder().encode(whole))).toBe(true);
  for (const text of [
    '',
    'null',
    '{}',
    whole.replace('"source":"127.0.0.1"', '"source":1'),
    whole.replace('"context":[', '"context":[['),
    whole.replace('"envelope":"', '"envelope":{"a":"'),
    whole.replace(',"agent":', ',"agents":'),
  ])
    expect(matchesContent(query, new TextEncoder().encode(text)), text).toBe(false);
});

it('refuses a choice of nothing', () => {
  expect(() => checkQuery({ principals: [] })).toThrow(RangeError);
  expect(() => checkQuery({ exceptOperations: [] })).not.toThrow();
});
