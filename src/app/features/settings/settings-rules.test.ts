import { execFileSync } from 'node:child_process';
import { parseEnv } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  envFile,
  envLine,
  matching,
  parseSettingsSearch,
  settingsPath,
  valueWords,
  type Setting,
} from './settings-rules.ts';

fc.configureGlobal({ seed: 1 });

const setting = (more: Partial<Setting>): Setting => ({
  Name: 'KEYDESK_PORT',
  Group: 'Network',
  Value: '7070',
  Secret: false,
  Set: false,
  Source: 'default',
  WhenUnset: 'none',
  Meaning: 'The port that it listens on',
  TakesEffect: 'restart',
  ...more,
});
const secret = (set: boolean): Setting => {
  const { Value: _, ...rest } = setting({ Name: 'KEYDESK_PKCS11_PIN', Group: 'HSM', Secret: true, Set: set });
  return rest;
};

test('the search is in the URL, and what means nothing is named', () => {
  const search = parseSettingsSearch(new URLSearchParams('q=pin&source=env-file'));
  expect(search).toEqual({ text: 'pin', source: 'env-file', ignored: [] });
  expect(settingsPath(search)).toBe('/settings?q=pin&source=env-file');
  expect(settingsPath({ text: '', source: null })).toBe('/settings');
  expect(parseSettingsSearch(new URLSearchParams('source=moon&x=1')).ignored).toEqual(['x', 'source moon']);
});

test('finds by name, value, group and meaning, every word of it', () => {
  const all = [setting({}), secret(true), setting({ Name: 'KEYDESK_HOST', Source: 'environment' })];
  const found = (text: string, source: Setting['Source'] | null = null) =>
    matching(all, { text, source, ignored: [] }).map(({ Name }) => Name);
  expect(found('')).toHaveLength(3);
  expect(found('7070 listens')).toEqual(['KEYDESK_PORT', 'KEYDESK_HOST']);
  expect(found('hsm')).toEqual(['KEYDESK_PKCS11_PIN']);
  expect(found('listens', 'environment')).toEqual(['KEYDESK_HOST']);
  expect(found('nothing-of-the-kind')).toEqual([]);
});

test('a secret is set or not, and its line has no value', () => {
  expect(valueWords(secret(true))).toBe('set, never shown');
  expect(valueWords(secret(false))).toBe('not set');
  expect(envLine(secret(true))).toBe('KEYDESK_PKCS11_PIN=');
  expect(envLine(secret(false))).toBe('# KEYDESK_PKCS11_PIN=');
  const { Value: _, ...unset } = setting({ WhenUnset: 'SoftHSM' });
  expect(valueWords(unset)).toBe('SoftHSM');
  expect(envLine(unset)).toBe('# KEYDESK_PORT=');
});

test('an env file has what is set, and nothing else', () => {
  expect(
    envFile([setting({ Set: true, Value: '8080' }), setting({ Name: 'KEYDESK_HOST' }), secret(true)]),
  ).toBe('KEYDESK_PORT=8080\nKEYDESK_PKCS11_PIN=\n');
});

/** Paths and labels: what a setting's value may hold, which has no control characters. */
const values = fc.string({ maxLength: 40 }).filter((value) => !/\p{Cc}/u.test(value));

test('a line that Node reads back gives the value, as long as it has no apostrophe', () => {
  fc.assert(
    fc.property(
      values.filter((value) => !value.includes("'")),
      (value) => {
        expect(parseEnv(`${envLine(setting({ Value: value }))}\n`)['KEYDESK_PORT']).toBe(value);
      },
    ),
  );
});

test('a shell takes every line as one assignment, and expands nothing', () => {
  const hostile = [`/a b/$(id)`, '`id`', `it's`, `it's "both" $HOME \\n`, '', '*', '~', '#x', 'a;b', '"q"'];
  const lines = hostile.map((Value) => envLine(setting({ Value })));
  for (const [at, line] of lines.entries())
    expect(execFileSync('sh', ['-c', `${line}\nprintf %s "$KEYDESK_PORT"`], { encoding: 'utf8' })).toBe(
      hostile[at],
    );
});
