import * as z from 'zod';
import type { GrantEntity } from '../../../domain/state/entities.ts';
import type { State } from '../../../domain/state/state.ts';
import { arnOfGrantPrincipal, entityOfGrantPrincipal } from '../../grant-principals.ts';
import { operation } from '../../operation.ts';
import { pageOf } from '../../paging.ts';
import { arnOfKey, resolveKey } from '../../resolve.ts';
import { keyId, marker, timestamp } from '../../schema.ts';
import { usageSince } from '../keys/key-summary.ts';
import {
  constraintsOf,
  grantConstraints,
  grantId,
  grantLimit,
  grantOperation,
  GRANTS_A_PAGE,
  NO_AWS_RESOURCE,
  operationsOf,
} from './grant-schema.ts';

const party = z.object({
  /** ARN; the bare id of a principal that is gone. */
  Principal: z.string(),
  Name: z.string().optional(),
  Kind: z.enum(['user', 'role', 'account', 'gone']),
});

const describedGrant = z.object({
  GrantId: z.string(),
  Name: z.string(),
  Grantee: party,
  Retiring: party.optional(),
  CreatedBy: party,
  CreationDate: timestamp,
  Operations: z.array(grantOperation),
  Constraints: grantConstraints.optional(),
  /** By whose CreateGrant it was made; it may be gone. */
  ParentGrantId: z.string().optional(),
  /** Grants that were made by this one's CreateGrant: they stay when it goes. */
  ChildGrantIds: z.array(z.string()),
  LastUsedDate: timestamp.optional(),
  LastUsedOperation: z.string().optional(),
  /** Requests of the last 90 days that nothing but this grant allowed: those that end with it. */
  Uses90Days: z.int(),
});

/** Children named at most; the list has the rest. */
const MOST_CHILDREN = 100;

function partyOf(state: State, accountId: string, id: string): z.output<typeof party> {
  const entity = entityOfGrantPrincipal(state, id);
  const Principal = arnOfGrantPrincipal(state, accountId, id);
  if (entity !== undefined) return { Principal, Name: entity.name, Kind: entity.kind };
  return { Principal, Kind: id === accountId ? 'account' : 'gone' };
}

/** Newest first, in the order that a marker goes on from: made once for a list of ids, which is replaced when it changes. */
const orders = new WeakMap<readonly string[], readonly GrantEntity[]>();

function newestFirst(state: State, keyOf: string): readonly GrantEntity[] {
  const ids = state.grants.ofKey(keyOf);
  let order = orders.get(ids);
  if (order === undefined) {
    order = ids
      .flatMap((id) => state.grant(id)?.body ?? [])
      .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1));
    orders.set(ids, order);
  }
  return order;
}

/** Live grants that were made by it, by whatever many hands. */
function descendantsOf(state: State, id: string): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [id];
  for (let next = open.pop(); next !== undefined; next = open.pop())
    for (const child of state.grants.childrenOf(next)) {
      if (found.has(child)) continue;
      found.add(child);
      open.push(child);
    }
  return found;
}

const LAST_MS = 9_999_999_999_999;
/** A number as text that sorts as it, or the other way round. */
const rank = (value: number, ascending: boolean): string =>
  String(ascending ? value : LAST_MS - value).padStart(13, '0');
const placeOf = ({ createdAt, id }: GrantEntity): string =>
  `${String(LAST_MS - createdAt).padStart(13, '0')} ${id}`;

/** Whether a search, in lower case, finds the grant. Where it is `name=value` it is the whole of a pair that must be so, not a part. */
function isFound(state: State, accountId: string, grant: GrantEntity, wanted: string): boolean {
  const { name, id, grantee, operations, contextEquals, contextSubset } = grant;
  const words = [name, id, arnOfGrantPrincipal(state, accountId, grantee), ...operations];
  if (words.join('\n').toLowerCase().includes(wanted)) return true;
  const isPair = /^[^=]+=./s.test(wanted);
  return [...(contextEquals ?? []), ...(contextSubset ?? [])].some(([key, value]) => {
    const pair = `${key}=${value}`.toLowerCase();
    return isPair ? pair === wanted : pair.includes(wanted);
  });
}

/** A key's grants as the console shows them: with names, who made them by which, and what rests on them. Authorised as ListGrants. */
export const describeKeyGrants = operation.onKey({
  name: 'DescribeKeyGrants',
  class: 'read',
  input: z.object({
    KeyId: keyId,
    /** One grant: an empty list when the key has no such grant any more. */
    GrantId: grantId.optional(),
    /** Only those that were made by this one's CreateGrant, or by that of one of these in turn. */
    DescendantsOf: grantId.optional(),
    /** Any case: name, id, grantee, an operation, or a constraint: a part of it, or `name=value`, whole. */
    Search: z.string().max(256).optional(),
    /** Only those that decided nothing in the last 90 days; a new one may just not have been used yet. */
    Idle: z.boolean().optional(),
    /** Without it newest first. Of those that were never used the last use is before all others. */
    SortBy: z.enum(['CreationDate', 'LastUsedDate', 'Uses90Days']).optional(),
    /** Default: the newest, or the most, first. */
    Ascending: z.boolean().optional(),
    Limit: grantLimit.optional(),
    Marker: marker.optional(),
  }),
  output: z.object({
    Grants: z.array(describedGrant),
    /** Of the key, whatever was searched for. */
    GrantsTotal: z.int(),
    GrantsMatching: z.int(),
    /** Of all grants of the key: whom they serve, requests of the last 90 days that nothing else allowed, and those without any. */
    GranteesTotal: z.int(),
    UsesTotal90Days: z.int(),
    IdleTotal: z.int(),
    /** Uses before this are not known; absent when all are. */
    UsesKnownSince: timestamp.optional(),
    Truncated: z.boolean(),
    NextMarker: z.string().optional(),
  }),
  errors: ['InvalidArnException', 'InvalidMarkerException', 'KMSInternalException', 'NotFoundException'],
  resolve: (context) => resolveKey({ ...context, action: 'kms:ListGrants' }, context.input.KeyId, 'any'),
  actions: ['kms:ListGrants'],
  permissions: ({ desk, key }) => [
    {
      action: 'kms:ListGrants',
      key,
      resource: arnOfKey(desk, key.id),
      conditions: NO_AWS_RESOURCE,
    },
  ],
  plan: ({ state, desk, key, input }) => {
    const { accountId } = desk.meta;
    const wanted = (input.Search ?? '').trim().toLowerCase();
    const all = newestFirst(state, key.id);
    const since = usageSince(desk.wallClock.now());
    const descendants = input.DescendantsOf === undefined ? null : descendantsOf(state, input.DescendantsOf);
    const found = all.filter(
      (grant) =>
        (descendants === null || descendants.has(grant.id)) &&
        (input.GrantId === undefined || grant.id === input.GrantId) &&
        (input.Idle !== true || state.grantUses.count(grant.id, since) === 0) &&
        (wanted === '' || isFound(state, accountId, grant, wanted)),
    );
    const { SortBy = 'CreationDate', Ascending = false } = input;
    const valueOf = ({ id, createdAt }: GrantEntity): number =>
      SortBy === 'CreationDate'
        ? createdAt
        : SortBy === 'LastUsedDate'
          ? (state.grantUses.last(id)?.time ?? 0)
          : state.grantUses.count(id, since);
    const isNewestFirst = SortBy === 'CreationDate' && !Ascending;
    const places = new Map(
      isNewestFirst
        ? []
        : found.map((grant) => [grant, `${rank(valueOf(grant), Ascending)} ${placeOf(grant)}`]),
    );
    const placed = (grant: GrantEntity): string => places.get(grant) ?? placeOf(grant);
    const page = pageOf(
      `DescribeKeyGrants ${key.id} ${input.GrantId ?? ''} ${input.DescendantsOf ?? ''} ${input.Idle === true} ${SortBy} ${Ascending} ${wanted}`,
      isNewestFirst ? found : found.sort((a, b) => (placed(a) < placed(b) ? -1 : 1)),
      placed,
      input.Marker,
      input.Limit ?? GRANTS_A_PAGE,
    );
    const known = state.grantUses.knownSince(key.id);
    const uses = all.map(({ id }) => state.grantUses.count(id, since));
    return {
      output: {
        Grants: page.items.map((grant) => {
          const constraints = constraintsOf(grant);
          const last = state.grantUses.last(grant.id);
          return {
            GrantId: grant.id,
            Name: grant.name,
            Grantee: partyOf(state, accountId, grant.grantee),
            ...(grant.retiring === null ? {} : { Retiring: partyOf(state, accountId, grant.retiring) }),
            CreatedBy: partyOf(state, accountId, grant.createdBy),
            CreationDate: new Date(grant.createdAt),
            Operations: operationsOf(grant),
            ...(constraints === undefined ? {} : { Constraints: constraints }),
            ...(grant.parent === null ? {} : { ParentGrantId: grant.parent }),
            ChildGrantIds: [...state.grants.childrenOf(grant.id)].slice(0, MOST_CHILDREN),
            ...(last === null
              ? {}
              : { LastUsedDate: new Date(last.time), LastUsedOperation: last.operation }),
            Uses90Days: state.grantUses.count(grant.id, since),
          };
        }),
        GrantsTotal: all.length,
        GrantsMatching: found.length,
        GranteesTotal: new Set(all.map(({ grantee }) => grantee)).size,
        UsesTotal90Days: uses.reduce((sum, count) => sum + count, 0),
        IdleTotal: uses.filter((count) => count === 0).length,
        ...(known === 0 ? {} : { UsesKnownSince: new Date(known) }),
        Truncated: page.next !== undefined,
        ...(page.next === undefined ? {} : { NextMarker: page.next }),
      },
    };
  },
});
