import { expect, it } from 'vitest';
import { deskSamples, SAMPLE_NAMES, LANGUAGES } from '../samples/samples.ts';
import { inWords } from '../values.ts';
import { FLOWS, flowBeside, flowOf } from './flows.ts';

it('has seven flows, their steps named once each', () => {
  expect(FLOWS.map(({ id, steps }) => `${id}: ${steps.map((step) => step.id).join(', ')}`)).toEqual([
    'check-in: ask, two-copies, encrypt, wipe, store',
    'come-back: send, check, unwrap, decrypt, wipe',
    'rotate: before, new-version, still-opens, re-encrypt',
    'turned-away: policy, context, disabled, deletion, flipped-bit',
    'thief: storage, backup, memory, network, git, environment, hsm-box',
    'one-key: one-key, one-key-stolen, ten-keys, ten-keys-stolen',
    'direct: small, too-large, measured, compared',
  ]);
});

it('says every step in both vocabularies, and the field’s without the hotel', () => {
  for (const { steps } of FLOWS)
    for (const { tale, holds } of steps) {
      const held = [...holds.vault, ...holds.guest, ...holds.storage].flatMap(({ name, more }) => [
        name,
        more ?? '',
      ]);
      for (const words of [tale, ...held])
        expect(inWords(words, 'field').replaceAll('guest-records', '')).not.toMatch(
          /\b(luggage|room key|suitcase|guest|hook)\b/i,
        );
      expect(inWords(tale, 'hotel')).toMatch(/\.$/);
      expect(inWords(tale, 'field')).toMatch(/[.]$/);
    }
});

it('has a neighbour, or ends', () => {
  expect(flowBeside('check-in', 1).id).toBe('come-back');
  expect(flowBeside('check-in', -1).id).toBe('check-in');
  expect(flowBeside('direct', 1).id).toBe('direct');
  expect(flowOf('nowhere').id).toBe('check-in');
});

const facts = {
  endpoint: 'http://localhost:7070',
  region: 'us-east-1',
  keyId: 'alias/desk/anna/guest-records',
  context: new Map([['record', `it's "4471"`]]),
};

it.each(SAMPLE_NAMES)('%s is there in five languages, with this desk’s key where it calls', (name) => {
  const samples = deskSamples(name, facts);
  expect(samples.map(({ id }) => id)).toEqual(LANGUAGES);
  for (const { code } of samples) {
    expect(code.trim()).not.toBe('');
    expect(code).not.toContain('undefined');
  }
});

it('quotes what people typed', () => {
  const code = Object.fromEntries(
    deskSamples('generate-data-key', facts).map(({ id, code: text }) => [id, text]),
  );
  expect(code['python']).toContain(String.raw`"it's \"4471\""`);
  expect(code['cli']).toContain(String.raw`'{"record": "it'\''s \"4471\""}'`);
  for (const text of Object.values(code)) {
    expect(text).toContain('http://localhost:7070');
    expect(text).toContain('alias/desk/anna/guest-records');
  }
});
