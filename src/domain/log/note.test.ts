import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, fromHex, toHex } from '../bytes.ts';
import { formatCheckpoint, openCheckpoint, parseCheckpoint } from './checkpoint.ts';
import type { Sha256 } from './hash.ts';
import golden from './note.golden.json' with { type: 'json' };
import {
  MAX_NOTE_LENGTH,
  NoteError,
  noteKeyHash,
  parseNote,
  parseVerifierKey,
  signNote,
  verifierKey,
  verifyNote,
  type VerifyEd25519,
} from './note.ts';
import { runs } from '../../testing/runs.ts';

fc.configureGlobal({ seed: 4 });

const sha256: Sha256 = (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest());
const PKCS8_ED25519 = fromHex('302e020100300506032b657004220420');
const SPKI_ED25519 = fromHex('302a300506032b6570032100');
const privateKey = createPrivateKey({
  key: Buffer.from(concat(PKCS8_ED25519, fromHex(golden.seed))),
  format: 'der',
  type: 'pkcs8',
});
const signEd25519 = (message: Uint8Array): Uint8Array => new Uint8Array(sign(null, message, privateKey));
const verifyEd25519: VerifyEd25519 = (publicKey, message, signature) =>
  verify(
    null,
    message,
    createPublicKey({ key: Buffer.from(concat(SPKI_ED25519, publicKey)), format: 'der', type: 'spki' }),
    signature,
  );

const publicKey = fromHex(golden.publicKey);
const signer = { name: golden.name, publicKey };
const key = parseVerifierKey(sha256, golden.verifierKey);
const [empty, eight, largest] = golden.checkpoints as [Golden, Golden, Golden]; // three in the file
type Golden = (typeof golden.checkpoints)[number];

describe('golden vectors', () => {
  it('gives the key its hash and its public form', () => {
    expect(toHex(noteKeyHash(sha256, signer))).toBe(golden.keyHash);
    expect(verifierKey(sha256, golden.name, publicKey)).toBe(golden.verifierKey);
    expect(key).toEqual({ name: golden.name, keyHash: fromHex(golden.keyHash), publicKey });
  });

  it('signs and opens checkpoints', async () => {
    for (const { origin, size, root, text, note } of golden.checkpoints) {
      const checkpoint = { origin, size, root: fromHex(root) };
      expect(formatCheckpoint(checkpoint)).toBe(text);
      expect(parseCheckpoint(text)).toEqual(checkpoint);
      expect(await signNote(sha256, text, signer, signEd25519)).toBe(note);
      expect(await openCheckpoint(note, [key], verifyEd25519)).toEqual(checkpoint);
    }
    expect([empty.size, eight.size, largest.size]).toEqual([0, 8, Number.MAX_SAFE_INTEGER]);
  });

  it('verifies notes that others published', async () => {
    for (const { verifierKey: vkey, note } of golden.published) {
      const known = parseVerifierKey(sha256, vkey);
      expect(verifierKey(sha256, known.name, known.publicKey)).toBe(vkey);
      expect(await verifyNote(parseNote(note), [known], verifyEd25519)).toBe(true);
    }
  });

  it('parses the checkpoint that c2sp.org/tlog-checkpoint shows', () => {
    const text = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
    const note = `${text}\n\u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n`;
    const parsed = parseNote(note);
    expect(parsed.text).toBe(text);
    expect(parsed.signatures.map((signature) => [signature.name, signature.signature.length])).toEqual([
      ['example.com/behind-the-sofa', 64],
    ]);
    expect(parseCheckpoint(parsed.text).size).toBe(20_852_163);
  });
});

describe('parseNote', () => {
  const note = eight.note;
  const lines = note.split('\n');
  const signature = lines.at(-2)!;

  it('takes text with empty lines, and several signatures', () => {
    const two = `a\n\nb\n\n${signature}\n${signature}\n`;
    expect(parseNote(two).text).toBe('a\n\nb\n');
    expect(parseNote(two).signatures).toHaveLength(2);
  });

  it.each([
    ['nothing', ''],
    ['no signature', eight.text],
    ['no blank line', `${eight.text}${signature}\n`],
    ['no last newline', note.slice(0, -1)],
    ['one more newline', `${note}\n`],
    ['CR LF', note.replaceAll('\n', '\r\n')],
    ['a tab', note.replace('keydesk', 'key\tdesk')],
    ['a lone surrogate', note.replace('keydesk', '\ud800')],
    ['a hyphen for the dash', note.replace('\u2014', '-')],
    ['two spaces', note.replace('\u2014 ', '\u2014  ')],
    ['a trailing space', note.replace(/\n$/, ' \n')],
    ['a plus in the name', note.replace(`\u2014 ${golden.name}`, '\u2014 a+b')],
    ['an empty name', note.replace(`\u2014 ${golden.name}`, '\u2014 ')],
    ['a no-break space in the name', note.replace(`\u2014 ${golden.name}`, '\u2014 a\u00a0b')],
    ['base64 without padding', note.replace('=\n', '\n').replace(/=+\n$/, '\n')],
    ['base64url', `x\n\n\u2014 a ${'_'.repeat(8)}\n`],
    ['base64 with trailing bits', 'x\n\n\u2014 a AAAAAAB=\n'],
    ['only a key hash', 'x\n\n\u2014 a AAAAAA==\n'],
    ['too many signatures', `x\n\n${`${signature}\n`.repeat(65)}`],
    ['too large', `${'x'.repeat(MAX_NOTE_LENGTH)}\n\n${signature}\n`],
  ])('refuses %s', (_, bad) => {
    expect(() => parseNote(bad)).toThrow(NoteError);
  });

  it('accepts nothing but its own form: one changed character is another note or none', () => {
    fc.assert(
      fc.property(
        fc.nat(note.length - 1),
        fc.constantFrom('A', 'b', '0', ' ', '\n', '\u2014', '='),
        (at, character) => {
          const other = note.slice(0, at) + character + note.slice(at + 1);
          let parsed;
          try {
            parsed = parseNote(other);
          } catch (error) {
            expect(error).toBeInstanceOf(NoteError);
            return;
          }
          if (other !== note) expect(parsed).not.toEqual(parseNote(note));
        },
      ),
      { numRuns: runs(500) },
    );
  });
});

describe('verifyNote', () => {
  it('is false for a changed text, a changed signature, and an unknown key', async () => {
    const parsed = parseNote(eight.note);
    expect(await verifyNote({ ...parsed, text: largest.text }, [key], verifyEd25519)).toBe(false);
    for (let i = 0; i < 64; i++) {
      const signature = Uint8Array.from(parsed.signatures[0]!.signature);
      signature[i]! ^= 1;
      expect(
        await verifyNote(
          { ...parsed, signatures: [{ ...parsed.signatures[0]!, signature }] },
          [key],
          verifyEd25519,
        ),
      ).toBe(false);
    }
    expect(await verifyNote(parsed, [], verifyEd25519)).toBe(false);
    expect(await verifyNote(parsed, [{ ...key, name: 'other' }], verifyEd25519)).toBe(false);
    expect(await verifyNote(parsed, [{ ...key, keyHash: fromHex('00000000') }], verifyEd25519)).toBe(false);
  });

  it('ignores signatures of others, but not a bad one of a known key', async () => {
    const parsed = parseNote(eight.note);
    const own = parsed.signatures[0]!;
    const foreign = { ...own, name: 'witness', signature: new Uint8Array(5) };
    const bad = { ...own, signature: new Uint8Array(64) };
    const short = { ...own, signature: own.signature.slice(0, 63) };
    expect(await verifyNote({ ...parsed, signatures: [foreign, own] }, [key], verifyEd25519)).toBe(true);
    expect(await verifyNote({ ...parsed, signatures: [own, bad] }, [key], verifyEd25519)).toBe(false);
    expect(await verifyNote({ ...parsed, signatures: [short] }, [key], verifyEd25519)).toBe(false);
  });
});

describe('signNote', () => {
  it('refuses texts, names, keys and signatures of the wrong form', async () => {
    for (const text of ['', 'no newline', 'tab\t\n', '\ud800\n']) {
      await expect(signNote(sha256, text, signer, signEd25519)).rejects.toThrow(NoteError);
    }
    for (const name of ['', 'a b', 'a+b', 'a\nb', '\ud800', 'a\u0085b']) {
      await expect(signNote(sha256, 'x\n', { name, publicKey }, signEd25519)).rejects.toThrow(NoteError);
    }
    await expect(
      signNote(sha256, 'x\n', { ...signer, publicKey: new Uint8Array(31) }, signEd25519),
    ).rejects.toThrow(NoteError);
    await expect(signNote(sha256, 'x\n', signer, () => new Uint8Array(63))).rejects.toThrow(NoteError);
  });

  it('makes what parseNote and verifyNote take, for any text', async () => {
    const text = fc
      .string({ unit: fc.constantFrom('a', '\n', ' ', '\u2014', '\u{1f511}') })
      .map((line) => `${line}\n`);
    await fc.assert(
      fc.asyncProperty(text, async (value) => {
        const parsed = parseNote(await signNote(sha256, value, signer, signEd25519));
        expect(parsed.text).toBe(value);
        expect(await verifyNote(parsed, [key], verifyEd25519)).toBe(true);
      }),
      { numRuns: runs(100) },
    );
  });
});

describe('parseVerifierKey', () => {
  it.each([
    ['nothing', ''],
    ['no name', golden.verifierKey.replace('+', '')],
    ['another name', `x${golden.verifierKey}`],
    ['another hash', golden.verifierKey.replace(golden.keyHash, '00000000')],
    ['upper case', golden.verifierKey.replace(golden.keyHash, golden.keyHash.toUpperCase())],
    ['another type', `${golden.name}+${golden.keyHash}+BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA`],
    ['a newline', `${golden.verifierKey}\n`],
    ['too long', 'x'.repeat(2000)],
  ])('refuses %s', (_, text) => {
    expect(() => parseVerifierKey(sha256, text)).toThrow(NoteError);
  });
});

describe('checkpoint', () => {
  const [origin, size, root] = eight.text.split('\n') as [string, string, string]; // three lines
  it.each([
    ['no origin', `\n${size}\n${root}\n`],
    ['leading zero', `${origin}\n08\n${root}\n`],
    ['a sign', `${origin}\n+8\n${root}\n`],
    ['an exponent', `${origin}\n8e0\n${root}\n`],
    ['no size', `${origin}\n\n${root}\n`],
    ['beyond 2^53', `${origin}\n9007199254740993\n${root}\n`],
    ['a short root', `${origin}\n${size}\nAAAA\n`],
    ['no last newline', `${origin}\n${size}\n${root}`],
    ['an extension line', `${origin}\n${size}\n${root}\nextension\n`],
    ['an empty line', `${origin}\n${size}\n${root}\n\n`],
    ['too large', `${'x'.repeat(256)}\n${size}\n${root}\n`],
    ['a control character', `a\u0001\n${size}\n${root}\n`],
  ])('refuses %s', (_, text) => {
    expect(() => parseCheckpoint(text)).toThrow(NoteError);
  });

  it('refuses to format what cannot stand in one', () => {
    const good = { origin: 'a', size: 1, root: new Uint8Array(32) };
    expect(parseCheckpoint(formatCheckpoint(good))).toEqual(good);
    for (const bad of [
      { origin: '' },
      { origin: 'a\nb' },
      { size: -1 },
      { size: 0.5 },
      { root: new Uint8Array(31) },
    ]) {
      expect(() => formatCheckpoint({ ...good, ...bad })).toThrow(NoteError);
    }
  });

  it('opens only for the key of its own log', async () => {
    const other = await signNote(
      sha256,
      formatCheckpoint({ origin: 'other/log', size: 1, root: new Uint8Array(32) }),
      signer,
      signEd25519,
    );
    await expect(openCheckpoint(other, [key], verifyEd25519)).rejects.toThrow(
      'not signed by the key of its log',
    );
    await expect(openCheckpoint(eight.note, [], verifyEd25519)).rejects.toThrow(NoteError);
  });
});
