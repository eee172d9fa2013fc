import * as z from 'zod';
import { operation } from '../../operation.ts';
import { pageOf } from '../../paging.ts';
import { arnOfKey } from '../../resolve.ts';
import { limit, marker } from '../../schema.ts';

/** Every key in every state, by id. Decided by identity policies alone, and not filtered by key policies. */
export const listKeys = operation.onAccount({
  name: 'ListKeys',
  class: 'read',
  input: z.object({ Limit: limit.optional(), Marker: marker.optional() }),
  output: z.object({
    Keys: z.array(z.object({ KeyId: z.string(), KeyArn: z.string() })),
    Truncated: z.boolean(),
    NextMarker: z.string().optional(),
  }),
  errors: ['InvalidMarkerException', 'KMSInternalException'],
  permissions: () => [{ action: 'kms:ListKeys', key: null, resource: '*' }],
  plan: ({ state, desk, input }) => {
    const ids = [...state.all('key')].filter((key) => key.state !== 'Destroyed').map((key) => key.id);
    const page = pageOf('ListKeys', ids.sort(), (id) => id, input.Marker, input.Limit ?? 100);
    return {
      output: {
        Keys: page.items.map((id) => ({ KeyId: id, KeyArn: arnOfKey(desk, id) })),
        Truncated: page.next !== undefined,
        ...(page.next === undefined ? {} : { NextMarker: page.next }),
      },
    };
  },
});
