/** Looks at a token from beside an open vault: a module's state is the process's, so its login holds here too. */
import pkcs11 from 'pkcs11js';
import type { Attribute, Handle, PKCS11 } from 'pkcs11js';
import { findToken, READ_WRITE } from '../module.ts';
import type { SoftHsm } from '../softhsm.ts';

export interface Inspection {
  readonly module: PKCS11;
  readonly session: Handle;
  /** Handles of all objects that fit, session objects too. */
  readonly objects: (template?: Attribute[]) => Handle[];
  /** A boolean attribute; false where the object has none of it. */
  readonly flag: (object: Handle, type: number) => boolean;
}

/** Runs `work` on a session of its own beside an open vault. */
export function inspect<T>({ modulePath, tokenLabel }: SoftHsm, work: (inspection: Inspection) => T): T {
  const module = new pkcs11.PKCS11();
  module.load(modulePath);
  const session = module.C_OpenSession(findToken(module, tokenLabel).slot, READ_WRITE);
  try {
    return work({
      module,
      session,
      objects: (template = []) => {
        module.C_FindObjectsInit(session, template);
        const found = module.C_FindObjects(session, 100_000);
        module.C_FindObjectsFinal(session);
        return found;
      },
      flag: (object, type) => {
        try {
          const value = module.C_GetAttributeValue(session, object, [{ type }])[0]?.value;
          return Buffer.isBuffer(value) && value[0] === 1;
        } catch (error) {
          if (error instanceof pkcs11.Pkcs11Error && error.code === pkcs11.CKR_ATTRIBUTE_TYPE_INVALID)
            return false;
          throw error;
        }
      },
    });
  } finally {
    module.C_CloseSession(session);
  }
}

/** The same with a login of its own, when no vault is open: to change a token behind a desk's back. */
export function tamper(softHsm: SoftHsm, work: (inspection: Inspection) => void): void {
  const module = new pkcs11.PKCS11();
  module.load(softHsm.modulePath);
  module.C_Initialize({ flags: pkcs11.CKF_OS_LOCKING_OK });
  try {
    const session = module.C_OpenSession(findToken(module, softHsm.tokenLabel).slot, READ_WRITE);
    module.C_Login(session, pkcs11.CKU_USER, softHsm.pin);
    inspect(softHsm, work);
  } finally {
    module.C_Finalize();
  }
}
