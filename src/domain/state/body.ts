import { fromUtf8, utf8 } from '../bytes.ts';
import { BODY_SCHEMA, type EntityKinds, type Kind } from './entities.ts';

/** Stored bytes of a body: what is hashed, MACed and kept. */
export const encodeBody = <K extends Kind>(body: EntityKinds[K]): Uint8Array => utf8(JSON.stringify({ schema: BODY_SCHEMA, ...body }));

/**
 * The entity of stored bytes, upgraded in memory when its schema is older. Only for bytes whose MAC was checked.
 * Throws RangeError for a schema newer than this program's.
 */
export function decodeBody<K extends Kind>(bytes: Uint8Array): EntityKinds[K] {
  const { schema, ...body } = JSON.parse(fromUtf8(bytes)) as EntityKinds[K] & { schema: number }; // our own bytes, authenticated
  if (schema > BODY_SCHEMA) throw new RangeError(`body schema ${schema} is newer than this program's ${BODY_SCHEMA}`);
  return body as unknown as EntityKinds[K]; // rest of a generic is not narrowed by TypeScript
}
