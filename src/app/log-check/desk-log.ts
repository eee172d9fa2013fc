/** The desk's own log as this page reads it: `/log/…` over fetch, signatures by WebCrypto. Fetched when it is first needed. */
import { HASH_SIZE } from '../../domain/log/hash.ts';
import { MAX_NOTE_LENGTH } from '../../domain/log/note.ts';
import type { HashSource } from '../../domain/log/proof.ts';
import { sha256 } from '../../domain/log/sha256.ts';
import { TILE_WIDTH, tilePath, tileWidth } from '../../domain/log/tiles.ts';
import { deskFetch } from '../transport.ts';
import { checkLog, NoProofError, NoVerifierError, type LogCheck, type LogCheckTools } from './check-log.ts';
import type { LogEpoch } from './restored-log.ts';
import { keepSeen, readSeen, replaceSeen } from './seen-checkpoint.ts';

/** At most `most` bytes of an answer; what is longer is no proof. */
async function readCapped(response: Response, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    size += part.value.length;
    if (size > most) {
      await reader?.cancel();
      throw new NoProofError('The answer is too long.');
    }
    parts.push(part.value);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

async function readNote(): Promise<string | null> {
  const response = await deskFetch('/log/checkpoint', { cache: 'no-store' });
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`/log/checkpoint answered ${response.status}`);
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(await readCapped(response, MAX_NOTE_LENGTH));
}

/** `log`: its verifier key. A restored desk goes on under another: what a browser keeps of the tiles before is not taken for those of now. */
async function readTile(log: string, level: number, number: number, width: number): Promise<Uint8Array> {
  const response = await deskFetch(`/log/${tilePath(level, number, width)}?log=${encodeURIComponent(log)}`);
  if (response.status >= 500) throw new Error(`a tile answered ${response.status}`);
  if (!response.ok) throw new NoProofError(`A tile answered ${response.status}.`);
  const bytes = await readCapped(response, TILE_WIDTH * HASH_SIZE);
  if (bytes.length !== width * HASH_SIZE) throw new NoProofError('A tile has not its width.');
  return bytes;
}

/** Tiles as they were at `size`. Ranges of a proof never cross a tile. */
const hashesOf =
  (log: string) =>
  (size: number): HashSource => ({
    async leafHashes(from, to) {
      const number = Math.floor(from / TILE_WIDTH);
      const hashes = await readTile(log, 0, number, tileWidth(0, number, size));
      const first = from - number * TILE_WIDTH;
      return hashes.slice(first * HASH_SIZE, (first + to - from) * HASH_SIZE);
    },
    tile: (level, number) => readTile(log, level, number, tileWidth(level, number, size)),
  });

async function verifyEd25519(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  // Absent outside of a secure context.
  const { subtle } = globalThis.crypto as { readonly subtle?: SubtleCrypto };
  if (subtle === undefined) throw new NoVerifierError('No WebCrypto here.');
  let key: CryptoKey;
  try {
    key = await subtle.importKey('raw', new Uint8Array(publicKey), 'Ed25519', false, ['verify']);
  } catch {
    throw new NoVerifierError('This browser has no Ed25519.');
  }
  return subtle.verify('Ed25519', key, new Uint8Array(signature), new Uint8Array(message));
}

const toolsFor = (deskKey: string): LogCheckTools => ({
  sha256,
  verifyEd25519,
  readNote,
  hashesOf: hashesOf(deskKey),
  now: () => Date.now(),
});

/** Checks the desk's log against what this browser keeps, and keeps what was verified. */
export async function checkDeskLog(deskKey: string, epochs: readonly LogEpoch[]): Promise<LogCheck> {
  const check = await checkLog(toolsFor(deskKey), { deskKey, epochs }, readSeen(localStorage));
  if (check.verdict === 'verified') keepSeen(localStorage, check.now);
  return check;
}

/** Forgets what this browser kept, and begins with the desk's newest checkpoint, when its signature is right. */
export async function beginAnew(deskKey: string): Promise<LogCheck> {
  const check = await checkLog(toolsFor(deskKey), { deskKey, epochs: [] }, null);
  if (check.verdict === 'verified') replaceSeen(localStorage, check.now);
  return check;
}
