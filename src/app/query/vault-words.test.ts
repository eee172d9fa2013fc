import { expect, it } from 'vitest';
import { BROWSER_MODULE } from '../../domain/ports/vault.ts';
import { vaultWords } from './vault-words.ts';

it('names an HSM with its token, and a disk', () => {
  expect(vaultWords({ Module: '/usr/lib/softhsm/libsofthsm2.so', TokenLabel: 'keydesk' })).toEqual({
    short: 'HSM',
    name: 'the HSM',
    Name: 'The HSM',
    where: '/usr/lib/softhsm/libsofthsm2.so, token keydesk',
    kept: 'on disk',
    forger: 'Whoever holds the HSM’s token and its PIN',
  });
});

it('says of a page neither', () => {
  const words = vaultWords({ Module: BROWSER_MODULE, TokenLabel: 'this browser' });
  expect(Object.values(words).join(' ')).not.toMatch(/disk|token|the HSM/i);
  expect(words).toMatchObject({ short: 'WebCrypto', kept: 'in this browser’s storage' });
});
