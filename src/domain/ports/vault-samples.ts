/** Shared by the cases that every Vault must pass. */
import { VaultError, type Vault } from './vault.ts';

/** One vault, and the means to close it and open the same again. */
export interface VaultUnderTest {
  readonly vault: Vault;
  /** Closes the present one (unless it is closed) and opens it anew; `vault` is then the new one. */
  reopen(): Promise<void>;
  /** Takes the token away and gives it back; null for a vault that nobody can take anything from while it is open. */
  readonly loss: { lose(): void; bringBack(): void } | null;
  /** Closes and removes everything. */
  dispose(): Promise<void>;
}

export const EMPTY = new Uint8Array();
export const NONCE = Uint8Array.from({ length: 12 }, (_, i) => 0xa0 + i);

/** `length` bytes that depend on their place, never all alike. */
export const bytesOf = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (i * 31 + 7) & 0xff);

export function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const out = bytes.slice();
  out[at]! ^= 0x01;
  return out;
}

/** The VaultError that `work` throws or rejects with. Any other outcome fails the test. */
export async function failure(work: () => unknown): Promise<VaultError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof VaultError) return error;
    throw error;
  }
  throw new Error('expected a VaultError, but the call succeeded');
}
