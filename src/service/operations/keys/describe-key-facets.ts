import * as z from 'zod';
import { keyFacets } from '../../../domain/keys/key-facets.ts';
import { KEY_SPEC_NAMES } from '../../../domain/keys/key-specs.ts';
import { operation } from '../../operation.ts';
import { liveKeys } from './facts-of-key.ts';

/** What the key list can be filtered by, with counts over every key: they are SearchKeys' own, so its permission covers them. */
export const describeKeyFacets = operation.onAccount({
  name: 'DescribeKeyFacets',
  class: 'read',
  input: z.object({}),
  output: z.object({
    Total: z.int(),
    /** The tags of most keys first, each with its most frequent values. */
    Tags: z.array(
      z.object({
        TagKey: z.string(),
        Count: z.int(),
        Values: z.array(z.object({ TagValue: z.string(), Count: z.int() })),
        ValueCount: z.int(),
      }),
    ),
    KeySpecs: z.array(z.object({ KeySpec: z.enum(KEY_SPEC_NAMES), Count: z.int() })),
    RotationOverdue: z.int(),
    NeverRotated: z.int(),
    NotUsed90Days: z.int(),
    /** Practice keys, which no other number here counts. */
    SandboxKeys: z.int(),
  }),
  errors: [],
  permissions: () => [{ action: 'keydesk:SearchKeys', key: null, resource: '*' }],
  plan: ({ state, desk }) => {
    const now = desk.wallClock.now();
    const facets = keyFacets(liveKeys(state, now), now);
    return {
      output: {
        Total: facets.total,
        Tags: facets.tags.map(({ key, count, values, valueCount }) => ({
          TagKey: key,
          Count: count,
          Values: values.map((each) => ({ TagValue: each.value, Count: each.count })),
          ValueCount: valueCount,
        })),
        KeySpecs: facets.specs.map(({ spec, count }) => ({ KeySpec: spec, Count: count })),
        RotationOverdue: facets.rotationOverdue,
        NeverRotated: facets.neverRotated,
        NotUsed90Days: facets.notUsed90Days,
        SandboxKeys: [...state.sandboxed.keys()].filter((id) => state.key(id)?.state !== 'Destroyed').length,
      },
    };
  },
});
