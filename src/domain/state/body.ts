import { utf8 } from '../bytes.ts';
import { BODY_SCHEMA, type EntityKinds, type Kind } from './entities.ts';

/** Stored bytes of a body: what is hashed, MACed and kept. */
export const encodeBody = (body: EntityKinds[Kind]): Uint8Array =>
  utf8(JSON.stringify({ schema: BODY_SCHEMA, ...body }));

const CURRENT = `{"schema":${BODY_SCHEMA},`;

/** Whether `decodeBody` is sure to understand a body that this program wrote: so that it may be decoded later. */
export const isCurrentBody = (text: string): boolean => text.startsWith(CURRENT);

type Body = Record<string, unknown>;

/** From each older schema to the next, by kind: what the newer one has besides. */
const UPGRADES: Readonly<Record<number, Partial<Record<Kind, (body: Body) => Body>>>> = {
  1: {
    key: ({ deletionDate: _never, ...body }) => ({
      ...body,
      rotation: null,
      deletion: null,
      destroyedAt: null,
    }),
    keyVersion: (body) => ({ ...body, rotation: null }),
  },
};

/**
 * The entity of stored bytes, upgraded in memory when its schema is older. Only for text whose digest was found in the log.
 * Throws RangeError for a schema newer than this program's.
 */
export function decodeBody<K extends Kind>(kind: K, text: string): EntityKinds[K] {
  const { schema, ...stored } = JSON.parse(text) as Body & { schema: number }; // our own bytes, authenticated
  if (schema > BODY_SCHEMA)
    throw new RangeError(`body schema ${schema} is newer than this program's ${BODY_SCHEMA}`);
  let body: Body = stored;
  for (let from = schema; from < BODY_SCHEMA; from++) body = UPGRADES[from]?.[kind]?.(body) ?? body;
  return body as unknown as EntityKinds[K]; // what this program, or an earlier one, made of an entity of that kind
}
