/** A real tree, real signatures, and a desk that lies in each way that it could. */
import { createHash, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fromBase64, toBase64 } from '../../domain/bytes.ts';
import { formatCheckpoint } from '../../domain/log/checkpoint.ts';
import { HASH_SIZE } from '../../domain/log/hash.ts';
import { signNote, verifierKey } from '../../domain/log/note.ts';
import type { HashSource } from '../../domain/log/proof.ts';
import { TileEdge } from '../../domain/log/tiles.ts';
import { leafHash } from '../../domain/log/tree.ts';
import {
  checkLog,
  NoProofError,
  NoVerifierError,
  type LogCheckTools,
  type SeenCheckpoint,
} from './check-log.ts';

const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest());
const ORIGIN = 'keydesk/one/0/0';
const makeKey = () => {
  const pair = generateKeyPairSync('ed25519');
  const { x } = pair.publicKey.export({ format: 'jwk' });
  const publicKey = fromBase64(`${(x ?? '').replace(/-/g, '+').replace(/_/g, '/')}=`)!; // 32 bytes
  return { pair, publicKey };
};
const KEY = makeKey();

const leaves = (size: number, altered = -1): Uint8Array[] =>
  Array.from({ length: size }, (_, i) =>
    leafHash(sha256, new TextEncoder().encode(i === altered ? 'altered' : `event ${i}`)),
  );

const edges = new WeakMap<readonly Uint8Array[], TileEdge>();
function edgeOf(hashes: readonly Uint8Array[]): TileEdge {
  let edge = edges.get(hashes);
  if (edge === undefined) {
    edges.set(hashes, (edge = new TileEdge(sha256)));
    for (const hash of hashes) edge.append(hash);
  }
  return edge;
}
const rootOf = (hashes: readonly Uint8Array[]): Uint8Array => edgeOf(hashes).root();

async function noteOf(hashes: readonly Uint8Array[], key = KEY, origin = ORIGIN): Promise<string> {
  const text = formatCheckpoint({ origin, size: hashes.length, root: rootOf(hashes) });
  return signNote(
    sha256,
    text,
    { name: origin, publicKey: key.publicKey },
    (message) => new Uint8Array(sign(null, message, key.pair.privateKey)),
  );
}

function sourceOf(hashes: readonly Uint8Array[]): HashSource {
  const tiles = edgeOf(hashes).takeChanged();
  return {
    leafHashes: (from, to) => {
      const out = new Uint8Array((to - from) * HASH_SIZE);
      hashes.slice(from, to).forEach((hash, i) => out.set(hash, i * HASH_SIZE));
      return out;
    },
    tile: (level, number) =>
      tiles.find((tile) => tile.level === level && tile.number === number)?.hashes ?? null,
  };
}

const verifyEd25519: LogCheckTools['verifyEd25519'] = (publicKey, message, signature) => {
  const x = toBase64(publicKey).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  return verify(
    null,
    message,
    createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }),
    signature,
  );
};

const toolsOf = (
  hashes: readonly Uint8Array[],
  note: string | null,
  over: Partial<LogCheckTools> = {},
): LogCheckTools => ({
  sha256,
  verifyEd25519,
  readNote: () => Promise.resolve(note),
  hashesOf: () => sourceOf(hashes),
  now: () => 7,
  ...over,
});

const deskKey = verifierKey(sha256, ORIGIN, KEY.publicKey);
const desk = { deskKey, epochs: [] };
const seenOf = (hashes: readonly Uint8Array[], over: Partial<SeenCheckpoint> = {}): SeenCheckpoint => ({
  verifierKey: deskKey,
  size: hashes.length,
  root: toBase64(rootOf(hashes)),
  note: 'kept',
  time: 1,
  ...over,
});

async function check(
  now: readonly Uint8Array[],
  before: SeenCheckpoint | null,
  over: Partial<LogCheckTools> = {},
): Promise<unknown> {
  const found = await checkLog(toolsOf(now, await noteOf(now), over), desk, before);
  return found.verdict === 'failed' ? found.fault : found.verdict === 'unknown' ? found.why : 'verified';
}

describe('an honest desk', () => {
  it('is verified the first time by its signature', async () => {
    const found = await checkLog(toolsOf(leaves(5), await noteOf(leaves(5))), desk, null);
    expect(found).toMatchObject({
      verdict: 'verified',
      before: null,
      now: { size: 5, root: toBase64(rootOf(leaves(5))), verifierKey: deskKey, time: 7 },
    });
  });

  it.each([
    [1, 1],
    [1, 2],
    [255, 257],
    [256, 700],
    [700, 66_000],
  ])(
    '%i events are continued by %i',
    async (first, second) => {
      expect(await check(leaves(second), seenOf(leaves(first)))).toBe('verified');
    },
    30_000,
  );
});

describe('a desk that lies', () => {
  it('is caught with an event altered, taken out, or put in between', async () => {
    const before = seenOf(leaves(300));
    expect(await check(leaves(400, 12), before)).toBe('fork');
    expect(await check(leaves(400, 300), before)).toBe('verified'); // what came later is another matter
    expect(await check(leaves(400).toSpliced(12, 1), before)).toBe('fork');
    expect(await check(leaves(300, 299), before)).toBe('fork');
  });

  it('is caught with a smaller log, another key, another log', async () => {
    expect(await check(leaves(299), seenOf(leaves(300)))).toBe('smaller');
    const other = verifierKey(sha256, ORIGIN, makeKey().publicKey);
    expect(await check(leaves(400), seenOf(leaves(300), { verifierKey: other }))).toBe('key');
    const elsewhere = verifierKey(sha256, 'keydesk/two/0/0', KEY.publicKey);
    expect(await check(leaves(400), seenOf(leaves(300), { verifierKey: elsewhere }))).toBe('other-log');
  });

  it('is caught when it signs with another key than it names, or not at all', async () => {
    const note = await noteOf(leaves(5), makeKey());
    const found = await checkLog(toolsOf(leaves(5), note), desk, null);
    expect(found).toMatchObject({ verdict: 'failed', fault: 'signature', note });
    for (const text of ['', 'nonsense', (await noteOf(leaves(5))).replace('\n5\n', '\n6\n')])
      expect(await checkLog(toolsOf(leaves(5), text), desk, null)).toMatchObject({ fault: 'signature' });
  });

  it('is caught when it gives no proof, or hashes that are none', async () => {
    const before = seenOf(leaves(300));
    const refusing: HashSource = {
      leafHashes: () => Promise.reject(new NoProofError('404')),
      tile: () => null,
    };
    expect(await check(leaves(400), before, { hashesOf: () => refusing })).toBe('fork');
    const short: HashSource = { leafHashes: () => new Uint8Array(3), tile: () => null };
    expect(await check(leaves(400), before, { hashesOf: () => short })).toBe('fork');
    const zeros: HashSource = {
      leafHashes: (from, to) => new Uint8Array((to - from) * HASH_SIZE),
      tile: () => new Uint8Array(256 * HASH_SIZE),
    };
    expect(await check(leaves(400), before, { hashesOf: () => zeros })).toBe('fork');
  });
});

it('claims nothing when it cannot know', async () => {
  const offline = { readNote: () => Promise.reject(new TypeError('Failed to fetch')) };
  expect(await check(leaves(5), null, offline)).toBe('unreachable');
  const dropped: HashSource = { leafHashes: () => Promise.reject(new TypeError('x')), tile: () => null };
  expect(await check(leaves(400), seenOf(leaves(300)), { hashesOf: () => dropped })).toBe('unreachable');
  const noEd25519 = { verifyEd25519: () => Promise.reject(new NoVerifierError('x')) };
  expect(await check(leaves(5), null, noEd25519)).toBe('browser');
  expect(await checkLog(toolsOf([], null), desk, null)).toEqual({ verdict: 'unknown', why: 'unsigned' });
});

describe('a desk that was restored', () => {
  const EPOCH = 1_796_071_021;
  const LATER = 1_796_099_999;
  const originOf = (epoch: number): string => `keydesk/one/0/${epoch}`;
  const keyOf = (epoch: number, key = KEY): string => verifierKey(sha256, originOf(epoch), key.publicKey);
  /** Of a backup over `size` events of `of`, made in `from`. */
  const epochOf = async (of: readonly Uint8Array[], size: number, number = EPOCH, from = 0) => ({
    Number: number,
    FirstEvent: size,
    BackupTime: new Date(5_000),
    Checkpoint: await noteOf(of.slice(0, size), KEY, originOf(from)),
  });
  /** Events 0 to `size` − 1 of before, and others behind. */
  const goneOn = (size: number, now: number): readonly Uint8Array[] => [
    ...leaves(size),
    ...Array.from({ length: now - size }, (_, i) => leafHash(sha256, new TextEncoder().encode(`after ${i}`))),
  ];
  const look = async (
    now: readonly Uint8Array[],
    before: SeenCheckpoint,
    epochs: readonly Awaited<ReturnType<typeof epochOf>>[],
    epoch = EPOCH,
  ) =>
    checkLog(
      // Their own copy: a source gives its tiles once.
      toolsOf([...now], await noteOf(now, KEY, originOf(epoch))),
      { deskKey: keyOf(epoch), epochs },
      before,
    );

  it('is verified where the backup has all that was seen, and said to be restored', async () => {
    const now = goneOn(300, 420);
    const found = await look(now, seenOf(leaves(280)), [await epochOf(now, 300)]);
    expect(found).toMatchObject({
      verdict: 'verified',
      restored: { backupAt: 5_000, lost: 0 },
      now: { size: 420 },
    });
    // And from then on it is an honest desk like any other.
    if (found.verdict !== 'verified') return;
    const later = goneOn(300, 500);
    expect(await look(later, found.now, [await epochOf(later, 300)])).toMatchObject({
      verdict: 'verified',
      restored: null,
    });
  });

  it('is no forgery where events that were seen came after the backup: they are counted', async () => {
    for (const size of [420, 320, 301]) {
      const now = goneOn(300, size);
      expect(await look(now, seenOf(leaves(350)), [await epochOf(now, 300)])).toMatchObject({
        verdict: 'restored',
        before: { size: 350 },
        restored: { backupAt: 5_000, lost: 50 },
      });
    }
  });

  it('is told by its first restore after what was seen, where there were several', async () => {
    const now = goneOn(300, 600);
    const epochs = [await epochOf(now, 300), await epochOf(now, 500, LATER, EPOCH)];
    expect(await look(now, seenOf(leaves(350)), epochs, LATER)).toMatchObject({ restored: { lost: 50 } });
    const between = seenOf(now.slice(0, 450), { verifierKey: keyOf(EPOCH) });
    expect(await look(now, between, epochs, LATER)).toMatchObject({
      verdict: 'verified',
      restored: { lost: 0 },
    });
    // Of a time after another restore of the same backup, which this log knows nothing of.
    const other = seenOf(leaves(450), { verifierKey: keyOf(EPOCH + 1) });
    expect(await look(now, other, epochs, LATER)).toMatchObject({
      verdict: 'restored',
      restored: { lost: null },
    });
  });

  it('is caught all the same when what the backup has was altered', async () => {
    const altered = [...leaves(300, 12), ...goneOn(300, 420).slice(300)];
    expect(await look(altered, seenOf(leaves(280)), [await epochOf(altered, 300)])).toMatchObject({
      fault: 'fork',
    });
    // The checkpoint that it claims to go on from is signed, and is not of this log.
    expect(await look(altered, seenOf(leaves(350)), [await epochOf(leaves(300), 300)])).toMatchObject({
      fault: 'fork',
    });
  });

  it('is caught when nothing stands for the restore, or somebody else does', async () => {
    const now = goneOn(300, 420);
    const before = seenOf(leaves(350));
    const epoch = await epochOf(now, 300);
    const { Checkpoint: _, ...bare } = epoch;
    for (const epochs of [[], [bare], [await epochOf(now, 300, LATER)], [{ ...epoch, FirstEvent: 299 }]])
      expect(
        await checkLog(
          toolsOf([...now], await noteOf(now, KEY, originOf(EPOCH))),
          { deskKey: keyOf(EPOCH), epochs },
          before,
        ),
      ).toMatchObject({ fault: 'fork' });
    const forged = { ...epoch, Checkpoint: await noteOf(now.slice(0, 300), makeKey()) };
    expect(await look(now, before, [forged])).toMatchObject({ fault: 'signature' });
    const thief = makeKey();
    const taken = await checkLog(
      toolsOf([...now], await noteOf(now, thief, originOf(EPOCH))),
      { deskKey: keyOf(EPOCH, thief), epochs: [epoch] },
      before,
    );
    expect(taken).toMatchObject({ fault: 'key' });
  });

  it('is caught when an older copy of its folder takes its place', async () => {
    const before = seenOf(goneOn(300, 420), { verifierKey: keyOf(EPOCH) });
    expect(await check(leaves(500), before)).toBe('smaller');
  });
});
