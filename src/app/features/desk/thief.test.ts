import { expect, it } from 'vitest';
import { PLACES, STOLEN, theftOf, type Standing } from './thief.ts';

const yes = [true, false] as const;
const standings: Standing[] = yes.flatMap((dataKeyInMemory) =>
  yes.flatMap((payloadInMemory) =>
    yes.flatMap((stored) =>
      yes.flatMap((tls) =>
        (['device', 'files', 'browser'] as const).map((box) => ({
          dataKeyInMemory,
          payloadInMemory,
          stored,
          tls,
          box,
        })),
      ),
    ),
  ),
);
const all = STOLEN.flatMap((stolen) =>
  PLACES.flatMap((place) =>
    standings.map((standing) => ({ stolen, place, standing, theft: theftOf(stolen, place, standing) })),
  ),
);

it('nothing can be read that cannot be', () => {
  for (const { theft } of all) expect(theft.reads.filter((loot) => theft.cannot.includes(loot))).toEqual([]);
});

it('a key in a vault never comes out, but for a vault that is files', () => {
  for (const { stolen, place, standing, theft } of all) {
    if (place !== 'kms' && place !== 'hsm') continue;
    const soft = stolen === 'hsm-box' && place === 'kms' && standing.box !== 'device';
    expect(theft.reads.includes('master-key')).toBe(soft);
    expect(theft.reads).not.toContain('static-key');
    if (!soft) expect(theft.reach).not.toBe('everything');
  }
});

it('a thief reads a data key or a payload only while they are there in the clear', () => {
  for (const { place, standing, theft } of all) {
    if (theft.reads.includes('data-key')) expect(standing.dataKeyInMemory).toBe(true);
    if (theft.reads.includes('payload')) expect(standing.payloadInMemory).toBe(true);
    if (theft.reach === 'this-record') expect(['kms', 'hsm']).toContain(place);
  }
});

it('where the key lies in the open, whoever takes that place reads everything', () => {
  for (const standing of standings) {
    expect(theftOf('git', 'code', standing).reach).toBe('everything');
    expect(theftOf('environment', 'environment', standing).reach).toBe('everything');
    for (const place of ['code', 'environment'] as const)
      expect(theftOf('memory', place, standing).reach).toBe('everything');
  }
});

it('storage alone reveals no key and no payload, wherever the key lives', () => {
  for (const { stolen, theft } of all) {
    if (stolen !== 'storage' && stolen !== 'backup') continue;
    expect(theft.reach).toBe('nothing');
    for (const loot of ['payload', 'data-key', 'static-key', 'master-key'] as const)
      expect(theft.reads).not.toContain(loot);
  }
});

it('TLS shuts the counter', () => {
  for (const { stolen, standing, theft } of all)
    if (stolen === 'network' && standing.tls) expect(theft.reach).toBe('nothing');
});
