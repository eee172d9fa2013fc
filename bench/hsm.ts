/**
 * What the HSM alone takes for the two operations, through our own vault: GenerateDataKey is 32 random bytes and one AES-GCM encryption,
 * Decrypt one decryption. Run by itself on an empty folder; prints one line of JSON: microseconds.
 */
import { openPkcs11Vault } from '../src/hosts/node/vault-pkcs11/pkcs11-vault.ts';
import { prepareSoftHsm } from '../src/hosts/node/vault-pkcs11/softhsm.ts';

const WARM_UP = 2_000;
const CALLS = 20_000;

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node bench/hsm.ts FOLDER');

const vault = await openPkcs11Vault({
  ...prepareSoftHsm({ dataDirectory: folder }),
  initialise: true,
});
const version = { id: 'bench/1', material: await vault.generateKey('SYMMETRIC_DEFAULT') };
const nonce = new Uint8Array(12).fill(7);
const aad = new Uint8Array(64).fill(9);

/** Microseconds of one call: median and 99th percentile, and calls per second of one after the other. */
async function measure(call: () => unknown): Promise<{ p50: number; p99: number; rate: number }> {
  for (let i = 0; i < WARM_UP; i++) await call();
  const times = new Float64Array(CALLS);
  const began = performance.now();
  for (let i = 0; i < CALLS; i++) {
    const start = performance.now();
    const pending = call();
    // A synchronous vault is not made to wait for a microtask.
    if (pending instanceof Promise) await pending;
    times[i] = performance.now() - start;
  }
  const rate = CALLS / ((performance.now() - began) / 1000);
  times.sort();
  const at = (share: number): number => (times[Math.floor(CALLS * share)] ?? 0) * 1000;
  return { p50: at(0.5), p99: at(0.99), rate };
}

const generateDataKey = await measure(async () => {
  const plaintext = await vault.random(32);
  return vault.encrypt(version, 'SYMMETRIC_DEFAULT', { plaintext, nonce, aad });
});
const ciphertext = await vault.encrypt(version, 'SYMMETRIC_DEFAULT', {
  plaintext: await vault.random(32),
  nonce,
  aad,
});
const decrypt = await measure(() => vault.decrypt(version, 'SYMMETRIC_DEFAULT', { ciphertext, nonce, aad }));
// A new wrapped key: what CreateKey asks of the HSM.
const createKey = await measure(() => vault.generateKey('SYMMETRIC_DEFAULT'));
process.stdout.write(`hsm ${JSON.stringify({ generateDataKey, decrypt, createKey })}\n`);
await vault.close();
