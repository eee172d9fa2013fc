/** What a call threw, as a message between threads: names and codes, never data. */
import pkcs11 from 'pkcs11js';
import { VaultError, type VaultErrorCode } from '../../../domain/ports/vault.ts';
import { ckr, InStep, PinRefusedError, VaultStartError, type VaultStartErrorCode } from './errors.ts';
import { OtherTokenError } from './module.ts';

export type ModuleFailure =
  | { readonly kind: 'ckr'; readonly code: number; readonly name: string }
  | { readonly kind: 'step'; readonly what: string; readonly opens: boolean; readonly error: ModuleFailure }
  | { readonly kind: 'vault'; readonly code: VaultErrorCode; readonly message: string }
  | { readonly kind: 'start'; readonly code: VaultStartErrorCode; readonly message: string }
  | { readonly kind: 'pin' | 'other-token'; readonly message: string }
  | { readonly kind: 'unforeseen'; readonly name: string };

export function toFailure(error: unknown): ModuleFailure {
  const code = ckr(error);
  if (code !== undefined) return { kind: 'ckr', code, name: error instanceof Error ? error.message : '' };
  if (error instanceof InStep)
    return { kind: 'step', what: error.what, opens: error.opens, error: toFailure(error.error) };
  if (error instanceof VaultError) return { kind: 'vault', code: error.code, message: error.message };
  if (error instanceof VaultStartError) return { kind: 'start', code: error.code, message: error.message };
  if (error instanceof PinRefusedError) return { kind: 'pin', message: error.message };
  if (error instanceof OtherTokenError) return { kind: 'other-token', message: error.message };
  // pkcs11js's own complaint about a call: its text may quote arguments.
  return { kind: 'unforeseen', name: error instanceof Error ? error.name : typeof error };
}

export function fromFailure(failure: ModuleFailure): Error {
  switch (failure.kind) {
    case 'ckr':
      return new pkcs11.Pkcs11Error(failure.name, failure.code);
    case 'step':
      return new InStep(failure.what, failure.opens, fromFailure(failure.error));
    case 'vault':
      return new VaultError(failure.code, failure.message);
    case 'start':
      return new VaultStartError(failure.code, failure.message);
    case 'pin':
      return PinRefusedError.of(failure.message);
    case 'other-token':
      return new OtherTokenError(failure.message);
    case 'unforeseen': {
      const error = new Error('a call failed in a thread of the vault');
      error.name = failure.name;
      return error;
    }
  }
}
