import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pkcs11 from 'pkcs11js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findTemplate, template } from './attributes.ts';
import { PinRefusedError, VaultStartError } from './errors.ts';
import { openPkcs11Vault } from './pkcs11-vault.ts';
import { prepareSoftHsm } from './softhsm.ts';
import { softHsmFixture, type SoftHsmFixture } from './testing/softhsm-fixture.ts';
import { tamper } from './testing/token-inspection.ts';

const startError = async (work: () => unknown): Promise<VaultStartError> => {
  try {
    await work();
  } catch (error) {
    if (error instanceof VaultStartError) return error;
    throw error;
  }
  throw new Error('expected a VaultStartError, but it opened');
};

describe('opening a vault', () => {
  let softHsm: SoftHsmFixture;
  beforeEach(() => {
    softHsm = softHsmFixture();
  });
  afterEach(() => softHsm.remove());
  const objectCount = (): number => {
    let count = 0;
    tamper(softHsm, ({ objects }) => (count = objects().length));
    return count;
  };

  it('refuses a wrong PIN as such, without showing it, and opens with the right one afterwards', async () => {
    const pin = 'wrong-pin-0815';
    const refusal: unknown = await softHsm.open({ pin }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(PinRefusedError);
    expect(String(refusal)).toContain('the PIN is wrong (CKR_PIN_INCORRECT)');
    expect(JSON.stringify(refusal) + String(refusal)).not.toContain(pin);
    expect(refusal).not.toHaveProperty('cause');
    const vault = await softHsm.open();
    await vault.close();
  });

  it('makes nothing on a token that should have the keys', async () => {
    const error = await startError(() => softHsm.open({ initialise: false }));
    expect(error.code).toBe('KEYS_MISSING');
    for (const name of ['keydesk-root', 'keydesk-derivation', 'keydesk-credential', 'keydesk-log'])
      expect(error.message).toContain(name);
    expect(objectCount()).toBe(0);
  });

  it.each(['root', 'derivation', 'credential', 'logPrivate', 'logPublic'] as const)(
    'never makes a lost %s key anew',
    async (kind) => {
      await (await softHsm.open()).close();
      const name = kind.startsWith('log') ? 'keydesk-log' : `keydesk-${kind}`;
      tamper(softHsm, ({ module, session, objects }) =>
        module.C_DestroyObject(session, objects(findTemplate(kind, name))[0]!),
      );
      const error = await startError(() => softHsm.open({ initialise: false }));
      expect(error).toMatchObject({ code: 'KEYS_MISSING', message: expect.stringContaining(name) });
      expect(objectCount()).toBe(4);
    },
  );

  it('goes on with a first start that was interrupted, and keeps what it made', async () => {
    const first = await softHsm.open();
    const [publicKey, derived] = [first.logPublicKey(), await first.deriveKey('stays')];
    await first.close();
    tamper(softHsm, ({ module, session, objects }) =>
      module.C_DestroyObject(session, objects(findTemplate('credential', 'keydesk-credential'))[0]!),
    );
    const second = await softHsm.open({ initialise: true });
    expect([second.logPublicKey(), await second.deriveKey('stays')]).toEqual([publicKey, derived]);
    await second.close();
    expect(objectCount()).toBe(5);
  });

  it('does not use half a log key, also at a first start', async () => {
    await (await softHsm.open()).close();
    tamper(softHsm, ({ module, session, objects }) =>
      module.C_DestroyObject(session, objects(findTemplate('logPublic', 'keydesk-log'))[0]!),
    );
    expect(await startError(() => softHsm.open({ initialise: true }))).toMatchObject({ code: 'KEYS_UNFIT' });
    expect(objectCount()).toBe(4);
  });

  it('does not choose between two root keys', async () => {
    await (await softHsm.open()).close();
    tamper(softHsm, ({ module, session }) =>
      module.C_GenerateKey(session, { mechanism: pkcs11.CKM_AES_KEY_GEN }, template('root', 'keydesk-root')),
    );
    expect(await startError(() => softHsm.open())).toMatchObject({
      code: 'KEYS_UNFIT',
      message: expect.stringContaining('more than one object “keydesk-root”'),
    });
  });

  it('does not use a root key that can also decrypt, or be read', async () => {
    await (await softHsm.open()).close();
    tamper(softHsm, ({ module, session, objects }) => {
      module.C_DestroyObject(session, objects(findTemplate('root', 'keydesk-root'))[0]!);
      const changed = template('root', 'keydesk-root').map((attribute) =>
        [pkcs11.CKA_DECRYPT, pkcs11.CKA_EXTRACTABLE].includes(attribute.type)
          ? { ...attribute, value: true }
          : attribute,
      );
      module.C_GenerateKey(session, { mechanism: pkcs11.CKM_AES_KEY_GEN }, changed);
    });
    expect(await startError(() => softHsm.open())).toMatchObject({
      code: 'KEYS_UNFIT',
      message: expect.stringContaining('CKA_EXTRACTABLE, CKA_DECRYPT'),
    });
  });

  it('names the tokens there are when none has the label', async () => {
    expect(await startError(() => softHsm.open({ tokenLabel: 'other' }))).toMatchObject({
      code: 'TOKEN',
      message: 'No token has the label “other”. The module shows: “keydesk”.',
    });
  });

  it('says which module cannot be loaded, and refuses one that is in use', async () => {
    const modulePath = join(softHsm.dataDirectory, 'none.so');
    expect(await startError(() => softHsm.open({ modulePath }))).toMatchObject({
      code: 'MODULE',
      message: expect.stringContaining(modulePath),
    });
    const vault = await softHsm.open();
    expect(await startError(() => softHsm.open())).toMatchObject({
      code: 'MODULE',
      message: expect.stringContaining('already in use by this process'),
    });
    expect(await vault.probe()).toMatchObject({ state: 'ready' });
    await vault.close();
  });
});

describe('SoftHSM in the data directory', () => {
  let dataDirectory: string;
  beforeEach(() => {
    dataDirectory = mkdtempSync(join(tmpdir(), 'keydesk-hsm-'));
  });
  afterEach(() => rmSync(dataDirectory, { recursive: true, force: true }));
  const mode = (...path: string[]): number => statSync(join(dataDirectory, ...path)).mode & 0o777;
  const hsm = (...path: string[]): string => join(dataDirectory, 'hsm', ...path);

  it('makes a token, a PIN and the configuration, for the owner only, and finds them again', () => {
    const first = prepareSoftHsm({ dataDirectory, initialise: true });
    expect(first.tokenLabel).toBe('keydesk');
    expect(first.pin).toMatch(/^[\w-]{32}$/);
    expect([mode('hsm'), mode('hsm', 'tokens'), mode('hsm', 'pin'), mode('hsm', 'softhsm2.conf')]).toEqual([
      0o700, 0o700, 0o600, 0o600,
    ]);
    expect(process.env['SOFTHSM2_CONF']).toBe(hsm('softhsm2.conf'));
    expect(readFileSync(hsm('softhsm2.conf'), 'utf8')).not.toContain(first.pin);
    expect(existsSync(hsm('tokens.partial')) || existsSync(hsm('softhsm2.partial.conf'))).toBe(false);
    for (const initialise of [true, false])
      expect(prepareSoftHsm({ dataDirectory, initialise })).toEqual(first);
  });

  it('takes a PIN and a label, writes no PIN file then, and opens with them', async () => {
    const softHsm = prepareSoftHsm({
      dataDirectory,
      initialise: true,
      pin: 'a given PIN',
      tokenLabel: 'Zürich',
    });
    expect(softHsm).toMatchObject({ pin: 'a given PIN', tokenLabel: 'Zürich' });
    expect(existsSync(hsm('pin'))).toBe(false);
    const vault = await openPkcs11Vault({ ...softHsm, initialise: true });
    expect(vault.describe().tokenLabel).toBe('Zürich');
    await vault.close();
  });

  it('keeps the PIN in a file elsewhere', () => {
    const pinFile = join(dataDirectory, 'secrets', 'pin');
    const { pin } = prepareSoftHsm({ dataDirectory, initialise: true, pinFile });
    expect(readFileSync(pinFile, 'utf8')).toBe(`${pin}\n`);
    expect([mode('secrets', 'pin'), existsSync(hsm('pin'))]).toEqual([0o600, false]);
    expect(prepareSoftHsm({ dataDirectory, initialise: false, pinFile }).pin).toBe(pin);
  });

  it('makes neither token nor PIN when the desk has started before', async () => {
    expect(await startError(() => prepareSoftHsm({ dataDirectory, initialise: false }))).toMatchObject({
      code: 'KEYS_MISSING',
      message: expect.stringContaining(hsm('tokens')),
    });
    expect(existsSync(hsm())).toBe(false);
    prepareSoftHsm({ dataDirectory, initialise: true });
    rmSync(hsm('pin'));
    expect(await startError(() => prepareSoftHsm({ dataDirectory, initialise: true }))).toMatchObject({
      code: 'PIN',
      message: expect.stringContaining(hsm('pin')),
    });
    expect(existsSync(hsm('pin'))).toBe(false);
    writeFileSync(hsm('pin'), '\n');
    expect(await startError(() => prepareSoftHsm({ dataDirectory, initialise: false }))).toMatchObject({
      code: 'PIN',
      message: expect.stringContaining('is empty'),
    });
  });

  it('starts over with a token that a crash left half-made, with the PIN that was already on disk', async () => {
    mkdirSync(hsm('tokens.partial'), { recursive: true });
    writeFileSync(hsm('tokens.partial', 'rubbish'), 'x');
    writeFileSync(hsm('pin.partial'), 'cut o');
    writeFileSync(hsm('pin'), 'the earlier PIN\n');
    const softHsm = prepareSoftHsm({ dataDirectory, initialise: true });
    expect(softHsm.pin).toBe('the earlier PIN');
    const vault = await openPkcs11Vault({ ...softHsm, initialise: true });
    await vault.close();
    expect(existsSync(hsm('tokens.partial'))).toBe(false);
  });

  it('refuses a place that SoftHSM’s configuration cannot name, and a label that does not fit', async () => {
    expect(
      await startError(() => prepareSoftHsm({ dataDirectory: join(dataDirectory, 'a#b'), initialise: true })),
    ).toMatchObject({ code: 'FILES', message: expect.stringContaining('“#”') });
    for (const tokenLabel of ['', 'ü'.repeat(17)])
      expect(
        await startError(() => prepareSoftHsm({ dataDirectory, initialise: true, tokenLabel })),
      ).toMatchObject({ code: 'FILES', message: expect.stringContaining('1 to 32 bytes') });
  });
});
