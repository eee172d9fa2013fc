import { utf8 } from '../bytes.ts';
import { BODY_SCHEMA, type EntityKinds, type Kind } from './entities.ts';

/** Stored bytes of a body: what is hashed, MACed and kept. */
export const encodeBody = (body: EntityKinds[Kind]): Uint8Array =>
  utf8(JSON.stringify({ schema: BODY_SCHEMA, ...body }));

const CURRENT = `{"schema":${BODY_SCHEMA},`;

/** Whether `decodeBody` is sure to understand a body that this program wrote: so that it may be decoded later. */
export const isCurrentBody = (text: string): boolean => text.startsWith(CURRENT);

/**
 * The entity of stored bytes, upgraded in memory when its schema is older. Only for text whose digest was found in the log.
 * Throws RangeError for a schema newer than this program's.
 */
export function decodeBody(text: string): EntityKinds[Kind] {
  const { schema, ...body } = JSON.parse(text) as EntityKinds[Kind] & { schema: number }; // our own bytes, authenticated
  if (schema > BODY_SCHEMA)
    throw new RangeError(`body schema ${schema} is newer than this program's ${BODY_SCHEMA}`);
  return body;
}
