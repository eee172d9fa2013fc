import * as z from 'zod';
import type { GrantEntity } from '../../../domain/state/entities.ts';
import type { State } from '../../../domain/state/state.ts';
import { idOfGrantPrincipal } from '../../grant-principals.ts';
import { operation } from '../../operation.ts';
import { pageOf } from '../../paging.ts';
import { resolveKey } from '../../resolve.ts';
import { keyId, marker } from '../../schema.ts';
import {
  grantId,
  grantLimit,
  grantList,
  grantPrincipal,
  GRANTS_A_PAGE,
  listed,
  NO_AWS_RESOURCE,
  refuseServicePrincipal,
  requireGrantId,
} from './grant-schema.ts';

/** Ids of a key's grants, sorted: all, one, or those of one grantee. */
function idsOf(
  state: State,
  keyOf: string,
  id: string | undefined,
  grantee: string | undefined,
): readonly string[] {
  if (id === undefined)
    return grantee === undefined ? state.grants.ofKey(keyOf) : [...state.grants.of(keyOf, grantee)].sort();
  const grant = state.grant(id)?.body;
  return grant?.keyId === keyOf && (grantee === undefined || grant.grantee === grantee) ? [id] : [];
}

/** A key's grants, by id; never their tokens. A principal that is gone is shown by its id. */
export const listGrants = operation.onKey({
  name: 'ListGrants',
  class: 'read',
  input: z.object({
    KeyId: keyId,
    GrantId: grantId.optional(),
    GranteePrincipal: grantPrincipal.optional(),
    GranteeServicePrincipal: z.string().min(1).max(256).optional(),
    Limit: grantLimit.optional(),
    Marker: marker.optional(),
  }),
  output: grantList,
  errors: [
    'InvalidArnException',
    'InvalidGrantIdException',
    'InvalidMarkerException',
    'KMSInternalException',
    'KMSInvalidStateException',
    'NotFoundException',
    'UnsupportedOperationException',
  ],
  resolve: (context) => resolveKey({ ...context, action: 'kms:ListGrants' }, context.input.KeyId, 'id'),
  check: ({ GrantId, GranteeServicePrincipal }) => {
    refuseServicePrincipal('GranteeServicePrincipal', GranteeServicePrincipal);
    if (GrantId !== undefined) requireGrantId(GrantId);
  },
  conditions: () => NO_AWS_RESOURCE,
  plan: ({ state, desk, key, input }) => {
    const { GrantId, GranteePrincipal } = input;
    const grantee =
      GranteePrincipal === undefined
        ? undefined
        : (idOfGrantPrincipal(state, desk.meta.accountId, GranteePrincipal) ?? GranteePrincipal);
    const ids = idsOf(state, key.id, GrantId, grantee);
    const query = `ListGrants ${key.id} ${GrantId ?? ''} ${grantee ?? ''}`;
    const page = pageOf(query, ids, (id) => id, input.Marker, input.Limit ?? GRANTS_A_PAGE);
    const grants: GrantEntity[] = page.items.flatMap((id) => state.grant(id)?.body ?? []);
    return {
      output: {
        Grants: grants.map((grant) => listed(desk, state, grant)),
        Truncated: page.next !== undefined,
        ...(page.next === undefined ? {} : { NextMarker: page.next }),
      },
    };
  },
});
