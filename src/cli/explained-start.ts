import { StoreError } from '../domain/ports/store.ts';
import { LoadError } from '../domain/state/load.ts';
import { SettingError } from '../hosts/node/config/setting-error.ts';
import { PinRefusedError, VaultStartError } from '../hosts/node/vault-pkcs11/errors.ts';
import { EXIT } from './command.ts';

/** Why a desk could not be opened, where a sentence explains it, with the exit code that it gets; else null. */
export function explainedStart(error: unknown): { readonly code: number; readonly message: string } | null {
  if (error instanceof SettingError || error instanceof PinRefusedError)
    return { code: EXIT.setting, message: error.message };
  // The lock is held by a desk whose socket does not answer.
  if (error instanceof StoreError && error.code === 'LOCKED')
    return { code: EXIT.unreachable, message: error.message };
  if (error instanceof StoreError || error instanceof LoadError || error instanceof VaultStartError)
    return { code: EXIT.found, message: error.message };
  return null;
}
