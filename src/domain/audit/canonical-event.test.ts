import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareBytes, fromHex, fromUtf8, toHex, utf8 } from '../bytes.ts';
import { sortPairs } from '../keys/encryption-context.ts';
import type { Sha256 } from '../log/hash.ts';
import { leafHash } from '../log/tree.ts';
import golden from './canonical-event.golden.json' with { type: 'json' };
import { canonicalEvent, EventFormatError, parseEvent } from './canonical-event.ts';
import type { AuditEvent } from './event.ts';
import { runs } from '../../testing/runs.ts';

fc.configureGlobal({ seed: 1 });

const sha256: Sha256 = (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest());
const eventOf = (event: unknown): AuditEvent => event as AuditEvent; // of the golden file; parseEvent checks its shape below

// Controls, quotes and astral characters as often as letters.
const text = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom(
        '"',
        '\\',
        '\n',
        '\u0000',
        '\u001f',
        '\u007f',
        '\u2028',
        '\ufeff',
        '\uffff',
        '\u{1f511}',
      ),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    ),
    maxLength: 12,
  })
  .filter((value) => value.isWellFormed());
const maybe = fc.option(text);
const integer = fc.maxSafeInteger();
const pairs = fc.array(fc.tuple(text, text), { maxLength: 4 }).map((list) => sortPairs(list));
const events: fc.Arbitrary<AuditEvent> = fc.record(
  {
    v: fc.constant(1 as const),
    sequence: integer,
    time: integer,
    salt: text,
    operation: text,
    class: fc.constantFrom('management', 'data', 'read'),
    via: fc.constantFrom('console', 'sdk', 'cli', 'scheduler', 'desk'),
    principal: text,
    principalId: text,
    credential: maybe,
    source: text,
    agent: text,
    request: text,
    key: maybe,
    keyVersion: fc.option(integer),
    context: fc.option(pairs),
    outcome: fc.constantFrom('allowed', 'denied', 'failed'),
    error: maybe,
    decidedBy: fc.array(
      fc.record({
        source: fc.constantFrom('KEY_POLICY', 'IDENTITY_POLICY', 'GRANT', 'ROOT'),
        policy: text,
        version: integer,
        digest: maybe,
        statement: integer,
        sid: maybe,
        effect: fc.constantFrom('Allow', 'Deny'),
      }),
      { maxLength: 2 },
    ),
    reason: maybe,
    envelope: maybe,
    duration: integer,
    approval: maybe,
    parameters: pairs,
    changes: fc.array(fc.record({ kind: text, id: text, version: integer, digest: maybe }), { maxLength: 2 }),
    previousChange: maybe,
    extensions: pairs,
  },
  { noNullPrototype: true },
);

const decrypt = eventOf(golden[0]!.event);

describe('golden vectors', () => {
  it.each(golden)('$about', ({ event, bytes, leafHash: hash }) => {
    const made = canonicalEvent(eventOf(event));
    expect(fromUtf8(made)).toBe(fromUtf8(fromHex(bytes)));
    expect(toHex(made)).toBe(bytes);
    expect(toHex(leafHash(sha256, made))).toBe(hash);
    expect(parseEvent(made)).toEqual(event);
  });
});

describe('canonicalEvent', () => {
  it('is undone by parseEvent', () => {
    fc.assert(
      fc.property(events, (event) => {
        expect(parseEvent(canonicalEvent(event))).toEqual(event);
      }),
      { numRuns: runs(300) },
    );
  });

  it('depends on nothing but the values: not on the order of members or pairs', () => {
    fc.assert(
      fc.property(events, (event) => {
        const turned = eventOf(Object.fromEntries(Object.entries(event).toReversed()));
        const shuffled = {
          ...turned,
          context: event.context?.toReversed() ?? null,
          parameters: event.parameters.toReversed(),
          extensions: event.extensions.toReversed(),
        };
        expect(toHex(canonicalEvent(shuffled))).toBe(toHex(canonicalEvent(event)));
      }),
      { numRuns: runs(200) },
    );
  });

  it('keeps the order of decidedBy and changes', () => {
    const first = decrypt.decidedBy[0]!;
    const two = { ...decrypt, decidedBy: [first, { ...first, statement: 0 }] };
    expect(
      compareBytes(canonicalEvent(two), canonicalEvent({ ...two, decidedBy: two.decidedBy.toReversed() })),
    ).not.toBe(0);
    expect(parseEvent(canonicalEvent(two)).decidedBy.map((by) => by.statement)).toEqual([1, 0]);
  });

  it('changes nothing of what it was given', () => {
    const context = Object.freeze([Object.freeze(['b', '1'] as const), Object.freeze(['a', '2'] as const)]);
    canonicalEvent({ ...decrypt, context });
    expect(context).toEqual([
      ['b', '1'],
      ['a', '2'],
    ]);
  });

  it.each([0.5, NaN, Infinity, 2 ** 53])('refuses the number %d', (value) => {
    for (const bad of [
      { sequence: value },
      { time: value },
      { duration: value },
      { keyVersion: value },
      { decidedBy: [{ ...decrypt.decidedBy[0]!, version: value }] },
      { decidedBy: [{ ...decrypt.decidedBy[0]!, statement: value }] },
      { changes: [{ kind: 'key', id: 'k', version: value, digest: null }] },
    ]) {
      expect(() => canonicalEvent({ ...decrypt, ...bad })).toThrow(RangeError);
    }
  });

  it('refuses lone surrogates wherever a string stands', () => {
    const bad = 'a\ud800';
    for (const [name, value] of Object.entries(decrypt)) {
      if (typeof value === 'string')
        expect(() => canonicalEvent(eventOf({ ...decrypt, [name]: bad })), name).toThrow(RangeError);
    }
    for (const member of ['credential', 'key', 'error', 'reason', 'envelope', 'approval', 'previousChange']) {
      expect(() => canonicalEvent(eventOf({ ...decrypt, [member]: bad })), member).toThrow(RangeError);
    }
    for (const member of ['context', 'parameters', 'extensions']) {
      expect(() => canonicalEvent(eventOf({ ...decrypt, [member]: [[bad, '']] })), member).toThrow(
        RangeError,
      );
      expect(() => canonicalEvent(eventOf({ ...decrypt, [member]: [['', bad]] })), member).toThrow(
        RangeError,
      );
    }
    expect(() => canonicalEvent({ ...decrypt, decidedBy: [{ ...decrypt.decidedBy[0]!, sid: bad }] })).toThrow(
      RangeError,
    );
    expect(() =>
      canonicalEvent({ ...decrypt, changes: [{ kind: 'key', id: bad, version: 1, digest: null }] }),
    ).toThrow(RangeError);
  });
});

describe('parseEvent', () => {
  const json = fromUtf8(canonicalEvent(decrypt));

  it.each([
    ['nothing', ''],
    ['no JSON', json.slice(0, -1)],
    ['null', 'null'],
    ['a list', '[]'],
    ['white space', json.replace(',', ', ')],
    ['a trailing newline', `${json}\n`],
    ['a byte order mark', `\ufeff${json}`],
    ['another version', json.replace('"v":1', '"v":2')],
    ['a surplus member', json.replace(/}$/, ',"more":1}')],
    ['a surplus member inside', json.replace('"effect":"Allow"', '"effect":"Allow","more":1')],
    ['a member twice', json.replace('"sequence":0', '"sequence":0,"sequence":0')],
    ['__proto__', json.replace('"v":1', '"v":1,"__proto__":null')],
    ['a missing member', json.replace(',"approval":null', '')],
    ['members in another order', json.replace('"v":1,"sequence":0', '"sequence":0,"v":1')],
    ['another spelling of a number', json.replace('"sequence":0', '"sequence":0.0')],
    ['an exponent', json.replace('"duration":181', '"duration":181e0')],
    ['a fraction', json.replace('"duration":181', '"duration":1.5')],
    ['a number beyond 2^53', json.replace('"duration":181', '"duration":9007199254740993')],
    ['a number for a string', json.replace('"operation":"Decrypt"', '"operation":1')],
    ['an escape that needs none', json.replace('Decrypt', '\\u0044ecrypt')],
    ['a lone surrogate', json.replace('Decrypt', '\\ud800')],
    [
      'unsorted pairs',
      json.replace('["record","r-17"],["tenant","acme"]', '["tenant","acme"],["record","r-17"]'),
    ],
    ['a pair of three', json.replace('["record","r-17"]', '["record","r-17","x"]')],
    ['a context that is an object', json.replace(/"context":\[\[.*?\]\]/, '"context":{"record":"r-17"}')],
    ['an outcome that is none', json.replace('"outcome":"allowed"', '"outcome":"maybe"')],
    ['an effect that is none', json.replace('"effect":"Allow"', '"effect":"allow"')],
  ])('refuses %s', (_, bad) => {
    expect(bad).not.toBe(json);
    expect(() => parseEvent(utf8(bad))).toThrow(EventFormatError);
  });

  it('refuses bytes that are not UTF-8, and names the member that is wrong without its value', () => {
    expect(() => parseEvent(Uint8Array.of(0xff))).toThrow(EventFormatError);
    expect(() => parseEvent(utf8(json.replace('"operation":"Decrypt"', '"operation":["secret"]')))).toThrow(
      'The audit event is malformed at "operation".',
    );
  });

  it('accepts a changed byte only as another event', () => {
    const bytes = utf8(json);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const changed = bytes.with(at, bytes[at]! ^ mask);
        let event;
        try {
          event = parseEvent(changed);
        } catch (error) {
          expect(error).toBeInstanceOf(EventFormatError);
          return;
        }
        expect(event).not.toEqual(decrypt);
        expect(canonicalEvent(event)).toEqual(changed);
      }),
      { numRuns: runs(1000) },
    );
  });
});
