import * as z from 'zod';
import { operation } from '../../operation.ts';
import { nothing, timestamp } from '../../schema.ts';

/** Every setting of this desk with what is in effect and where it comes from. A secret is only said to be set, never told. */
export const listSettings = operation.onAccount({
  name: 'ListSettings',
  class: 'read',
  input: nothing,
  output: z.object({
    Settings: z.array(
      z.object({
        Name: z.string(),
        Group: z.string(),
        /** What is in effect, default included; absent when nothing is, and always for a secret. */
        Value: z.string().optional(),
        Secret: z.boolean(),
        Set: z.boolean(),
        Source: z.enum(['environment', 'env-file', 'default']),
        /** What holds when it is not set, in words. */
        WhenUnset: z.string(),
        Meaning: z.string(),
        TakesEffect: z.enum(['restart', 'first-start']),
      }),
    ),
    Version: z.string(),
    DeskId: z.string(),
    DataDirectory: z.string(),
    StartDate: timestamp,
    /** When the desk was first started. */
    CreationDate: timestamp,
  }),
  errors: [],
  permissions: () => [{ action: 'keydesk:ListSettings', key: null, resource: '*' }],
  plan: ({ desk: { host, meta, version } }) => ({
    output: {
      Settings: host.settings.map((fact) => ({
        Name: fact.name,
        Group: fact.group,
        ...(fact.value === null || fact.secret ? {} : { Value: fact.value }),
        Secret: fact.secret,
        Set: fact.set,
        Source: fact.source,
        WhenUnset: fact.whenUnset,
        Meaning: fact.meaning,
        TakesEffect: fact.takesEffect,
      })),
      Version: version,
      DeskId: meta.deskId,
      DataDirectory: host.dataDirectory,
      StartDate: new Date(host.startedAt),
      CreationDate: new Date(meta.createdAt),
    },
  }),
});
