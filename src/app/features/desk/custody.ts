/** What a desk's vault is made of, as its module names itself: who could carry its keys away hangs on it. */

/** A device, SoftHSM's files, or a browser. */
export type Box = 'device' | 'files' | 'browser';

export const boxOf = (module: string): Box =>
  /softhsm/i.test(module) ? 'files' : /webcrypto/i.test(module) ? 'browser' : 'device';
