/** What the grant operations share: members, and a grant as AWS KMS lists it (kms-api.md §5.5). */
import * as z from 'zod';
import type { Pairs } from '../../../domain/audit/event.ts';
import { GRANT_OPERATIONS, type GrantOperation } from '../../../domain/grants/operations.ts';
import { rootArn } from '../../../domain/keys/identifiers.ts';
import { sortPairs } from '../../../domain/keys/encryption-context.ts';
import type { GrantEntity } from '../../../domain/state/entities.ts';
import type { State } from '../../../domain/state/state.ts';
import { ServiceError } from '../../errors.ts';
import { arnOfGrantPrincipal } from '../../grant-principals.ts';
import type { ConditionValues, Desk } from '../../operation.ts';
import { arnOfKey } from '../../resolve.ts';
import { context, timestamp } from '../../schema.ts';

export const grantPrincipal = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[\w+=,.@:/-]+$/);
export const grantId = z.string().min(1).max(128);
export const grantName = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[a-zA-Z0-9:/_-]+$/);
export const grantOperation = z.enum(GRANT_OPERATIONS);
/** The model has no bound; each counts once. */
export const grantOperations = z.array(grantOperation).min(1).max(100);

export const grantConstraints = z.object({
  EncryptionContextEquals: context.optional(),
  EncryptionContextSubset: context.optional(),
});

export const listedGrant = z.object({
  KeyId: z.string(),
  GrantId: z.string(),
  Name: z.string(),
  CreationDate: timestamp,
  GranteePrincipal: z.string(),
  RetiringPrincipal: z.string().optional(),
  IssuingAccount: z.string(),
  Operations: z.array(grantOperation),
  Constraints: grantConstraints.optional(),
});

export const grantList = z.object({
  Grants: z.array(listedGrant),
  Truncated: z.boolean(),
  NextMarker: z.string().optional(),
});

/** The model says 1000; the service takes 100 (kms-api.md §1.6). */
export const grantLimit = z.int().min(1).max(100);
export const GRANTS_A_PAGE = 50;

const mapOf = (pairs: Pairs): ReadonlyMap<string, string> => new Map(pairs);

export const constraintsOf = ({
  contextEquals,
  contextSubset,
}: Pick<GrantEntity, 'contextEquals' | 'contextSubset'>): z.output<typeof grantConstraints> | undefined =>
  contextEquals === null && contextSubset === null
    ? undefined
    : {
        ...(contextEquals === null ? {} : { EncryptionContextEquals: mapOf(contextEquals) }),
        ...(contextSubset === null ? {} : { EncryptionContextSubset: mapOf(contextSubset) }),
      };

/** Stored as they were validated. */
export const operationsOf = ({ operations }: Pick<GrantEntity, 'operations'>): GrantOperation[] =>
  operations.filter((each): each is GrantOperation => (GRANT_OPERATIONS as readonly string[]).includes(each)); // widening for includes

export function listed(desk: Desk, state: State, grant: GrantEntity): z.output<typeof listedGrant> {
  const { accountId } = desk.meta;
  const constraints = constraintsOf(grant);
  return {
    KeyId: arnOfKey(desk, grant.keyId),
    GrantId: grant.id,
    Name: grant.name,
    CreationDate: new Date(grant.createdAt),
    GranteePrincipal: arnOfGrantPrincipal(state, accountId, grant.grantee),
    ...(grant.retiring === null
      ? {}
      : { RetiringPrincipal: arnOfGrantPrincipal(state, accountId, grant.retiring) }),
    IssuingAccount: rootArn({ account: accountId }),
    Operations: operationsOf(grant),
    ...(constraints === undefined ? {} : { Constraints: constraints }),
  };
}

const GRANT_ID = /^[0-9a-f]{64}$/;

/** Throws InvalidGrantIdException for what is no grant's id. */
export function requireGrantId(id: string): void {
  if (!GRANT_ID.test(id)) throw new ServiceError('InvalidGrantIdException', `Grant ID ${id} is invalid.`);
}

/** The grant of a key. Throws InvalidGrantIdException, NotFoundException. */
export function grantOfKey(state: State, keyId: string, id: string): GrantEntity {
  requireGrantId(id);
  const grant = state.grant(id)?.body;
  if (grant === undefined || grant.keyId !== keyId)
    throw new ServiceError('NotFoundException', `Grant ID ${id} not found`);
  return grant;
}

/** No grant here is of an AWS service's making. */
export const NO_AWS_RESOURCE: ConditionValues = { 'kms:grantisforawsresource': 'false' };

export function refuseServicePrincipal(member: string, value: string | undefined): void {
  if (value !== undefined)
    throw new ServiceError(
      'UnsupportedOperationException',
      `${member} is not supported: AWS services are no principals of this desk.`,
    );
}

/** A constraint in an event: pair by pair, `none` when it asks that there be none. */
export const constraintPairs = (name: string, pairs: Pairs | null): (readonly [string, string])[] =>
  pairs === null
    ? []
    : pairs.length === 0
      ? [[name, 'none']]
      : sortPairs(pairs).map(([key, value]) => [`${name} ${key}`, value] as const);

/** A grant in an event, by principals' ARNs as they are now. Its token is never in one. */
export function eventPairs(desk: Desk, state: State, grant: GrantEntity): Pairs {
  const { accountId } = desk.meta;
  const { id, grantee, retiring, name, operations, contextEquals, contextSubset, parent } = grant;
  return [
    ['GrantId', id],
    ['GranteePrincipal', arnOfGrantPrincipal(state, accountId, grantee)],
    ['GranteeId', grantee],
    ['Operations', [...operations].sort().join(' ')],
    ...(name === '' ? [] : [['Name', name] as const]),
    ...(retiring === null
      ? []
      : [['RetiringPrincipal', arnOfGrantPrincipal(state, accountId, retiring)] as const]),
    ...(parent === null ? [] : [['ParentGrantId', parent] as const]),
    ...constraintPairs('EncryptionContextEquals', contextEquals),
    ...constraintPairs('EncryptionContextSubset', contextSubset),
  ];
}
