import * as z from 'zod';
import { operation } from '../../operation.ts';
import { resolveKey } from '../../resolve.ts';
import { grantTokens, keyId } from '../../schema.ts';
import { keyMetadata, metadataOf } from './key-metadata.ts';

export const describeKey = operation.onKey({
  name: 'DescribeKey',
  class: 'read',
  input: z.object({ KeyId: keyId, GrantTokens: grantTokens.optional() }),
  output: z.object({ KeyMetadata: keyMetadata }),
  errors: ['InvalidArnException', 'InvalidGrantTokenException', 'KMSInternalException', 'NotFoundException'],
  resolve: (context) => resolveKey({ ...context, action: 'kms:DescribeKey' }, context.input.KeyId, 'any'),
  plan: ({ state, desk, key }) => ({ output: { KeyMetadata: metadataOf(desk, state, key) } }),
});
