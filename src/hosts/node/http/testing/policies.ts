/** Key policies for the conformance tests: short to write, and the refusals that follow from them. */
import type { TestDesk } from '../../testing/desk.ts';
import {
  ACCOUNT,
  expectRefused,
  makeKey,
  OPERATOR,
  type Key,
  type Refusal,
  type Service,
} from './conformance.ts';

export interface Statement {
  readonly Sid?: string;
  readonly Effect?: 'Allow' | 'Deny';
  readonly Principal: unknown;
  readonly NotPrincipal?: unknown;
  readonly Action: unknown;
  readonly NotAction?: unknown;
  readonly Condition?: unknown;
}
export const policyOf = (...statements: readonly Statement[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map((statement) => ({ Effect: 'Allow', Resource: '*', ...statement })),
  });
export const aws = (...arns: readonly string[]): { AWS: readonly string[] } => ({ AWS: arns });
/** Keeps the key in the administrator's hands, so that policies can be put. */
export const kept = (): Statement => ({ Sid: 'kept', Principal: aws(OPERATOR), Action: 'kms:*' });
export const delegated = (): Statement => ({ Sid: 'delegated', Principal: aws(ACCOUNT), Action: 'kms:*' });
export const keyWith = (desk: TestDesk, ...statements: readonly Statement[]): Promise<Key> =>
  makeKey(desk, { Policy: policyOf(kept(), ...statements) });

export const SILENT_IDENTITY = (action: string): string =>
  `because no identity-based policy allows the ${action} action`;
export const SILENT_RESOURCE = (action: string): string =>
  `because no resource-based policy allows the ${action} action`;
export const denied = (who: string, action: string, resource: string, reason: string): Refusal => ({
  code: 'AccessDeniedException',
  message: `User: ${who} is not authorized to perform: ${action} on resource: ${resource} ${reason}`,
});
export const refused = async (
  desk: TestDesk,
  as: Service,
  operation: string,
  body: object,
  key: Key,
  reason: (action: string) => string,
) =>
  expectRefused(desk, operation, body, {
    ...denied(as.arn, `kms:${operation}`, key.arn, reason(`kms:${operation}`)),
    as,
    unchanged: key,
  });
export const dataKey = (key: Key, context?: object): object => ({
  KeyId: key.id,
  KeySpec: 'AES_256',
  EncryptionContext: context,
});
