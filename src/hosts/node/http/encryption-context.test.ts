/** The encryption context on the wire (kms-api.md §6). */
import { describe, expect, it } from 'vitest';
import {
  base64,
  eventOf,
  expectQuiet,
  expectRefused,
  succeed,
  useDesk,
  useKey,
  type Refusal,
} from './testing/conformance.ts';

const desk = useDesk();
const key = useKey(desk);

const SECRET = 'SECRET-9f1c0a';
const Plaintext = base64(SECRET);
const encrypt = async (members: object = {}): Promise<string> =>
  String((await succeed(desk, 'Encrypt', { KeyId: key.id, Plaintext, ...members }))['CiphertextBlob']);
const INVALID: Refusal = { code: 'InvalidCiphertextException' };
const DATA_KEY_CALLS = ['GenerateDataKey', 'GenerateDataKeyWithoutPlaintext'];

describe('encryption context', () => {
  const open = (CiphertextBlob: string, EncryptionContext?: unknown): object => ({
    CiphertextBlob,
    EncryptionContext,
  });

  it('takes absent, null and {} for the same', async () => {
    for (const made of [undefined, null, {}]) {
      const blob = await encrypt({ EncryptionContext: made });
      for (const given of [undefined, null, {}]) await succeed(desk, 'Decrypt', open(blob, given));
      await expectRefused(desk, 'Decrypt', open(blob, { a: '' }), INVALID);
    }
  });

  it('does not look at the order', async () => {
    const blob = String(
      (
        await succeed(
          desk,
          'Encrypt',
          `{"KeyId":"${key.id}","Plaintext":"${Plaintext}","EncryptionContext":{"a":"1","b":"2","10":"3","9":"4"}}`,
        )
      )['CiphertextBlob'],
    );
    await succeed(
      desk,
      'Decrypt',
      `{"EncryptionContext":{"9":"4","b":"2","10":"3","a":"1"},"CiphertextBlob":"${blob}"}`,
    );
  });

  it.each<readonly [Record<string, string>, readonly unknown[]]>([
    [
      { tenant: 'acme' },
      [
        undefined,
        {},
        { tenant: 'Acme' },
        { Tenant: 'acme' },
        { tenant: 'acme ' },
        { ' tenant': 'acme' },
        { tenant: 'acme', more: '' },
        { tenant: '' },
        { acme: 'tenant' },
      ],
    ],
    [
      { a: '1', b: '2' },
      [
        { a: '1' },
        { b: '2' },
        { a: '2', b: '1' },
        { a: '1', b: '2', c: '3' },
        { a: '1,b=2' },
        { 'a=1,b': '2' },
        { ab: '12' },
      ],
    ],
    // Composed and decomposed é are different.
    [{ 'caf\u00e9': 'x' }, [{ 'cafe\u0301': 'x' }]],
    [{ x: '\u{1F511}' }, [{ x: '\ufffd' }, { x: '' }]],
    [{ empty: '' }, [undefined, {}, { empty: ' ' }]],
  ])('opens %j with exactly that', async (context, wrong) => {
    const blob = await encrypt({ EncryptionContext: context });
    await succeed(desk, 'Decrypt', open(blob, context));
    for (const other of wrong) await expectRefused(desk, 'Decrypt', open(blob, other), INVALID);
  });

  it('takes __proto__ and constructor as names like any other', async () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      const context = `{"${name}":"x"}`;
      const answer = await desk.call(
        'Encrypt',
        `{"KeyId":"${key.id}","Plaintext":"${Plaintext}","EncryptionContext":${context}}`,
      );
      expect(answer.status).toBe(200);
      const blob = String(answer.body['CiphertextBlob']);
      expect((await eventOf(desk, answer)).Context).toEqual([[name, 'x']]);
      await succeed(desk, 'Decrypt', `{"CiphertextBlob":"${blob}","EncryptionContext":${context}}`);
      await expectRefused(desk, 'Decrypt', `{"CiphertextBlob":"${blob}"}`, INVALID);
      await expectRefused(
        desk,
        'Decrypt',
        `{"CiphertextBlob":"${blob}","EncryptionContext":{"${name}":"y"}}`,
        INVALID,
      );
    }
  });

  it.each(['Encrypt', 'Decrypt', ...DATA_KEY_CALLS])(
    '%s refuses contexts that are no map of strings, or too large',
    async (operation) => {
      const rest =
        operation === 'Decrypt'
          ? `"CiphertextBlob":"${await encrypt()}"`
          : operation === 'Encrypt'
            ? `"KeyId":"${key.id}","Plaintext":"${Plaintext}"`
            : `"KeyId":"${key.id}","KeySpec":"AES_256"`;
      const call = (context: string, refusal: Refusal) =>
        expectRefused(desk, operation, `{${rest},"EncryptionContext":${context}}`, refusal);
      await call('{"a":"1","a":"1"}', { code: 'SerializationException' });
      await call('{"a":"1","\\u0061":"2"}', { code: 'SerializationException' });
      await call('{"__proto__":"1","__proto__":"1"}', { code: 'SerializationException' });
      await call('{"a":1}', {
        code: 'SerializationException',
        message: 'EncryptionContext is not a map of strings',
      });
      await call('{"a":null}', { code: 'SerializationException' });
      await call('{"a":["b"]}', { code: 'SerializationException' });
      await call('{"__proto__":{"a":"b"}}', { code: 'SerializationException' });
      await call('[["a","b"]]', { code: 'SerializationException' });
      await call('"a"', { code: 'SerializationException' });
      await call('{"":"x"}', { code: 'ValidationException' });
      await call('{"a":"\\ud83d"}', { code: 'SerializationException' });
      await call(JSON.stringify({ a: 'x'.repeat(8192) }), { code: 'ValidationException' });
      await call(JSON.stringify({ a: 'é'.repeat(4096) }), { code: 'ValidationException' });
    },
  );

  it('takes 8192 bytes, names and values together', async () => {
    const context = { a: 'é'.repeat(4095), b: '' };
    await succeed(desk, 'Decrypt', open(await encrypt({ EncryptionContext: context }), context));
  });

  it('is in the log, plaintext and data keys are not', async () => {
    const answer = await desk.call('Encrypt', {
      KeyId: key.id,
      Plaintext,
      EncryptionContext: { zone: 'b', tenant: 'acme' },
    });
    const event = await eventOf(desk, answer);
    expect(event).toMatchObject({
      Outcome: 'allowed',
      KeyId: key.id,
      Context: [
        ['tenant', 'acme'],
        ['zone', 'b'],
      ],
      Parameters: [['EncryptionAlgorithm', 'SYMMETRIC_DEFAULT']],
    });
    const blob = String(answer.body['CiphertextBlob']);
    const refused = await expectRefused(desk, 'Decrypt', open(blob, { tenant: 'other' }), INVALID);
    expect(refused).toMatchObject({ KeyId: key.id, Context: [['tenant', 'other']] });
    for (const text of [SECRET, Plaintext, Plaintext.slice(0, 16)])
      expect(JSON.stringify([event, refused])).not.toContain(text);
  });
});

it('has written no secret and no error to the operational log', () => {
  expectQuiet(desk, [SECRET, Plaintext]);
});
