/**
 * Loads a PKCS#11 module and starts it once, in a process of its own: see module-trial.ts. Says each step before it is taken. Plain
 * JavaScript, because it starts in half the time, and every start of the desk waits for it.
 */
import { writeSync } from 'node:fs';
import pkcs11 from 'pkcs11js';

// Written at once: what a crash leaves in a buffer says nothing.
const step = (name) => writeSync(1, `${name}\n`);

step('load');
const module = new pkcs11.PKCS11();
try {
  module.load(process.argv[2] ?? '');
} catch {
  step('not-a-module');
  process.exit(0);
}
try {
  step('initialise');
  module.C_Initialize({ flags: pkcs11.CKF_OS_LOCKING_OK });
  step('list');
  for (const slot of module.C_GetSlotList(true)) module.C_GetTokenInfo(slot);
  step('finalize');
  module.C_Finalize();
} catch {
  // It answers with an error, which is not a crash: the desk hears it itself, with its own configuration.
}
step('end');
