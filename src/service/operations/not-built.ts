/**
 * AWS KMS operations that Keydesk knows but does not do: refused by name with a sentence, so that a client learns more than "unknown"
 * (kms-api.md §5.8). A refusal is an event like any other.
 */
import { LATER_OPERATIONS } from '../../domain/keys/later-operations.ts';
import * as z from 'zod';
import { ServiceError } from '../errors.ts';
import { operation } from '../operation.ts';
import { arnOfKey, resolveKey } from '../resolve.ts';
import { keyId } from '../schema.ts';

const CUSTOM_STORES = 'Custom key stores are not supported.';

const SENTENCES: Readonly<Record<string, string>> = {
  CreateCustomKeyStore: CUSTOM_STORES,
  ConnectCustomKeyStore: CUSTOM_STORES,
  DisconnectCustomKeyStore: CUSTOM_STORES,
  UpdateCustomKeyStore: CUSTOM_STORES,
  DeleteCustomKeyStore: CUSTOM_STORES,
  UpdatePrimaryRegion: 'Multi-Region keys are not supported.',
  Encapsulate: 'Key encapsulation (ML-KEM) is not supported.',
  Decapsulate: 'Key encapsulation (ML-KEM) is not supported.',
};

const refused = (name: string, sentence: string) =>
  operation.onSelf({
    name,
    class: 'management',
    input: z.object({}),
    output: z.object({}),
    errors: ['UnsupportedOperationException'],
    plan: () => {
      throw new ServiceError('UnsupportedOperationException', sentence);
    },
  });

/** No key here is multi-Region, and AWS says so of the key that was asked for. */
const replicateKey = operation.onAccount({
  name: 'ReplicateKey',
  class: 'management',
  input: z.object({ KeyId: keyId }),
  output: z.object({}),
  errors: ['InvalidArnException', 'NotFoundException', 'UnsupportedOperationException'],
  permissions: (context) => {
    const key = resolveKey({ ...context, action: 'kms:ReplicateKey' }, context.input.KeyId, 'id');
    return [{ action: 'kms:ReplicateKey', key, resource: arnOfKey(context.desk, key.id) }];
  },
  plan: (context) => {
    const { id } = resolveKey({ ...context, action: 'kms:ReplicateKey' }, context.input.KeyId, 'id');
    throw new ServiceError(
      'UnsupportedOperationException',
      `${arnOfKey(context.desk, id)} is not a multi-region primary key.`,
    );
  },
});

export const notBuilt = [
  replicateKey,
  ...Object.entries(SENTENCES).map(([name, sentence]) => refused(name, sentence)),
  ...LATER_OPERATIONS.map((name) => refused(name, `${name} is not supported by this version of Keydesk.`)),
];

/** Asked by clients that list custom key stores: there are none. */
export const describeCustomKeyStores = operation.onAccount({
  name: 'DescribeCustomKeyStores',
  class: 'read',
  input: z.object({
    CustomKeyStoreId: z.string().min(1).max(64).optional(),
    CustomKeyStoreName: z.string().min(1).max(256).optional(),
  }),
  output: z.object({ CustomKeyStores: z.array(z.object({})), Truncated: z.boolean() }),
  errors: ['CustomKeyStoreNotFoundException'],
  permissions: () => [{ action: 'kms:DescribeCustomKeyStores', key: null, resource: '*' }],
  plan: ({ input }) => {
    if (input.CustomKeyStoreId !== undefined || input.CustomKeyStoreName !== undefined)
      throw new ServiceError('CustomKeyStoreNotFoundException', CUSTOM_STORES);
    return { output: { CustomKeyStores: [], Truncated: false } };
  },
});
