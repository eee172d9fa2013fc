import { fromUtf8, utf8 } from '../bytes.ts';
import { BODY_SCHEMA, type EntityKinds, type Kind } from './entities.ts';

/** Stored bytes of a body: what is hashed, MACed and kept. */
export const encodeBody = (body: EntityKinds[Kind]): Uint8Array =>
  utf8(JSON.stringify({ schema: BODY_SCHEMA, ...body }));

/**
 * The entity of stored bytes, upgraded in memory when its schema is older. Only for bytes whose MAC was checked.
 * Throws RangeError for a schema newer than this program's.
 */
export function decodeBody(bytes: Uint8Array): EntityKinds[Kind] {
  const { schema, ...body } = JSON.parse(fromUtf8(bytes)) as EntityKinds[Kind] & { schema: number }; // our own bytes, authenticated
  if (schema > BODY_SCHEMA)
    throw new RangeError(`body schema ${schema} is newer than this program's ${BODY_SCHEMA}`);
  return body;
}
