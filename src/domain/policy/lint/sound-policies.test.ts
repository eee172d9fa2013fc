import { describe, expect, test } from 'vitest';
import { BUILT_IN_POLICIES } from '../built-in-policies.ts';
import { EXAMPLE_WORLD } from './examples.ts';
import { lintPolicy } from './lint.ts';
import { ENGINE } from './lint.fixture.ts';
import { SOUND_POLICIES } from './sound-policies.fixture.ts';

describe('of a sound policy the linter says what is expected and no more:', () => {
  test.each(SOUND_POLICIES.map((policy) => [policy.name, policy] as const))(
    '%s',
    (_, { text, world, expected }) => {
      const { findings } = lintPolicy(
        text,
        'key',
        { ...EXAMPLE_WORLD, ...world },
        { engine: ENGINE, fixes: 'later' },
      );
      const said = findings.map(({ severity, code }) => `${severity} ${code}`);
      expect([...new Set(said)].toSorted()).toEqual(expected);
    },
  );
});

test.each(BUILT_IN_POLICIES.map(({ name, text }) => [name, text] as const))(
  'of the built-in identity policy %s it says nothing that has to be done',
  (_, text) => {
    const { findings } = lintPolicy(text, 'identity', EXAMPLE_WORLD, { fixes: 'later' });
    const said = findings.filter(({ severity }) => severity !== 'low' && severity !== 'info');
    expect(said.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
  },
);

test('no sound policy has an error', () => {
  expect(
    SOUND_POLICIES.flatMap(({ expected }) => expected).filter((code) => code.startsWith('error')),
  ).toEqual([]);
  const high = new Set(
    SOUND_POLICIES.flatMap(({ expected }) => expected).filter((code) => code.startsWith('high')),
  );
  expect([...high].toSorted()).toEqual(['high creategrant-hidden', 'high cross-domain-root']);
});
