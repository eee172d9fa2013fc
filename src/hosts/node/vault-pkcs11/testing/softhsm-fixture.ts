/** A SoftHSM token in a temporary directory. SoftHSM's state is the process's: have one open vault at a time. */
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Vault } from '../../../../domain/ports/vault.ts';
import { openPkcs11Vault, type Pkcs11VaultOptions } from '../pkcs11-vault.ts';
import { prepareSoftHsm, type SoftHsm } from '../softhsm.ts';

export interface SoftHsmFixture extends SoftHsm {
  readonly dataDirectory: string;
  /** Opens a vault on the token; the first call makes the resident keys. Whoever opens it closes it. */
  open(options?: Partial<Pkcs11VaultOptions>): Promise<Vault>;
  /** Moves the token's files away, and back: what a pulled network cable is to a real HSM. */
  lose(): void;
  bringBack(): void;
  /** Removes everything. Close the vault first. */
  remove(): void;
}

export function softHsmFixture(): SoftHsmFixture {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'keydesk-hsm-'));
  const softHsm = prepareSoftHsm({ dataDirectory, initialise: true });
  const [tokens, away] = [join(dataDirectory, 'hsm', 'tokens'), join(dataDirectory, 'hsm', 'tokens.away')];
  let started = false;
  return {
    ...softHsm,
    dataDirectory,
    open: async (options = {}) => {
      prepareSoftHsm({ dataDirectory, initialise: false }); // another fixture may have pointed the process elsewhere
      const vault = await openPkcs11Vault({ ...softHsm, initialise: !started, ...options });
      started = true;
      return vault;
    },
    lose: () => renameSync(tokens, away),
    bringBack: () => renameSync(away, tokens),
    remove: () => rmSync(dataDirectory, { recursive: true, force: true }),
  };
}
