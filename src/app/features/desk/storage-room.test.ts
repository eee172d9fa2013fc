import { expect, it } from 'vitest';
import type { Envelope } from '../../../domain/envelope/envelope-file.ts';
import { envelopeShelf } from './storage-room.ts';

const envelope = (place: number, size = 40): Envelope => ({
  keyId: `arn:aws:kms:us-east-1:000000000000:key/${place}`,
  wrappedKey: new Uint8Array(84).fill(place),
  context: new Map([['record', `guest-${place}`]]),
  nonce: new Uint8Array(12),
  ciphertext: new Uint8Array(size),
});

function storage(text: string | null = null, refuses = false) {
  let kept = text;
  return () => {
    if (refuses) throw new DOMException('refused', 'SecurityError');
    return {
      getItem: () => kept,
      setItem: (_: string, next: string) => {
        kept = next;
      },
    };
  };
}

it('keeps the newest eight, over a reload', () => {
  const kept = storage();
  const shelf = envelopeShelf('anna', kept);
  for (let place = 1; place <= 10; place++) expect(shelf.keep(envelope(place))).toBe(true);
  const again = envelopeShelf('anna', kept).all();
  expect(again).toHaveLength(8);
  expect(again.at(-1)).toEqual(envelope(10));
  shelf.dropNewest();
  expect(shelf.all().at(-1)).toEqual(envelope(9));
});

it.each(['{', 'null', '[1,{}]', '["", "{}", "not an envelope"]'])('reads nothing out of %s', (text) => {
  expect(envelopeShelf('anna', storage(text)).all()).toEqual([]);
});

it('goes on in memory where the browser keeps nothing, or it is too large', () => {
  const refused = envelopeShelf('anna', storage(null, true));
  expect(refused.keep(envelope(1))).toBe(false);
  expect(refused.all()).toEqual([envelope(1)]);
  const shelf = envelopeShelf('anna', storage());
  expect(shelf.keep(envelope(2, 1_000_000))).toBe(false);
  expect(shelf.all()).toEqual([envelope(2, 1_000_000)]);
});
