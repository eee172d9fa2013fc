/** A cryptographically strong source of bytes for ids, salts and tokens (key material comes from the vault). */
export interface Random {
  /** `length` fresh bytes that nobody else holds a reference to. */
  bytes(length: number): Uint8Array;
}
