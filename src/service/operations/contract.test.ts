/** The contract as a whole: names, wire table, errors. */
import { expect, it } from 'vitest';
import type * as z from 'zod';
import { BLOB_MEMBERS, MAP_MEMBERS, TIMESTAMP_MEMBERS } from '../../domain/wire.ts';
import { ACTIONS } from '../../domain/policy/actions.ts';
import { STATE_RULES } from '../../domain/keys/key-state.ts';
import { actionsOf } from '../operation.ts';
import { allOperations, deskOperations, kmsOperations, operationOfName, operationOfTarget } from './index.ts';
import { notBuilt } from './not-built.ts';

interface Def {
  readonly type: string;
  readonly shape?: Record<string, z.core.$ZodType>;
  readonly innerType?: z.core.$ZodType;
  readonly element?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
  readonly checks?: readonly z.core.$ZodCheck[];
}
const definition = (schema: z.core.$ZodType): Def => schema._zod.def;

function* members(schema: z.core.$ZodType): Generator<readonly [string, string]> {
  const def = definition(schema);
  if (def.innerType !== undefined) yield* members(def.innerType);
  if (def.element !== undefined) yield* members(def.element);
  for (const option of def.options ?? []) yield* members(option);
  for (const [name, member] of Object.entries(def.shape ?? {})) {
    let inner = definition(member);
    let current = member;
    while (inner.innerType !== undefined) inner = definition((current = inner.innerType));
    yield [name, inner.type === 'custom' ? kindOfCustom(current) : inner.type];
    yield* members(current);
  }
}

/** Which value a custom schema takes: found by trying, not by name. */
function kindOfCustom(schema: z.core.$ZodType): string {
  const accepts = (value: unknown): boolean => (schema as z.ZodType).safeParse(value).success; // the public class
  if (accepts(new Map())) return 'map';
  if (accepts(new Uint8Array(1)) || accepts(new Uint8Array(4096))) return 'blob';
  return 'unknown';
}

it('lists every operation under its own name, once', () => {
  for (const [name, operation] of [...Object.entries(kmsOperations), ...Object.entries(deskOperations)])
    expect(operation.name).toBe(name);
  const names = allOperations().map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

it('knows all 56 operations of AWS KMS by target, and refuses the unbuilt by name', () => {
  expect(Object.keys(kmsOperations).length + notBuilt.length).toBe(56);
  expect(operationOfTarget('TrentService.Decrypt')?.name).toBe('Decrypt');
  expect(operationOfTarget('TrentService.decrypt')).toBeUndefined();
  expect(operationOfTarget('TrentService.SearchKeys')).toBeUndefined();
  expect(operationOfTarget('Keydesk.SearchKeys')?.name).toBe('SearchKeys');
  expect(operationOfName('__proto__')).toBeUndefined();
});

it('has a wire table that is complete for every schema', () => {
  for (const operation of allOperations()) {
    for (const schema of [operation.input, operation.output]) {
      for (const [name, kind] of members(schema)) {
        const where = `${operation.name}.${name}`;
        expect([where, BLOB_MEMBERS.has(name)]).toEqual([where, kind === 'blob']);
        expect([where, TIMESTAMP_MEMBERS.has(name)]).toEqual([where, kind === 'date']);
        expect([where, MAP_MEMBERS.has(name)]).toEqual([where, kind === 'map']);
        expect([where, kind]).not.toEqual([where, 'unknown']);
      }
    }
  }
});

it('has a permission in the action catalogue for every operation that needs one', () => {
  const known = new Set(ACTIONS.map(({ name }) => name));
  for (const operation of allOperations()) {
    // Others name them: ReEncrypt has two, one a side; overview and history are DescribeKey's.
    if (operation.on !== 'key') continue;
    for (const action of actionsOf(operation)) expect(known).toContain(action);
    if (operation.permissions === undefined) expect(actionsOf(operation)).toEqual([`kms:${operation.name}`]);
  }
});

/** Lists in a schema, by the name of their member, that may be of any length. */
function* unboundedLists(schema: z.core.$ZodType, name = ''): Generator<string> {
  const def = definition(schema);
  if (def.type === 'array' && !(def.checks ?? []).some(({ _zod }) => _zod.def.check === 'max_length'))
    yield name;
  if (def.innerType !== undefined) yield* unboundedLists(def.innerType, name);
  if (def.element !== undefined) yield* unboundedLists(def.element, name);
  for (const option of def.options ?? []) yield* unboundedLists(option, name);
  for (const [member, inner] of Object.entries(def.shape ?? {})) yield* unboundedLists(inner, member);
}

it('bounds every list that it takes: by the schema, or with TagException as AWS KMS does', () => {
  const unbounded = allOperations().flatMap((operation) =>
    [...unboundedLists(operation.input)].map((name) => `${operation.name}.${name}`),
  );
  expect(unbounded.sort()).toEqual(['CreateKey.Tags', 'TagResource.Tags', 'UntagResource.TagKeys']);
});

it('has a row in the state table for every operation on a key', () => {
  for (const operation of allOperations())
    if (operation.on === 'key') expect(Object.keys(STATE_RULES)).toContain(operation.name);
});
