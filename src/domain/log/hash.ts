/** SHA-256, injected: node:crypto on the server, @noble/hashes or the like in the browser. 32 bytes. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;
export const HASH_SIZE = 32;
