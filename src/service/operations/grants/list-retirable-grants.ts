import * as z from 'zod';
import { ServiceError } from '../../errors.ts';
import { idOfGrantPrincipal } from '../../grant-principals.ts';
import { operation } from '../../operation.ts';
import { pageOf } from '../../paging.ts';
import { marker } from '../../schema.ts';
import {
  grantLimit,
  grantList,
  grantPrincipal,
  GRANTS_A_PAGE,
  listed,
  refuseServicePrincipal,
} from './grant-schema.ts';

/** Grants of all keys that name a retiring principal, by id. Decided by identity policies alone. */
export const listRetirableGrants = operation.onAccount({
  name: 'ListRetirableGrants',
  class: 'read',
  input: z.object({
    RetiringPrincipal: grantPrincipal.optional(),
    RetiringServicePrincipal: z.string().min(1).max(256).optional(),
    Limit: grantLimit.optional(),
    Marker: marker.optional(),
  }),
  output: grantList,
  errors: [
    'InvalidArnException',
    'InvalidMarkerException',
    'KMSInternalException',
    'NotFoundException',
    'UnsupportedOperationException',
  ],
  check: ({ RetiringPrincipal, RetiringServicePrincipal }) => {
    refuseServicePrincipal('RetiringServicePrincipal', RetiringServicePrincipal);
    if (RetiringPrincipal === undefined)
      throw new ServiceError(
        'ValidationException',
        'You must specify either RetiringPrincipal or RetiringServicePrincipal.',
      );
  },
  permissions: () => [{ action: 'kms:ListRetirableGrants', key: null, resource: '*' }],
  parameters: ({ RetiringPrincipal }) =>
    RetiringPrincipal === undefined ? [] : [['RetiringPrincipal', RetiringPrincipal]],
  plan: ({ state, desk, input }) => {
    const given = input.RetiringPrincipal!; // `check` refused its absence
    const retiring = idOfGrantPrincipal(state, desk.meta.accountId, given) ?? given;
    const grants = [...state.grants.retirableBy(retiring)]
      .flatMap((id) => state.grant(id)?.body ?? [])
      // Those of a key that was destroyed are on their way out.
      .filter(({ keyId }) => (state.key(keyId)?.state ?? 'Destroyed') !== 'Destroyed')
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    const query = `ListRetirableGrants ${retiring}`;
    const page = pageOf(query, grants, ({ id }) => id, input.Marker, input.Limit ?? GRANTS_A_PAGE);
    return {
      output: {
        Grants: page.items.map((grant) => listed(desk, state, grant)),
        Truncated: page.next !== undefined,
        ...(page.next === undefined ? {} : { NextMarker: page.next }),
      },
    };
  },
});
