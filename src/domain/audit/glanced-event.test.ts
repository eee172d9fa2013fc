import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { utf8 } from '../bytes.ts';
import { leafHash } from '../log/tree.ts';
import { leavesFrom } from '../ports/store-samples.ts';
import { glancedEvent } from './glanced-event.ts';
import { storedEvent } from './stored-event.ts';

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const [leaf] = leavesFrom(0, 1);
const event = storedEvent(sha256, leaf!)!; // the sample is an event
const leafOf = (text: string) => {
  const bytes = utf8(text);
  return { sequence: 0, bytes, hash: leafHash(sha256, bytes) };
};

it('tells what storedEvent tells', () => {
  expect(glancedEvent(sha256, leaf!)).toEqual(event);
});

it('believes no bytes with another hash', () => {
  expect(glancedEvent(sha256, { ...leaf!, hash: new Uint8Array(32) })).toBeNull();
});

it.each([
  ['no JSON', '{'],
  ['no object', '5'],
  ['nothing', 'null'],
  ['another place', JSON.stringify({ ...event, sequence: 1 })],
  ['a time that is none', JSON.stringify({ ...event, time: '1' })],
  ['an operation that is none', JSON.stringify({ ...event, operation: 5 })],
  ['an outcome that is none', JSON.stringify({ ...event, outcome: 'maybe' })],
  ['a context that is none', JSON.stringify({ ...event, context: [['a']] })],
  ['parameters that are none', JSON.stringify({ ...event, parameters: null })],
  ['a decision that is none', JSON.stringify({ ...event, decidedBy: [{ source: 'KEY_POLICY' }] })],
  ['a decision that is nothing', JSON.stringify({ ...event, decidedBy: [null] })],
])('takes %s for altered', (_, text) => {
  expect(glancedEvent(sha256, leafOf(text))).toBeNull();
});
