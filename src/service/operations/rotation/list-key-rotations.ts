import * as z from 'zod';
import { ROTATION_TYPES, type KeyVersionEntity } from '../../../domain/state/entities.ts';
import { operation } from '../../operation.ts';
import { pageOf } from '../../paging.ts';
import { arnOfKey, resolveKey } from '../../resolve.ts';
import { keyId, limit, marker, timestamp } from '../../schema.ts';
import { versionsOf } from './versions-of.ts';

/** Versions sort by number, which a marker holds as text. */
const cursor = ({ number }: KeyVersionEntity): string => String(number).padStart(10, '0');

/** Completed rotations, oldest first; with ALL_KEY_MATERIAL the first material too, which no rotation made. */
export const listKeyRotations = operation.onKey({
  name: 'ListKeyRotations',
  class: 'read',
  input: z.object({
    KeyId: keyId,
    IncludeKeyMaterial: z.enum(['ALL_KEY_MATERIAL', 'ROTATIONS_ONLY']).optional(),
    Limit: limit.optional(),
    Marker: marker.optional(),
  }),
  output: z.object({
    Rotations: z.array(
      z.object({
        KeyId: z.string(),
        KeyMaterialId: z.string().optional(),
        KeyMaterialState: z.enum(['CURRENT', 'NON_CURRENT']).optional(),
        RotationDate: timestamp.optional(),
        RotationType: z.enum(ROTATION_TYPES).optional(),
      }),
    ),
    Truncated: z.boolean(),
    NextMarker: z.string().optional(),
  }),
  errors: [
    'InvalidArnException',
    'InvalidMarkerException',
    'KMSInternalException',
    'KMSInvalidStateException',
    'NotFoundException',
    'UnsupportedOperationException',
  ],
  resolve: (context) => resolveKey({ ...context, action: 'kms:ListKeyRotations' }, context.input.KeyId, 'id'),
  plan: ({ state, desk, key, input }) => {
    const include = input.IncludeKeyMaterial ?? 'ROTATIONS_ONLY';
    const all = versionsOf(state, key).filter(
      ({ rotation }) => include === 'ALL_KEY_MATERIAL' || rotation !== null,
    );
    const page = pageOf(
      `ListKeyRotations ${include} ${key.id}`,
      all,
      cursor,
      input.Marker,
      input.Limit ?? 100,
    );
    return {
      output: {
        Rotations: page.items.map((version) => ({
          KeyId: arnOfKey(desk, key.id),
          KeyMaterialId: version.materialId,
          KeyMaterialState:
            version.number === key.currentVersion ? ('CURRENT' as const) : ('NON_CURRENT' as const),
          ...(version.rotation === null
            ? {}
            : { RotationDate: new Date(version.createdAt), RotationType: version.rotation }),
        })),
        Truncated: page.next !== undefined,
        ...(page.next === undefined ? {} : { NextMarker: page.next }),
      },
    };
  },
});
