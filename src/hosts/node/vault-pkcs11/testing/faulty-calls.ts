/** Faults in the calls of the PKCS#11 module: for `testing/faults/inject.ts`, which is loaded into a desk before it starts. */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import pkcs11 from 'pkcs11js';
import type { Armed, FaultPoint } from '../../testing/faults/points.ts';

/** Passes a step through what is armed for it; `failure` makes the error of one that fails. */
export type Step = <T>(point: FaultPoint, work: () => T, failure: (armed: Armed) => Error) => T;

/** Every module that this thread makes from now on passes its calls through `step`. `objects`: a directory with a file for each session object. */
export function injectIntoModule(step: Step, objects: string): void {
  const Module = pkcs11.PKCS11;
  const name = (handle: unknown): string => (handle as Buffer).toString('hex'); // a handle is its bytes
  const failed = ({ errcode = pkcs11.CKR_FUNCTION_FAILED }: Armed): Error =>
    new pkcs11.Pkcs11Error(`CKR_INJECTED:${errcode}`, errcode, 'injected');
  pkcs11.PKCS11 = class extends Module {
    constructor() {
      super();
      // By name, for the binding sets its methods on each instance; what goes in and out passes through.
      const methods = this as unknown as Record<string, (...args: unknown[]) => unknown>;
      const around = (method: string, wrap: (work: () => unknown, args: unknown[]) => unknown): void => {
        const original = methods[method]!; // the binding's own
        methods[method] = (...args) => wrap(() => original.apply(this, args), args);
      };
      const makes = (point: FaultPoint, method: string): void =>
        around(method, (work, [session]) =>
          step(
            point,
            () => {
              const handle = work();
              writeFileSync(`${objects}/${name(handle)}-${name(session)}`, '');
              return handle;
            },
            failed,
          ),
        );
      makes('generate', 'C_GenerateKey');
      makes('unwrap', 'C_UnwrapKey');
      around('C_DestroyObject', (work, [, handle]) =>
        step(
          'destroy',
          () => {
            work();
            for (const file of readdirSync(objects))
              if (file.startsWith(`${name(handle)}-`)) rmSync(`${objects}/${file}`);
          },
          failed,
        ),
      );
      around('C_CloseSession', (work, [session]) => {
        work();
        for (const file of readdirSync(objects))
          if (file.endsWith(`-${name(session)}`)) rmSync(`${objects}/${file}`, { force: true });
      });
      around('C_WrapKey', (work) => step('wrap', work, failed));
      around('C_Encrypt', (work) => step('encrypt', work, failed));
      // Ed25519 of a checkpoint; HMAC answers 32 bytes, and is the probe's.
      around('C_Sign', (work, [, , room]) =>
        (room as Uint8Array).length === 64 ? step('sign', work, failed) : work(),
      );
    }
  };
}
