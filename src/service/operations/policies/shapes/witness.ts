/** A request in words, as operations tell it and take it. */
import * as z from 'zod';
import type { Witness } from '../../../../domain/policy/witness.ts';

export const conditionValue = z.object({
  /** Of a condition key, in any case: `kms:EncryptionContext:tenant`, `aws:SourceIp`. */
  Key: z.string().min(1).max(8256),
  /** Several for a key that has several; none: the key is absent. */
  Values: z.array(z.string().max(8192)).max(100),
});
export type ConditionValue = z.output<typeof conditionValue>;

export const witness = z.object({
  PrincipalArn: z.string(),
  SessionArn: z.string().optional(),
  Action: z.string(),
  /** Of condition keys beyond those that follow from principal and key; a key that is not here is absent. */
  ConditionValues: z.array(conditionValue),
});

export const witnessOf = ({ principal, session, action, values }: Witness): z.output<typeof witness> => ({
  PrincipalArn: principal,
  ...(session === undefined ? {} : { SessionArn: session }),
  Action: action,
  ConditionValues: values.map(([Key, value]) => ({
    Key,
    Values: typeof value === 'string' ? [value] : [...value],
  })),
});
