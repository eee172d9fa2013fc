import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { utf8 } from '../bytes.ts';
import type { Sha256 } from '../log/hash.ts';
import { leafHash } from '../log/tree.ts';
import { canonicalEvent } from './canonical-event.ts';
import golden from './canonical-event.golden.json' with { type: 'json' };
import type { AuditEvent } from './event.ts';
import { storedEvent } from './stored-event.ts';

const sha256: Sha256 = (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest());
const event = golden[0]!.event as unknown as AuditEvent; // made by `canonicalEvent`
const bytes = canonicalEvent(event);
const hash = leafHash(sha256, bytes);
const stored = (sequence: number, leaf: Uint8Array, hashed = leafHash(sha256, leaf)) =>
  storedEvent(sha256, { sequence, hash: hashed, bytes: leaf });

it('is the event whose bytes have the stored hash', () => {
  expect(stored(event.sequence, bytes)).toEqual(event);
});

it('is nothing of bytes of which any was changed', () => {
  for (const at of bytes.keys())
    expect(stored(event.sequence, bytes.with(at, bytes[at]! ^ 1), hash)).toBeNull();
  expect(stored(event.sequence, bytes, hash.subarray(1))).toBeNull();
});

it('is nothing of another place’s bytes, nor of bytes that are no event, though their hash was made to fit', () => {
  expect(stored(event.sequence + 1, bytes)).toBeNull();
  for (const text of ['', '{}', 'null']) expect(stored(event.sequence, utf8(text)), text).toBeNull();
});
