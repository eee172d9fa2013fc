import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hostFacts } from '../start/host-facts.ts';
import { settingFacts } from './setting-facts.ts';
import { readSettings } from './settings.ts';
import { SETTING_NAMES } from './settings-table.ts';

const SECRET = 'never-to-be-seen-0123456789abcdefgh';
const factsOf = (env: Record<string, string>, fromFile: readonly string[] = []) =>
  settingFacts(readSettings(env, { cwd: '/srv', stderrIsTerminal: false }), env, new Set(fromFile));
const named = (facts: ReturnType<typeof factsOf>, name: string) => facts.find((fact) => fact.name === name);

describe('setting facts', () => {
  it('has every setting of the table, once and in its order', () => {
    expect(factsOf({}).map(({ name }) => name)).toEqual(SETTING_NAMES);
  });

  it('says what is in effect without a word being set', () => {
    const facts = factsOf({});
    expect(facts.every(({ set, source }) => !set && source === 'default')).toBe(true);
    expect(named(facts, 'KEYDESK_DATA')).toMatchObject({ value: '/srv/data', takesEffect: 'restart' });
    expect(named(facts, 'KEYDESK_PORT')).toMatchObject({ value: '7070' });
    expect(named(facts, 'KEYDESK_LOG_FORMAT')).toMatchObject({ value: 'json' });
    expect(named(facts, 'KEYDESK_REGION')).toMatchObject({ value: 'us-east-1', takesEffect: 'first-start' });
    expect(named(facts, 'KEYDESK_PKCS11_MODULE')).toMatchObject({ value: null, whenUnset: 'SoftHSM' });
  });

  it('tells the environment from a file, and an empty value from a set one', () => {
    const facts = factsOf(
      { KEYDESK_PORT: '8080', KEYDESK_TRUSTED_PROXIES: '10.0.0.0/8, ::1', KEYDESK_HOST: '' },
      ['KEYDESK_PORT'],
    );
    expect(named(facts, 'KEYDESK_PORT')).toMatchObject({ value: '8080', source: 'env-file' });
    expect(named(facts, 'KEYDESK_TRUSTED_PROXIES')).toMatchObject({
      value: '10.0.0.0/8,::1',
      source: 'environment',
    });
    expect(named(facts, 'KEYDESK_HOST')).toMatchObject({ value: '127.0.0.1', set: false, source: 'default' });
  });

  it('never holds a secret, only that there is one', () => {
    const facts = factsOf({
      KEYDESK_PKCS11_MODULE: '/usr/lib/hsm.so',
      KEYDESK_PKCS11_TOKEN: 'desk',
      KEYDESK_PKCS11_PIN: SECRET,
      KEYDESK_ROOT_ACCESS_KEY_ID: 'KDTESTROOTACCESSKEY1',
      KEYDESK_ROOT_SECRET_ACCESS_KEY: SECRET,
    });
    expect(JSON.stringify(facts)).not.toContain(SECRET);
    for (const name of ['KEYDESK_PKCS11_PIN', 'KEYDESK_ROOT_SECRET_ACCESS_KEY'])
      expect(named(facts, name)).toMatchObject({ secret: true, set: true, value: null });
  });
});

describe('the place of the PIN', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'keydesk-facts-'));
    mkdirSync(join(directory, 'data'));
    for (const file of ['pin', 'data/pin']) writeFileSync(join(directory, file), '1234');
    symlinkSync(join(directory, 'pin'), join(directory, 'data', 'link-out'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const place = (pin: Record<string, string>): string => {
    const env = { KEYDESK_DATA: join(directory, 'data'), ...pin };
    return hostFacts({ settings: readSettings(env), env, fromEnvFile: new Set(), now: 1 }).pinPlace;
  };

  it('is judged by what a copy of the data directory would hold', () => {
    const file = (name: string) => place({ KEYDESK_PKCS11_PIN_FILE: join(directory, name) });
    expect(place({})).toBe('data-directory');
    expect(file('data/pin')).toBe('data-directory');
    expect(file('data/../data/pin')).toBe('data-directory');
    expect(file('pin')).toBe('file');
    expect(file('data/link-out')).toBe('file');
    expect(
      place({ KEYDESK_PKCS11_MODULE: '/m.so', KEYDESK_PKCS11_TOKEN: 't', KEYDESK_PKCS11_PIN: '1234' }),
    ).toBe('environment');
  });
});
