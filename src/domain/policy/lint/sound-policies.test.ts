import { describe, expect, test } from 'vitest';
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
