import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { utf8 } from '../bytes.ts';
import { leafHash } from '../log/tree.ts';
import { canonicalEvent, parseEvent } from './canonical-event.ts';
import golden from './canonical-event.golden.json' with { type: 'json' };
import type { AuditEvent } from './event.ts';
import { glancing } from './glanced-event.ts';
import { storedEvent } from './stored-event.ts';

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
// Its members in their order: JSON.stringify writes canonical bytes of it.
const event = parseEvent(canonicalEvent(golden[0]!.event as unknown as AuditEvent)); // made by `canonicalEvent`
const { sequence } = event;
const leafOf = (bytes: Uint8Array) => ({ sequence, bytes, hash: leafHash(sha256, bytes) });
const changed = (change: object): string => JSON.stringify({ ...event, ...change });

/** What may be a member's value and looks like members. */
const inside = '","key":null,"context":[["a","b"]],"outcome":"allowed';
const changes: readonly Partial<AuditEvent>[] = [
  {},
  { time: event.time + 1 },
  { context: null },
  { context: [[inside, `${inside}\\`]] },
  { context: [['tenant', 'é🔑']], agent: inside, reason: inside },
  { principal: 'arn:aws:iam::000000000000:user/anna' },
  { outcome: 'denied', decidedBy: [], reason: 'because "no" statement allows it' },
  { salt: 'other', request: inside, envelope: null, duration: event.duration + 1 },
  { parameters: [['envelope', inside]], extensions: [['coalesced', '7']] },
  { key: null, keyVersion: null, source: 'unix:' },
];

it('tells what storedEvent tells, of events that have much in common, and of one that it saw before', () => {
  const glance = glancing(sha256);
  for (const change of [...changes, ...changes]) {
    const leaf = leafOf(canonicalEvent({ ...event, ...change }));
    const whole = storedEvent(sha256, leaf)!; // it is an event
    expect(glance(leaf)).toMatchObject({
      sequence: whole.sequence,
      time: whole.time,
      operation: whole.operation,
      principal: whole.principal,
      source: whole.source,
      agent: whole.agent,
      key: whole.key,
      context: whole.context,
      outcome: whole.outcome,
      decidedBy: whole.decidedBy,
      reason: whole.reason,
      parameters: whole.parameters,
      extensions: whole.extensions,
    });
  }
});

it('tells of every golden event what storedEvent tells', () => {
  const glance = glancing(sha256);
  for (const { event: each } of golden) {
    const bytes = canonicalEvent(each as unknown as AuditEvent); // likewise
    const leaf = { sequence: each.sequence, bytes, hash: leafHash(sha256, bytes) };
    expect(storedEvent(sha256, leaf)).toMatchObject(glance(leaf)!); // null matches nothing
  }
});

it.each([
  ['bytes with another hash', { ...leafOf(canonicalEvent(event)), hash: new Uint8Array(32) }],
  ['another place', { ...leafOf(canonicalEvent(event)), sequence: sequence + 1 }],
  ['no JSON', leafOf(utf8('{'))],
  ['no UTF-8', leafOf(new Uint8Array([0xff]))],
  ['no object', leafOf(utf8('5'))],
  ['nothing', leafOf(utf8('null'))],
  ['half an event', leafOf(canonicalEvent(event).subarray(0, -9))],
  ['an event’s place that is none', leafOf(utf8(changed({ sequence: sequence + 1 })))],
  ['a time that is none', leafOf(utf8(changed({ time: '1' })))],
  ['an operation that is none', leafOf(utf8(changed({ operation: 5 })))],
  ['an outcome that is none', leafOf(utf8(changed({ outcome: 'maybe' })))],
  ['a context that is none', leafOf(utf8(changed({ context: [['a']] })))],
  ['parameters that are none', leafOf(utf8(changed({ parameters: null })))],
  ['a decision that is none', leafOf(utf8(changed({ decidedBy: [{ source: 'KEY_POLICY' }] })))],
  ['a decision that is nothing', leafOf(utf8(changed({ decidedBy: [null] })))],
])('takes %s for altered, however alike another event was', (_, altered) => {
  const glance = glancing(sha256);
  expect(glance(leafOf(utf8(changed({}))))).not.toBeNull();
  expect(glance(altered)).toBeNull();
});
