import * as z from 'zod';
import { toHex } from '../../../domain/bytes.ts';
import type { Pairs } from '../../../domain/audit/event.ts';
import { refuseConstraint } from '../../../domain/grants/constraints.ts';
import { isSameGrant, type GrantScope, type GrantWish } from '../../../domain/grants/grant-rules.ts';
import { MOST_GRANTS, refuseOperations, takesConstraints } from '../../../domain/grants/operations.ts';
import { sortPairs } from '../../../domain/keys/encryption-context.ts';
import { put, type GrantEntity } from '../../../domain/state/entities.ts';
import type { State } from '../../../domain/state/state.ts';
import { ServiceError } from '../../errors.ts';
import { requireGrantPrincipal } from '../../grant-principals.ts';
import { newGrantToken } from '../../grants.ts';
import { operation, type KeyContext } from '../../operation.ts';
import { arnOfKey, resolveKey } from '../../resolve.ts';
import { grantTokens, keyId } from '../../schema.ts';
import { requireFreshPassword } from '../sessions/fresh-password.ts';
import {
  constraintPairs,
  eventPairs,
  grantConstraints,
  grantName,
  grantOperations,
  grantPrincipal,
  NO_AWS_RESOURCE,
  refuseServicePrincipal,
} from './grant-schema.ts';

const input = z.object({
  KeyId: keyId,
  GranteePrincipal: grantPrincipal.optional(),
  GranteeServicePrincipal: z.string().min(1).max(256).optional(),
  RetiringPrincipal: grantPrincipal.optional(),
  RetiringServicePrincipal: z.string().min(1).max(256).optional(),
  Operations: grantOperations,
  Constraints: grantConstraints.extend({ SourceArn: z.string().min(1).max(2048).optional() }).optional(),
  GrantTokens: grantTokens.optional(),
  Name: grantName.optional(),
  DryRun: z.boolean().optional(),
});
type Input = z.output<typeof input>;

const refuse = (sentence: string): ServiceError => new ServiceError('ValidationException', sentence);

function check(given: Input): void {
  const { GranteePrincipal, GranteeServicePrincipal, RetiringPrincipal, RetiringServicePrincipal } = given;
  if (GranteePrincipal === undefined && GranteeServicePrincipal === undefined)
    throw refuse('You must specify either GranteePrincipal or GranteeServicePrincipal.');
  if (GranteePrincipal !== undefined && GranteeServicePrincipal !== undefined)
    throw refuse('You cannot specify both GranteePrincipal and GranteeServicePrincipal.');
  if (RetiringPrincipal !== undefined && RetiringServicePrincipal !== undefined)
    throw refuse('You cannot specify both RetiringPrincipal and RetiringServicePrincipal.');
  refuseServicePrincipal('GranteeServicePrincipal', GranteeServicePrincipal);
  refuseServicePrincipal('RetiringServicePrincipal', RetiringServicePrincipal);
  if (given.Constraints?.SourceArn !== undefined)
    throw new ServiceError(
      'UnsupportedOperationException',
      'The grant constraint SourceArn is not supported: no request here comes from an AWS resource.',
    );
  const { contextEquals, contextSubset } = scopeOf(given);
  const wrong =
    refuseConstraint('EncryptionContextEquals', contextEquals ?? []) ??
    refuseConstraint('EncryptionContextSubset', contextSubset ?? []);
  if (wrong !== null) throw refuse(wrong);
}

const pairsOf = (map: ReadonlyMap<string, string> | undefined): Pairs | null =>
  map === undefined ? null : sortPairs([...map]);

/** An empty subset asks for nothing; an empty whole asks that there be no pair. */
function scopeOf({ Operations, Constraints }: Input): GrantScope {
  const subset = pairsOf(Constraints?.EncryptionContextSubset);
  return {
    operations: [...new Set(Operations)].sort(),
    contextEquals: pairsOf(Constraints?.EncryptionContextEquals),
    contextSubset: subset === null || subset.length === 0 ? null : subset,
  };
}

/** Policies see the constraint's pairs as the request's context (kms-api.md §8.4). */
function conditionsOf(given: Input, { operations, contextEquals, contextSubset }: GrantScope) {
  const types = [
    ...(contextEquals === null ? [] : ['EncryptionContextEquals']),
    ...(contextSubset === null ? [] : ['EncryptionContextSubset']),
  ];
  return {
    ...NO_AWS_RESOURCE,
    'kms:grantoperations': operations,
    'kms:grantconstrainttype': types.length > 1 ? types : types[0],
    'kms:granteeprincipal': given.GranteePrincipal,
    'kms:retiringprincipal': given.RetiringPrincipal,
  };
}

/** What is asked for, with principals bound to their ids. Throws InvalidArnException. */
function wishOf({ state, desk, key, input: given }: KeyContext<Input>): GrantWish {
  const { accountId } = desk.meta;
  const bound = (arn: string): string => requireGrantPrincipal(state, accountId, arn);
  return {
    ...scopeOf(given),
    keyId: key.id,
    name: given.Name ?? '',
    grantee: bound(given.GranteePrincipal!), // `check` refused its absence
    retiring: given.RetiringPrincipal === undefined ? null : bound(given.RetiringPrincipal),
  };
}

function sameGrant(state: State, wish: GrantWish): GrantEntity | null {
  for (const id of state.grants.named(wish.keyId, wish.name)) {
    const grant = state.grant(id)?.body;
    if (grant !== undefined && isSameGrant(grant, wish)) return grant;
  }
  return null;
}

function requireFits({ key }: KeyContext<Input>, scope: GrantScope): void {
  const wrong = refuseOperations(key.spec, key.usage, scope.operations);
  if (wrong !== null) throw refuse(wrong);
  if ((scope.contextEquals !== null || scope.contextSubset !== null) && !takesConstraints(key.spec))
    throw refuse(
      'EncryptionContext is supported only when creating a grant for a symmetric encryption KMS key.',
    );
}

/**
 * Lets a principal use the key, besides what policies say. Asked again with the same name and the same rest: the same grant and a new
 * token. Who holds CreateGrant by a grant passes on at most what that one grant gives, as strictly.
 */
export const createGrant = operation.onKey({
  name: 'CreateGrant',
  class: 'management',
  input,
  output: z.object({ GrantToken: z.string(), GrantId: z.string() }),
  errors: [
    'DisabledException',
    'DryRunOperationException',
    'InvalidArnException',
    'InvalidGrantTokenException',
    'KMSInternalException',
    'KMSInvalidStateException',
    'LimitExceededException',
    'NotFoundException',
    'PasswordRequiredException',
    'UnsupportedOperationException',
  ],
  resolve: (context) => resolveKey({ ...context, action: 'kms:CreateGrant' }, context.input.KeyId, 'id'),
  check,
  permissions: ({ desk, key, input: given }) => {
    const scope = scopeOf(given);
    return [
      {
        action: 'kms:CreateGrant',
        key,
        resource: arnOfKey(desk, key.id),
        context: new Map([...(scope.contextSubset ?? []), ...(scope.contextEquals ?? [])]),
        conditions: conditionsOf(given, scope),
        passOn: scope,
      },
    ];
  },
  parameters: (given) => {
    const { operations, contextEquals, contextSubset } = scopeOf(given);
    return [
      ...(given.GranteePrincipal === undefined
        ? []
        : [['GranteePrincipal', given.GranteePrincipal] as const]),
      ...(given.Name === undefined ? [] : [['Name', given.Name] as const]),
      ['Operations', operations.join(' ')],
      ...(given.RetiringPrincipal === undefined
        ? []
        : [['RetiringPrincipal', given.RetiringPrincipal] as const]),
      ...constraintPairs('EncryptionContextEquals', contextEquals),
      ...constraintPairs('EncryptionContextSubset', contextSubset),
    ];
  },
  dryRun: (given) => given.DryRun === true,
  plan: (context) => {
    const { state, desk, ports, call, key } = context;
    requireFreshPassword(call);
    requireFits(context, scopeOf(context.input));
    const wish = wishOf(context);
    const known = sameGrant(state, wish);
    if (known === null && state.grants.count(key.id) >= MOST_GRANTS)
      throw new ServiceError(
        'LimitExceededException',
        `${arnOfKey(desk, key.id)} has ${MOST_GRANTS} grants, the most a key can have. Retire or revoke some first.`,
      );
    const by = context.decidedBy?.find(({ source }) => source === 'GRANT');
    const grant: GrantEntity = known ?? {
      id: toHex(desk.random.bytes(32)),
      ...wish,
      parent: by?.policy ?? null,
      createdBy: call.principal.id,
      createdAt: desk.wallClock.now(),
    };
    return {
      output: { GrantToken: newGrantToken(ports, desk, grant.id), GrantId: grant.id },
      changes: known === null ? [put('grant', grant.id, grant)] : [],
      event: {
        parameters: [
          ...eventPairs(desk, state, grant),
          ...(known === null ? [] : [['Repeated', 'true'] as const]),
        ],
      },
    };
  },
});
