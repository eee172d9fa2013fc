import { describe, expect, test } from 'vitest';
import { scaleTop, slotWords, stripOf, totals } from './latency-rules.ts';
import {
  attribute,
  bitsText,
  ladderSteps,
  leakWords,
  mayDo,
  mechanismsInOrder,
  meanwhile,
  pinPlace,
  protection,
  specWords,
  warning,
  type VaultFacts,
} from './vault-words.ts';

const T = 1_700_000_040_000; // a whole minute
const slot = (start: number, more: Partial<VaultFacts['Seconds'][number]> = {}) => ({
  Time: new Date(start),
  Probes: 1,
  Failures: 0,
  SlowestMilliseconds: 0.3,
  MeanMilliseconds: 0.3,
  ...more,
});

describe('the latency strip', () => {
  test('has a place for every second, also for one in which nobody asked', () => {
    const seconds = [slot(T - 120_000), slot(T - 1_000), slot(T)];
    const strip = stripOf({ Time: new Date(T + 300), Seconds: seconds, Minutes: [] }, 'minutes');
    expect(strip).toHaveLength(120);
    expect(strip[0]).toEqual({ start: T - 120_000, slot: seconds[0] });
    expect(strip[1]).toEqual({ start: T - 119_000, slot: null });
    expect(strip.at(-1)).toEqual({ start: T - 1_000, slot: seconds[1] });
  });

  test('shows the minute that is not over yet', () => {
    const minutes = [slot(T - 60_000), slot(T)];
    const strip = stripOf({ Time: new Date(T + 30_000), Seconds: [], Minutes: minutes }, 'hour');
    expect(strip).toHaveLength(60);
    expect(strip.at(-1)).toEqual({ start: T, slot: minutes[1] });
  });

  test('scales to a round number, and sums up', () => {
    const lost = { Time: new Date(T), Probes: 2, Failures: 2 };
    const strip = [
      { start: 1, slot: slot(T, { SlowestMilliseconds: 12 }) },
      { start: 2, slot: lost },
      { start: 3, slot: null },
    ];
    expect(scaleTop(strip)).toBe(20);
    expect(scaleTop([{ start: 1, slot: slot(T) }])).toBe(1);
    expect(scaleTop([])).toBe(1);
    expect(totals(strip)).toEqual({ probes: 3, failures: 2, slowest: 12 });
    expect(totals([])).toEqual({ probes: 0, failures: 0, slowest: null });
    expect(strip.map((each) => slotWords(each.slot))).toEqual([
      '12 ms',
      'lost, 2 of 2 probes failed',
      'not asked',
    ]);
    expect(slotWords(slot(T, { Probes: 60, Failures: 4 }))).toBe('slowest 0.3 ms, 4 of 60 probes failed');
  });
});

describe('the ladder', () => {
  test('has every rung, seen from where the desk stands, and ends with signing', () => {
    const states = (rung: Parameters<typeof ladderSteps>[0]): string =>
      ladderSteps(rung)
        .map(({ state }) => state[0])
        .join('');
    expect(states('session')).toBe('haaaaaaa');
    expect(states('token')).toBe('tddhaaaa');
    expect(states('identity')).toBe('tdddddha');
    expect(ladderSteps('keys').at(-1)).toMatchObject({ id: 'ready', words: 'Sign the log, then serve' });
  });

  test('says what has come to pass', () => {
    const ladder = { Climbs: 1, Refused: 0 } as NonNullable<VaultFacts['Ladder']>;
    expect(meanwhile({ Ladder: ladder, UncoveredEvents: 0 })).toBe(
      'Since then the desk has climbed 1 time, and no call was refused. Every event so far is signed.',
    );
    expect(meanwhile({ Ladder: { ...ladder, Climbs: 12, Refused: 1_200 }, UncoveredEvents: 1 })).toBe(
      'Since then the desk has climbed 12 times, and 1,200 calls were refused. 1 event waits for the signature that is the desk’s first act once it is back.',
    );
    expect(meanwhile({ UncoveredEvents: 3 })).toMatch(/^3 events wait for/);
  });
});

const SOFT: VaultFacts['Token'] = {
  Kind: 'pkcs11',
  Module: 'SoftHSM v2 2.6',
  Library: 'libsofthsm2.so',
  Manufacturer: 'SoftHSM project',
  Firmware: '2.6',
  Slot: '1',
  Hardware: false,
  Label: 'keydesk',
  Serial: '1',
};

describe('honest words', () => {
  test('a PIN beside the token is named before anything else; nothing is said where nothing is wrong', () => {
    const beside = { PinPlace: 'data-directory', TokenInDataDirectory: true, LeakProbe: 'refused' } as const;
    expect(warning(beside)).toMatch(/a copy of that folder is a copy of every key/);
    expect(warning({ ...beside, PinPlace: 'file', LeakProbe: 'leaked' })).toMatch(/PIN/);
    expect(warning({ ...beside, PinPlace: 'file' })).toBeNull();
    expect(pinPlace(beside).commands).toContain('KEYDESK_PKCS11_PIN_FILE');
    expect(pinPlace({ ...beside, TokenInDataDirectory: false }).says).toMatch(/not enough/);
    expect(pinPlace({ ...beside, PinPlace: 'file' }).remedy).toBeNull();
  });

  test('the leak is never called refused when it was not tried', () => {
    const words = (LeakProbe: VaultFacts['LeakProbe']) => leakWords({ LeakProbe, Token: SOFT });
    expect(words('leaked').remedy).toMatch(/hardware HSM/);
    expect(words('refused').says).toMatch(/refused/);
    expect(words('not-possible-here').says).not.toMatch(/refused/);
  });

  test('software is not said to protect its memory, nor a leaking module to keep keys in', () => {
    const soft = protection({ Token: SOFT, LeakProbe: 'leaked', PinPlace: 'data-directory' });
    expect(soft.not.join()).toMatch(/memory of this process/);
    expect(soft.not.join()).toMatch(/whole data directory/);
    expect(soft.not.join()).toMatch(/leak probe did just that/);
    const hard = protection({ Token: { ...SOFT, Hardware: true }, LeakProbe: 'refused', PinPlace: 'file' });
    expect(hard.not.join()).not.toMatch(/memory/);
    expect(hard.against.join()).toMatch(/even with the PIN/);
    expect(hard.against.join()).toMatch(/without the file/);
  });

  test('what a token does not tell is not guessed', () => {
    const key: VaultFacts['ResidentKeys'][number] = {
      Role: 'root',
      Label: 'keydesk-root',
      ObjectClass: 'secret key',
      KeyType: 'AES-256',
      Fingerprint: '',
      Attributes: [
        { Name: 'CKA_WRAP', Value: true },
        { Name: 'CKA_UNWRAP', Value: true },
        { Name: 'CKA_SIGN', Value: false },
        { Name: 'CKA_LOCAL' },
      ],
    };
    expect(['CKA_WRAP', 'CKA_SIGN', 'CKA_LOCAL', 'CKA_OTHER'].map((name) => attribute(key, name))).toEqual([
      'yes',
      'no',
      'not told',
      'not told',
    ]);
    expect(mayDo(key)).toBe('wrap, unwrap');
    expect(mayDo({ ...key, Attributes: [] })).toBe('nothing');
  });
});

describe('mechanisms and specs', () => {
  const spec = { KeySpec: 'RSA_2048', Keys: 0, Supported: false } as const;
  test('a spec says why not', () => {
    expect(specWords({ ...spec, Supported: true, Mechanisms: ['A'], Missing: [] })).toBe('Can be created');
    expect(specWords({ ...spec, Mechanisms: ['A', 'B'], Missing: ['B'] })).toBe('The token lacks B');
    expect(specWords({ ...spec, Mechanisms: ['A'], Missing: [] })).toMatch(/this release/);
    expect(specWords({ ...spec, Mechanisms: [], Missing: [] })).toMatch(/PKCS#11/);
  });

  test('needed ones first, sizes in bits', () => {
    const row = { MinimumBits: 128, MaximumBits: 256, DeskNeeds: false, NeededBy: [] };
    const order = mechanismsInOrder([
      { ...row, Name: 'C' },
      { ...row, Name: 'B', NeededBy: ['RSA_2048'] },
      { ...row, Name: 'Z', DeskNeeds: true },
      { ...row, Name: 'A' },
    ]);
    expect(order.map(({ Name }) => Name)).toEqual(['Z', 'B', 'A', 'C']);
    expect(bitsText({ ...row, Name: 'A' })).toBe('128–256 bits');
    expect(bitsText({ ...row, Name: 'A', MinimumBits: 256 })).toBe('256 bits');
    expect(bitsText({ ...row, Name: 'A', MinimumBits: 0, MaximumBits: 0 })).toBe('no key');
    expect(bitsText({ ...row, Name: 'A', MinimumBits: 8, MaximumBits: 2 ** 31 })).toBe('from 8 bits');
  });
});
