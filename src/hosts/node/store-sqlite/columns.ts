/** Typed reading of columns. Who can write the file controls what is in them: a wrong type is DAMAGED, never passed on. */
import type { Outcome } from '../../../domain/audit/event.ts';
import { StoreError } from '../../../domain/ports/store.ts';

export type Columns = Readonly<Record<string, unknown>>;

const damaged = (name: string): StoreError =>
  new StoreError('DAMAGED', `The store is damaged: a column \`${name}\` does not hold what it must.`);

export function integer(columns: Columns, name: string): number {
  const value = columns[name];
  if (!Number.isSafeInteger(value) || typeof value !== 'number') throw damaged(name);
  return value;
}

export function text(columns: Columns, name: string): string {
  const value = columns[name];
  if (typeof value !== 'string') throw damaged(name);
  return value;
}

/** A fresh copy: node:sqlite makes one for every value. */
export function blob(columns: Columns, name: string): Uint8Array {
  const value = columns[name];
  if (!(value instanceof Uint8Array)) throw damaged(name);
  return value;
}

export function outcome(columns: Columns, name: string): Outcome {
  const value = columns[name];
  if (value !== 'allowed' && value !== 'denied' && value !== 'failed') throw damaged(name);
  return value;
}
