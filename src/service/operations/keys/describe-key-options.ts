import * as z from 'zod';
import { KEY_SPEC_NAMES, KEY_USAGES } from '../../../domain/keys/key-specs.ts';
import { KEY_PURPOSES, PURPOSE_NAMES, type KeyPurpose } from '../../../domain/keys/key-purposes.ts';
import type { Vault } from '../../../domain/ports/vault.ts';
import { tagsInUse } from '../../../domain/keys/tags-in-use.ts';
import { operation } from '../../operation.ts';
import { originRefusal } from './create-key.ts';

/** Null when a key for the purpose can be made now; else why not. */
function refusalOf({ spec, origin }: KeyPurpose, vault: Vault): string | null {
  if (origin !== 'AWS_KMS') return originRefusal(origin);
  const support = vault.supports(spec);
  return support.supported ? null : support.reason;
}

/** What a new key can be, and what others have: purposes as program and token allow them, tags in use, and what their users' keys are tagged. */
export const describeKeyOptions = operation.onAccount({
  name: 'DescribeKeyOptions',
  class: 'read',
  input: z.object({}),
  output: z.object({
    TokenLabel: z.string(),
    Purposes: z.array(
      z.object({
        Purpose: z.enum(PURPOSE_NAMES),
        KeySpec: z.enum(KEY_SPEC_NAMES),
        KeyUsage: z.enum(KEY_USAGES),
        /** Why it cannot be had; absent when it can. */
        Unavailable: z.string().optional(),
        /** Mechanisms that the purpose needs and the token lacks: with none, only the program stands in the way. */
        MissingMechanisms: z.array(z.string()),
      }),
    ),
    /** The most used first, with their most used values. */
    TagsInUse: z.array(
      z.object({
        TagKey: z.string(),
        Keys: z.int(),
        Values: z.array(z.object({ TagValue: z.string(), Keys: z.int(), Users: z.array(z.string()) })),
      }),
    ),
  }),
  errors: [],
  permissions: () => [{ action: 'keydesk:SearchKeys', key: null, resource: '*' }],
  plan: ({ state, ports: { vault } }) => {
    const { tokenLabel, mechanisms } = vault.describe();
    const has = new Set(mechanisms.map(({ name }) => name));
    const live = [...state.all('key')].filter((key) => key.state !== 'Destroyed' && key.tags.length > 0);
    return {
      output: {
        TokenLabel: tokenLabel,
        Purposes: KEY_PURPOSES.map((purpose) => {
          const refusal = refusalOf(purpose, vault);
          return {
            Purpose: purpose.name,
            KeySpec: purpose.spec,
            KeyUsage: purpose.usage,
            ...(refusal === null ? {} : { Unavailable: refusal }),
            MissingMechanisms: purpose.mechanisms.filter((name) => !has.has(name)),
          };
        }),
        TagsInUse: tagsInUse(live, (id) => state.usage.usersOf(id)).map((tag) => ({
          TagKey: tag.name,
          Keys: tag.keys,
          Values: tag.values.map(({ value, keys, users }) => ({
            TagValue: value,
            Keys: keys,
            Users: [...users],
          })),
        })),
      },
    };
  },
});
