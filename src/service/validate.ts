/**
 * Input of one operation: wire form → values, all violations of the model together, in AWS KMS's own words (kms-api.md §1.3).
 */
import type * as z from 'zod';
import { decodeWire, WireError } from '../domain/wire.ts';
import { ServiceError } from './errors.ts';
import { sensitive } from './schema.ts';

type Issue = z.core.$ZodIssue;

/** `tags.1.member.tagKey`: lower camel, lists count from 1. */
export function constraintPath(path: readonly PropertyKey[]): string {
  return path
    .map((part) =>
      typeof part === 'number'
        ? `${part + 1}.member`
        : String(part).charAt(0).toLowerCase() + String(part).slice(1),
    )
    .join('.');
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const part of path) value = (value as Record<PropertyKey, unknown> | undefined)?.[part]; // only read
  return value;
}

/** A list of 15,000 empty tags must not make an answer of megabytes. */
const MOST_LISTED = 100;

type WithInner = { readonly innerType?: z.core.$ZodType };

/** Does any schema on the way hide its value? */
function isSensitive(schema: z.ZodType, path: readonly PropertyKey[]): boolean {
  let current: z.core.$ZodType = schema;
  for (const part of path) {
    let def = current._zod.def as {
      type: string;
      innerType?: z.core.$ZodType;
      shape?: Record<string, z.core.$ZodType>;
      element?: z.core.$ZodType;
    }; // the members used below
    while (def.innerType !== undefined) def = (current = def.innerType)._zod.def;
    const next = def.type === 'array' ? def.element : def.shape?.[String(part)];
    if (next === undefined) return false;
    current = next;
  }
  let inner: z.core.$ZodType | undefined = current;
  while (inner !== undefined) {
    if (sensitive.has(inner)) return true;
    inner = (inner._zod.def as WithInner).innerType; // wrappers only
  }
  return false;
}

function requirement(issue: Issue): string | null {
  switch (issue.code) {
    case 'too_small':
      return issue.origin === 'number' || issue.origin === 'int'
        ? `Member must have value greater than or equal to ${issue.minimum}`
        : `Member must have length greater than or equal to ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'number' || issue.origin === 'int'
        ? `Member must have value less than or equal to ${issue.maximum}`
        : `Member must have length less than or equal to ${issue.maximum}`;
    case 'invalid_format':
      return `Member must satisfy regular expression pattern: ${(issue.pattern ?? '').replace(/^\/|\/[a-z]*$/g, '')}`;
    case 'invalid_value':
      return `Member must satisfy enum value set: [${issue.values.join(', ')}]`;
    default:
      return null;
  }
}

/** Scalars as they are; what has parts only by its kind. */
const shownValue = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : Array.isArray(value)
      ? `a list of ${value.length}`
      : 'an object';

function sentence(issue: Issue, schema: z.ZodType, input: unknown): string {
  const path = constraintPath(issue.path);
  const value = valueAt(input, issue.path);
  const hidden = isSensitive(schema, issue.path);
  const shown = hidden ? 'Value' : value === undefined ? 'Value null' : `Value '${shownValue(value)}'`;
  const wanted = value === undefined ? 'Member must not be null' : (requirement(issue) ?? issue.message);
  return `${shown} at '${path}' failed to satisfy constraint: ${wanted}`;
}

/** A wrong JSON type is not a violated constraint: the request could not be read. */
function isWrongType(issue: Issue, input: unknown): boolean {
  const value = valueAt(input, issue.path);
  if (value === undefined) return false;
  if (issue.code === 'invalid_type') return true;
  if (issue.code === 'invalid_value') return typeof value !== 'string';
  // Too large for any integer of the model: not an integer at all.
  return typeof value === 'number' && !Number.isSafeInteger(value);
}

/** A rule of ours that is no constraint of the model: its message is the whole sentence. */
const isSentence = (issue: Issue): boolean => issue.code === 'custom' && issue.params?.['sentence'] === true;

/**
 * zod compares the `length` of whatever has one, also of an object where text belongs; what that holds may have no primitive value
 * (`{"length":[{}]}`), and then the comparison itself throws.
 */
function parsed<S extends z.ZodType>(
  schema: S,
  members: Readonly<Record<string, unknown>>,
): z.ZodSafeParseResult<z.output<S>> {
  try {
    return schema.safeParse(members);
  } catch (error) {
    if (error instanceof TypeError)
      throw new ServiceError('SerializationException', 'A member has the wrong type');
    throw error;
  }
}

/**
 * The validated input of an operation. `members` is the parsed body. Throws ServiceError: SerializationException for a wrong JSON
 * type or encoding, ValidationException for violations of the model.
 */
export function validateInput<S extends z.ZodType>(
  schema: S,
  members: Readonly<Record<string, unknown>>,
): z.output<S> {
  let decoded: Record<string, unknown>;
  try {
    const { shape } = schema._zod.def as { readonly shape?: object }; // objects have it
    decoded = decodeWire(members, '', shape);
  } catch (error) {
    if (error instanceof WireError) throw new ServiceError('SerializationException', error.message);
    throw error;
  }
  const result = parsed(schema, decoded);
  if (result.success) return result.data;
  const { issues } = result.error;
  const wrong = issues.find((issue) => isWrongType(issue, decoded));
  if (wrong !== undefined)
    throw new ServiceError('SerializationException', `${wrong.path.join('.')} has the wrong type`);
  const errors = issues
    .filter((issue) => !isSentence(issue))
    .slice(0, MOST_LISTED)
    .map((issue) => sentence(issue, schema, decoded));
  if (errors.length === 0) throw new ServiceError('ValidationException', issues[0]?.message);
  throw new ServiceError(
    'ValidationException',
    `${errors.length} validation error${errors.length === 1 ? '' : 's'} detected: ${errors.join('; ')}`,
  );
}
