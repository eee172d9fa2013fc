import pkcs11 from 'pkcs11js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesOf, failure, flipped } from '../../../domain/ports/vault-samples.ts';
import { vaultSuite } from '../../../domain/ports/vault.suite.ts';
import type { Vault, VersionRef } from '../../../domain/ports/vault.ts';
import { differences, findTemplate, OBJECTS, template } from './attributes.ts';
import { faultyModule } from './testing/faulty-module.ts';
import { softHsmFixture, type SoftHsmFixture } from './testing/softhsm-fixture.ts';
import { inspect } from './testing/token-inspection.ts';
import { decrypt, encrypt, newVersion, SYMMETRIC } from './testing/versions.ts';

vaultSuite('PKCS#11 on SoftHSM', async () => {
  const softHsm = softHsmFixture();
  const open = () => softHsm.open({ handleCacheSize: 2 });
  let vault = await open();
  return {
    get vault() {
      return vault;
    },
    reopen: async () => {
      await vault.close();
      vault = await open();
    },
    loss: softHsm,
    dispose: async () => {
      await vault.close();
      softHsm.remove();
    },
  };
});

// Every call on threads beside this one: the same must hold.
vaultSuite('PKCS#11 asked in threads', async () => {
  const softHsm = softHsmFixture();
  const { modulePath, rules, count } = faultyModule(softHsm.dataDirectory, softHsm.modulePath);
  rules('device');
  const open = () => softHsm.open({ handleCacheSize: 2, modulePath });
  let vault = await open();
  expect(vault.describe().hardware).toBe(true);
  return {
    get vault() {
      return vault;
    },
    reopen: async () => {
      await vault.close();
      vault = await open();
    },
    loss: softHsm,
    dispose: async () => {
      await vault.close();
      expect(count('C_Finalize')).toBeGreaterThan(0);
      expect(count('C_Finalize with calls in flight')).toBe(0);
      softHsm.remove();
    },
  };
});

describe('the attribute table', () => {
  it('lets no key both wrap and decrypt, and no resident or unwrapped key be read', () => {
    for (const [kind, row] of Object.entries(OBJECTS)) {
      expect({
        kind,
        both: 'CKA_DECRYPT' in row && row.CKA_DECRYPT && 'CKA_WRAP' in row && row.CKA_WRAP,
      }).toEqual({ kind, both: false });
      if ('CKA_EXTRACTABLE' in row && row.CKA_EXTRACTABLE)
        expect(['newVersion', 'leakedVersion']).toContain(kind);
    }
  });

  it('says for every secret and private key what it may be used for', () => {
    const uses = [
      'CKA_DECRYPT',
      'CKA_SIGN',
      'CKA_UNWRAP',
      'CKA_DERIVE',
      'CKA_SENSITIVE',
      'CKA_EXTRACTABLE',
      'CKA_TOKEN',
      'CKA_PRIVATE',
    ];
    for (const [kind, row] of Object.entries(OBJECTS))
      if (kind !== 'logPublic') expect(Object.keys(row)).toEqual(expect.arrayContaining(uses));
  });
});

describe('on the token', () => {
  let softHsm: SoftHsmFixture;
  let vault: Vault;
  beforeAll(async () => {
    softHsm = softHsmFixture();
    vault = await softHsm.open({ handleCacheSize: 2 });
  });
  afterAll(async () => {
    await vault.close();
    softHsm.remove();
  });
  const count = (): number => inspect(softHsm, ({ objects }) => objects().length);

  it.each([
    ['root', 'keydesk-root'],
    ['derivation', 'keydesk-derivation'],
    ['credential', 'keydesk-credential'],
    ['logPrivate', 'keydesk-log'],
    ['logPublic', 'keydesk-log'],
  ] as const)('%s has the attributes of the table', (kind, name) => {
    inspect(softHsm, ({ module, session, objects, flag }) => {
      const [object, ...others] = objects(findTemplate(kind, name));
      expect([object !== undefined, others.length]).toEqual([true, 0]);
      expect(differences(module, session, object!, kind)).toEqual([]);
      if (kind === 'logPublic') return;
      for (const type of [pkcs11.CKA_NEVER_EXTRACTABLE, pkcs11.CKA_ALWAYS_SENSITIVE, pkcs11.CKA_LOCAL])
        expect(flag(object!, type)).toBe(true);
      expect(() => module.C_GetAttributeValue(session, object!, [{ type: pkcs11.CKA_VALUE }])).toThrow(
        'CKR_ATTRIBUTE_SENSITIVE',
      );
    });
  });

  it('finds an object that differs from the table, and says in what', () => {
    inspect(softHsm, ({ module, session }) => {
      const object = module.C_GenerateKey(
        session,
        { mechanism: pkcs11.CKM_AES_KEY_GEN },
        template('newVersion'),
      );
      expect(differences(module, session, object, 'newVersion')).toEqual([]);
      expect(differences(module, session, object, 'root')).toEqual([
        'CKA_TOKEN',
        'CKA_EXTRACTABLE',
        'CKA_WRAP',
        'CKA_UNWRAP',
      ]);
    });
  });

  it('wraps no resident key', () => {
    inspect(softHsm, ({ module, session, objects }) => {
      const [root] = objects(findTemplate('root', 'keydesk-root'));
      for (const name of ['credential', 'derivation'] as const) {
        const [key] = objects(findTemplate(name, `keydesk-${name}`));
        expect(() =>
          module.C_WrapKey(
            session,
            { mechanism: pkcs11.CKM_AES_KEY_WRAP_PAD },
            root!,
            key!,
            Buffer.alloc(100),
          ),
        ).toThrow('CKR_KEY_UNEXTRACTABLE');
      }
    });
  });

  it('leaves nothing behind after 1,000 new keys', async () => {
    const before = count();
    for (let i = 0; i < 1000; i++) await vault.generateKey(SYMMETRIC);
    expect(count()).toBe(before);
    expect(before).toBe(5);
  });

  it('keeps as many unwrapped versions as it was told, each as the table says, and none that failed', async () => {
    const versions: VersionRef[] = [];
    for (let i = 0; i < 6; i++) {
      versions.push(await newVersion(vault));
      await encrypt(vault, versions[i]!);
      const { material } = versions[i]!;
      await failure(() =>
        encrypt(vault, { id: `bad-${i}/1`, material: { ...material, bytes: flipped(material.bytes, 5) } }),
      );
    }
    inspect(softHsm, ({ module, session, objects, flag }) => {
      const unwrapped = objects([{ type: pkcs11.CKA_TOKEN, value: false }]);
      expect(unwrapped.length).toBe(2);
      for (const object of unwrapped)
        expect(differences(module, session, object, 'unwrappedVersion')).toEqual([]);
      for (const object of objects())
        expect(flag(object, pkcs11.CKA_WRAP) && flag(object, pkcs11.CKA_DECRYPT)).toBe(false);
    });
    await vault.destroyKey(versions[0]!); // evicted long ago
    expect(count()).toBe(7);
    await vault.destroyKey(versions[5]!);
    await vault.destroyKey(versions[4]!);
    expect(count()).toBe(5);
  });

  it('never lets another blob under the same id meet the handle that it keeps', async () => {
    const version = await newVersion(vault);
    const ciphertext = await encrypt(vault, version);
    const swapped = {
      ...version,
      material: { ...version.material, bytes: flipped(version.material.bytes, 0) },
    };
    expect(await failure(() => decrypt(vault, swapped, ciphertext))).toMatchObject({
      code: 'INVALID_CIPHERTEXT',
    });
    const other = { ...version, material: await vault.generateKey(SYMMETRIC) };
    expect(await failure(() => decrypt(vault, other, ciphertext))).toMatchObject({
      code: 'INVALID_CIPHERTEXT',
    });
    expect(await decrypt(vault, version, ciphertext)).toEqual(bytesOf(32));
  });

  it('unwraps anew when the module has lost a handle', async () => {
    const version = await newVersion(vault);
    const ciphertext = await encrypt(vault, version);
    inspect(softHsm, ({ module, session, objects }) => {
      for (const object of objects([{ type: pkcs11.CKA_TOKEN, value: false }]))
        module.C_DestroyObject(session, object);
    });
    expect(await decrypt(vault, version, ciphertext)).toEqual(bytesOf(32));
    expect(await vault.probe()).toMatchObject({ state: 'ready', lastRecovery: null });
  });

  it('refuses a resident version, which this release has none of', async () => {
    const version: VersionRef = {
      id: 'resident/1',
      material: { residency: 'RESIDENT', spec: SYMMETRIC, bytes: bytesOf(16) },
    };
    for (const work of [
      () => encrypt(vault, version),
      () => decrypt(vault, version, bytesOf(48)),
      () => vault.destroyKey(version),
    ])
      expect(await failure(work)).toMatchObject({
        code: 'UNSUPPORTED',
        message: expect.stringContaining('resident'),
      });
  });

  it('tells the truth about the leak: SoftHSM does not refuse it', () => {
    expect(vault.describe()).toMatchObject({
      leakProbe: 'leaked',
      tokenLabel: 'keydesk',
      module: expect.stringMatching(/^SoftHSM v2 2\.\d+$/),
    });
    expect(vault.describe()).toMatchObject({
      library: expect.stringMatching(/^libsofthsm2\.so$/),
      manufacturer: 'SoftHSM project',
      slot: expect.stringMatching(/^\d+$/),
      hardware: false,
    });
    const root = vault.describe().residentKeys.find(({ role }) => role === 'root');
    expect(new Map(root?.attributes.map(({ name, value }) => [name, value]))).toEqual(
      new Map([
        ['CKA_NEVER_EXTRACTABLE', true],
        ['CKA_ALWAYS_SENSITIVE', true],
        ['CKA_LOCAL', true],
        ['CKA_EXTRACTABLE', false],
        ['CKA_SENSITIVE', true],
        ['CKA_MODIFIABLE', false],
        ['CKA_ENCRYPT', false],
        ['CKA_DECRYPT', false],
        ['CKA_WRAP', true],
        ['CKA_UNWRAP', true],
        ['CKA_SIGN', false],
      ]),
    );
    expect(vault.describe().mechanisms).toContainEqual({ name: 'CKM_AES_GCM', minBits: 128, maxBits: 256 });
    expect(vault.describe().mechanisms).toContainEqual(expect.objectContaining({ name: 'CKM_EDDSA' }));
  });
});
