/** Made-up rows, leaves and batches for tests of a Store. Deterministic: the same arguments give the same bytes. */
import { utf8 } from '../bytes.ts';
import type { Batch, DeskMeta, LeafRecord, Row, Seal } from './store.ts';

export const META: DeskMeta = {
  deskId: '6f1c3c1e-54ad-4b5e-9d1c-0d2a8f1b7e10',
  accountId: '000000000000',
  region: 'us-east-1',
  createdAt: 1_790_000_000_000,
  logOrigin: 'keydesk/6f1c3c1e-54ad-4b5e-9d1c-0d2a8f1b7e10/0/0',
  logPublicKey: 'AAAA',
};

/** `length` bytes that depend on the text. */
export function bytesOf(text: string, length: number): Uint8Array {
  let state = 0x811c9dc5;
  for (const byte of utf8(text)) state = Math.imul(state ^ byte, 0x01000193) >>> 0;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

export const aRow = (kind: string, id: string, version: number): Row => ({
  kind,
  id,
  version,
  body: bytesOf(`body ${kind} ${id} ${version}`, 40),
  mac: bytesOf(`mac ${kind} ${id} ${version}`, 32),
});

export const aLeaf = (sequence: number, parts: Partial<LeafRecord> = {}): LeafRecord => ({
  sequence,
  hash: bytesOf(`hash ${sequence}`, 32),
  bytes: bytesOf(`leaf ${sequence}`, 60 + (sequence % 7)),
  time: 1_790_000_000_000 + sequence,
  operation: 'Decrypt',
  class: 'data',
  principal: 'arn:aws:iam::000000000000:role/service',
  key: '11111111-2222-4333-8444-555555555555',
  outcome: 'allowed',
  request: `request-${sequence}`,
  hasChanges: false,
  ...parts,
});

export const leavesFrom = (first: number, count: number, parts: Partial<LeafRecord> = {}): LeafRecord[] =>
  Array.from({ length: count }, (_, i) => aLeaf(first + i, parts));

export const aSeal = (size: number, salt = ''): Seal => ({
  size,
  root: bytesOf(`root ${size} ${salt}`, 32),
  changeHead: bytesOf(`head ${size} ${salt}`, 32),
  mac: bytesOf(`seal ${size} ${salt}`, 32),
});

/** A batch with these parts and nothing else. */
export const aBatch = (parts: Partial<Batch>): Batch => ({
  rows: [],
  leaves: [],
  tiles: [],
  usage: [],
  minutes: [],
  seal: aSeal(0),
  ...parts,
});
