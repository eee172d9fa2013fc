import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLog, type LogOptions } from './operational-log.ts';
import { isSecretName } from './log-fields.ts';
import { runs } from '../../../testing/runs.ts';

function open(options: Partial<LogOptions> = {}) {
  const lines: string[] = [];
  const log = createLog({
    level: 'trace',
    format: 'json',
    stream: { write: (line) => lines.push(line) },
    ...options,
  });
  const last = (): Record<string, unknown> => JSON.parse(lines.at(-1) ?? '') as Record<string, unknown>; // one object a line
  return { log, lines, last };
}

/** Everything that a terminal or a reader's eye could be misled by, but for the newline that ends a line. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const HOSTILE = [
  '\u001b[2J',
  '\u0007',
  '\u009b31m',
  '\u202eevil',
  '\u2066x\u2069',
  '\u200f',
  '\u2028',
  '\u0000',
  '\r\n{"level":"info"}',
  '\u{e0041}',
  '\ud800',
  '\u007f',
];

describe('json', () => {
  it('writes one object a line with time, level, message and fields', () => {
    const { log, lines, last } = open();
    log.info({ key: 'k', count: 3, ok: true, nothing: null, absent: undefined }, 'ready %s %d');
    expect(lines).toHaveLength(1);
    expect(lines[0]?.endsWith('}\n')).toBe(true);
    expect(last()).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      key: 'k',
      count: 3,
      ok: true,
      nothing: null,
      msg: 'ready %s %d',
    });
  });

  it('keeps to its level', () => {
    const { log, lines } = open({ level: 'warn' });
    log.info({}, 'a');
    log.debug({}, 'b');
    log.trace({}, 'c');
    log.warn({}, 'd');
    log.error({}, 'e');
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(['d', 'e']); // one object a line
  });

  it('carries the fields of a child', () => {
    const { log, last } = open();
    log.child({ part: 'vault' }).child({ slot: 1 }).warn({ slot: 2 }, 'lost');
    expect(last()).toMatchObject({ part: 'vault', slot: 2, msg: 'lost' });
  });

  it('does not let a field pass for level, time or message', () => {
    const { log, last, lines } = open();
    log.error({ level: 'info', time: 'never', msg: 'fine' }, 'failed');
    expect(last()).toMatchObject({
      level: 'error',
      msg: 'failed',
      level_: 'info',
      time_: 'never',
      msg_: 'fine',
    });
    expect(lines[0]?.match(/"level":/g)).toHaveLength(1);
  });
});

describe.each(['json', 'pretty'] as const)('nothing unsafe reaches the terminal: %s', (format) => {
  it.each(HOSTILE)('%j in message, name, value and error', (text) => {
    const { log, lines } = open({ format });
    const error = new Error(text);
    error.name = text;
    log.warn({ [text]: text, nested: { [text]: [text] }, map: new Map([[text, text]]), error }, text);
    for (const line of lines.join('').split('\n').slice(0, -1)) expect(line).not.toMatch(UNSAFE);
  });

  it('for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        const { log, lines } = open({ format });
        log.info({ [a]: b }, b);
        expect(lines).toHaveLength(1);
        expect(lines[0]?.slice(0, -1)).not.toMatch(UNSAFE);
      }),
      { seed: 7, numRuns: runs(300) },
    );
  });
});

it('json keeps the text exactly', () => {
  const { log, last } = open();
  const text = HOSTILE.filter((one) => one.isWellFormed()).join('') + '"\\ü🔑';
  log.info({ text }, text);
  expect(last()).toMatchObject({ text, msg: text });
});

describe('secrets', () => {
  const SECRET = 'hunter2-hunter2';

  it.each([
    'password',
    'newPassword',
    'secretAccessKey',
    'SECRET',
    'x-amz-security-token',
    'authorization',
    'Cookie',
    'set-cookie',
    'pin',
    'userPin',
    'KEYDESK_PKCS11_PIN',
    'sessionId',
    'Plaintext',
    'privateKey',
    'signingKey',
    'credentials',
    'welcomeToken',
    'passphrase',
  ])('a member named %s is redacted at any depth', (name) => {
    for (const format of ['json', 'pretty'] as const) {
      const { log, lines } = open({ format });
      const inner = { [name]: SECRET };
      log.info(
        {
          ...inner,
          a: [inner],
          b: { c: inner },
          d: new Map([[name, SECRET]]),
          e: new Error('x', { cause: inner }),
        },
        'done',
      );
      log.child(inner).info({}, 'done');
      expect(lines.join('')).not.toContain(SECRET);
      expect(lines.join('')).toContain('[redacted]');
    }
  });

  it('other names are not', () => {
    for (const name of [
      'accessKeyId',
      'tokenLabel',
      'tokenSerial',
      'key',
      'keyId',
      'operation',
      'pinFile',
      'spinning',
    ]) {
      expect(isSecretName(name)).toBe(false);
    }
  });

  it('bytes are never written, only their length', () => {
    const { log, last } = open();
    log.info({ a: new TextEncoder().encode(SECRET), b: Buffer.from(SECRET), c: new ArrayBuffer(3) }, 'x');
    expect(last()).toMatchObject({ a: '[15 bytes]', b: '[15 bytes]', c: '[3 bytes]' });
  });

  it('what libraries hang on an error is left out', () => {
    const { log, lines, last } = open();
    log.error(
      { error: Object.assign(new Error('refused'), { code: 'ECONNREFUSED', request: { body: SECRET } }) },
      'x',
    );
    expect(lines.join('')).not.toContain(SECRET);
    expect(last()).toMatchObject({
      error: {
        type: 'Error',
        message: 'refused',
        code: 'ECONNREFUSED',
        stack: expect.stringContaining('refused'),
      },
    });
  });
});

describe('odd values', () => {
  it('are bounded and never an exception', () => {
    const { log, lines, last } = open();
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    const proto = JSON.parse('{"__proto__": "own"}') as Record<string, unknown>; // an object, as written
    log.info(
      {
        loop,
        proto,
        big: 10n,
        date: new Date(NaN),
        day: new Date(0),
        run: () => 1,
        set: new Set([1]),
        nan: NaN,
      },
      'x',
    );
    expect(last()).toMatchObject({
      big: '10',
      date: '[invalid date]',
      day: '1970-01-01T00:00:00.000Z',
      run: '[function]',
      set: [1],
    });
    expect(lines[0]).toContain('"__proto__":"own"');
    log.info({ long: 'x'.repeat(100_000), many: Array.from({ length: 10_000 }, (_, i) => i) }, 'y');
    expect(lines[1]?.length).toBeLessThan(12_000);
  });
});

describe('pretty', () => {
  it('is a line for people', () => {
    const { log, lines } = open({ format: 'pretty' });
    log.info({ key: 'alias/orders', note: 'two words', list: [1, 'a'], url: 'a=b' }, 'ready');
    expect(lines[0]).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3}Z INFO {2}ready key=alias\/orders note="two words" list=\[1,"a"\] url="a=b"\n$/,
    );
  });

  it('puts the stack below, each line behind a bar', () => {
    const { log, lines } = open({ format: 'pretty' });
    log.error({ error: new Error('first\n00:00:00.000Z INFO  forged') }, 'failed');
    const [head, ...rest] = (lines[0] ?? '').trimEnd().split('\n');
    expect(head).toMatch(
      /ERROR failed error=\{"type":"Error","message":"first\\n00:00:00.000Z INFO {2}forged"\}$/,
    );
    expect(rest.length).toBeGreaterThan(2);
    expect(rest.every((line) => line.startsWith('    | '))).toBe(true);
  });

  it('colours the level only when asked', () => {
    const { log, lines } = open({ format: 'pretty', colour: true });
    log.warn({}, '\u001b[0mx');
    expect(lines[0]).toContain('\u001b[33mWARN \u001b[0m \\u001b[0mx');
  });
});
