/** Which actions an event of the log was decided by, from the operations themselves. */
import { actionsOf } from './operation.ts';
import { allOperations } from './operations/index.ts';

let table: ReadonlyMap<string, readonly string[]> | undefined;

/**
 * By the operation of an event or of a usage counter: the actions that the key's policy was asked for. Operations that ask no key's
 * policy (the desk's own acts, those of identity policies alone) are not in it. `ReEncryptFrom` and `ReEncryptTo` are what counters
 * call the two sides of a ReEncrypt.
 */
export function eventActions(): ReadonlyMap<string, readonly string[]> {
  // Made when first asked for: the operations that ask are in the table themselves.
  table ??= new Map<string, readonly string[]>([
    ...allOperations().flatMap((each) => (each.on === 'key' ? [[each.name, actionsOf(each)] as const] : [])),
    ['ReEncryptFrom', ['kms:ReEncryptFrom']],
    ['ReEncryptTo', ['kms:ReEncryptTo']],
  ]);
  return table;
}
