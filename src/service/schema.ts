/**
 * Building blocks of the operations' schemas, with the constraints of the AWS KMS service model. A violation becomes AWS's own
 * sentence (kms-api.md §1.3) in `validate.ts`; members marked `sensitive` never show their value there.
 */
import * as z from 'zod';
import { checkContext } from '../domain/keys/encryption-context.ts';

/** Members whose value must not appear in an error. */
export const sensitive = z.registry<{ sensitive: true }>();

/** Bytes of `min`..`max` octets. Blobs are always sensitive. */
export function blob(min: number, max: number) {
  const schema = z
    .custom<Uint8Array>((value) => value instanceof Uint8Array, { error: 'blob' })
    .check((ctx) => {
      if (!(ctx.value instanceof Uint8Array)) return;
      if (ctx.value.length < min)
        ctx.issues.push({
          code: 'too_small',
          origin: 'string',
          minimum: min,
          input: ctx.value,
          inclusive: true,
        });
      if (ctx.value.length > max)
        ctx.issues.push({
          code: 'too_big',
          origin: 'string',
          maximum: max,
          input: ctx.value,
          inclusive: true,
        });
    });
  sensitive.add(schema, { sensitive: true });
  return schema;
}

export const secretText = (min: number, max: number) => {
  const schema = z.string().min(min).max(max);
  sensitive.add(schema, { sensitive: true });
  return schema;
};

/** The four forms of a key identifier; which of them an operation accepts is checked by the resolver. */
export const keyId = z
  .string()
  .min(1)
  .max(2048)
  .regex(/^\p{ASCII}+$/u);

export const timestamp = z.date();

export const context = z
  .custom<ReadonlyMap<string, string>>((value) => value instanceof Map, { error: 'map' })
  .check((ctx) => {
    const problem = ctx.value instanceof Map ? checkContext(ctx.value) : null;
    if (problem !== null)
      ctx.issues.push({
        code: 'custom',
        message: problem.message,
        input: ctx.value,
        params: { sentence: true },
      });
  });

export const tag = z.object({ TagKey: z.string().min(1).max(128), TagValue: z.string().min(0).max(256) });
/** How many there may be is a rule of ours (TagException), not of the model. */
export const tags = z.array(tag);
/** A token lets its bearer use a key: never in an error or an event. */
export const grantTokens = z.array(secretText(1, 8192)).min(0).max(10);
export const marker = z.string().min(1).max(1024);
export const aliasName = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[a-zA-Z0-9:/_-]+$/);
export const policyName = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[\w]+$/);
/** The model's characters: tab, line breaks, and U+0020 to U+00FF. */
// oxlint-disable-next-line no-control-regex -- the model's pattern, as its messages print it
const POLICY_TEXT = /^[\u0009\u000A\u000D\u0020-\u00FF]+$/;
export const policyText = z.string().min(1).max(131_072).regex(POLICY_TEXT);
export const limit = z.int().min(1).max(1000);
/** Enclave attestation: accepted by the schema so that it can be refused by name, never ignored. */
export const recipient = z.object({}).loose();
export const nothing = z.object({});
