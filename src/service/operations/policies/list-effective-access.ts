import * as z from 'zod';
import { ACCESS_ROLES, ROLE_ACTIONS, type AccessRole } from '../../../domain/policy/access-roles.ts';
import type { KeyEntity } from '../../../domain/state/entities.ts';
import { DAY_MS } from '../../../domain/state/usage-view.ts';
import { decider, deciderOf } from '../../decider.ts';
import { EffectiveAccess, type AccessProfile, type RoleAccess } from '../../effective-access.ts';
import { ServiceError } from '../../errors.ts';
import { eventActions } from '../../event-actions.ts';
import { isAllowed } from '../../is-allowed.ts';
import { inTurn } from '../../in-turn.ts';
import { effect, operation, type Context } from '../../operation.ts';
import { decodeMarker, encodeMarker } from '../../paging.ts';
import { resolveKey, whyRefused } from '../../resolve.ts';
import { keyId, marker, timestamp } from '../../schema.ts';
import { Slices } from '../../slices.ts';
import { publicState } from '../keys/key-metadata.ts';

/** Keys in one answer, and how long one answer is worked on: the next page goes on from there. */
const MOST_KEYS = 2_000;
const WORK_MS = 600;
const USED_DAYS = 90;

const role = z.enum(ACCESS_ROLES);

const input = z.object({
  /** One key: who can do what with it. */
  KeyId: keyId.optional(),
  /** One person or service: what it can touch. */
  PrincipalArn: z.string().min(1).max(2048).optional(),
  /** Only these. */
  Roles: z.array(role).min(1).max(ACCESS_ROLES.length).optional(),
  /** What lets them is told of every role: for a report, which is long then. */
  Deciders: z.boolean().optional(),
  Limit: z.int().min(1).max(MOST_KEYS).optional(),
  Marker: marker.optional(),
});
type Asked = Context<z.output<typeof input>>;

const roleAccess = z.object({
  Role: role,
  /** The action that it was asked by: one of the role's. */
  Action: z.string(),
  Layer: z.enum(['direct', 'delegated', 'grant']),
  /** Whatever the request says; false: only when conditions hold that a request decides. */
  Always: z.boolean(),
  /** What lets them, when one key or one principal is asked for, or `Deciders`; else only where it hangs on conditions, which are told with it. */
  DecidedBy: z.array(decider).optional(),
});

const output = z.object({
  /** People and services; rows and profiles name them by their place here. */
  Principals: z.array(
    z.object({
      PrincipalArn: z.string(),
      Name: z.string(),
      Kind: z.enum(['user', 'role']),
      /** Why they can ask nothing as they are now: a person without a password, a service without an active access key. */
      CannotAsk: z.enum(['NO_PASSWORD', 'NO_ACCESS_KEY']).optional(),
    }),
  ),
  /** What a policy comes to. Keys with the same policy share one. */
  Profiles: z.array(
    z.object({
      Access: z.array(z.object({ Principal: z.int(), Roles: z.array(roleAccess) })),
      /** Allowed something, and not of this desk: `*`, ARNs, accounts. */
      Elsewhere: z.array(z.string()),
    }),
  ),
  Keys: z.array(
    z.object({
      KeyId: z.string(),
      AliasNames: z.array(z.string()),
      KeyState: z.string(),
      KeySpec: z.string(),
      KeyUsage: z.string(),
      Tags: z.array(z.object({ TagKey: z.string(), TagValue: z.string() })),
      /** Place in Profiles; absent: the policy could not be read, and allows nothing. */
      Profile: z.int().optional(),
      /** The policy is as it is since then: of a key whose policy was never saved anew, since it was made. With `Used`. */
      PolicySavedDate: timestamp.optional(),
      /** Who used a role since `Since`; absent when the caller may not search the log. */
      Used: z.array(z.object({ Principal: z.int(), Roles: z.array(role) })).optional(),
    }),
  ),
  /** With PrincipalArn, in the first page: what the principal can do on no key, by its identity policies. */
  DeskActions: z
    .array(z.object({ Action: z.string(), Always: z.boolean(), DecidedBy: z.array(decider) }))
    .optional(),
  /** Beginning of what `Used` is of. */
  Since: timestamp,
  /** Keys altogether, of all pages. */
  Total: z.int(),
  Truncated: z.boolean(),
  NextMarker: z.string().optional(),
});
type Output = z.output<typeof output>;

/** Keys in the order of their ids: pages stay right while keys come and go. */
function keysOf(context: Asked): readonly KeyEntity[] {
  const { state, input: given } = context;
  if (given.KeyId !== undefined)
    return [resolveKey({ ...context, action: 'keydesk:ListEffectiveAccess' }, given.KeyId, 'any')];
  return [...state.all('key')]
    .filter((key) => key.state !== 'Destroyed' && key.sandbox === undefined)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

const firstDayOf = ({ desk }: Asked): number => Math.floor(desk.wallClock.now() / DAY_MS) - USED_DAYS + 1;

/** Of somebody who may do what is told, and cannot come in as they are: nothing where they can. */
function cannotAsk({
  state,
}: Asked): (id: string) => { readonly CannotAsk?: 'NO_PASSWORD' | 'NO_ACCESS_KEY' } {
  const active = [...state.all('accessKey')].filter(({ status }) => status === 'Active');
  const owners = new Set(active.map(({ principalId }) => principalId));
  return (id) => {
    const principal = state.principal(id);
    if (principal?.kind === 'user')
      return principal.passwordHash === null ? { CannotAsk: 'NO_PASSWORD' } : {};
    return owners.has(id) ? {} : { CannotAsk: 'NO_ACCESS_KEY' };
  };
}

/** Roles by action, for telling which a use was of. */
function rolesOfAction(key: KeyEntity, action: string): AccessRole[] {
  const actions = ROLE_ACTIONS[key.usage];
  return ACCESS_ROLES.filter((each) => actions[each].includes(action));
}

function usedOf(context: Asked, key: KeyEntity, places: ReadonlyMap<string, number>) {
  const used = new Map<number, Set<AccessRole>>();
  for (const { principal, operation: name, outcome } of context.state.usage.requestsOf(
    key.id,
    firstDayOf(context),
  )) {
    const place = places.get(principal);
    if (outcome !== 'allowed' || place === undefined) continue;
    for (const action of eventActions().get(name) ?? [])
      for (const each of rolesOfAction(key, action)) {
        const roles = used.get(place);
        if (roles === undefined) used.set(place, new Set([each]));
        else roles.add(each);
      }
  }
  return [...used].map(([Principal, roles]) => ({
    Principal,
    Roles: ACCESS_ROLES.filter((each) => roles.has(each)),
  }));
}

/** How one role on a key of this policy is told. */
type Tell = (principal: number, role: RoleAccess) => z.output<typeof roleAccess>;

const roleOf = ({ role: Role, action, layer, always }: RoleAccess): z.output<typeof roleAccess> => ({
  Role,
  Action: action,
  Layer: layer,
  Always: always,
});

/** Cut to what was asked for. */
function profileOf(
  { access, elsewhere }: AccessProfile,
  wanted: Wanted,
  tell: Tell,
): Output['Profiles'][number] {
  return {
    Access: access
      .filter(({ principal }) => wanted.principal === undefined || principal === wanted.principal)
      .map(({ principal, roles }) => ({
        Principal: principal,
        Roles: roles.filter((each) => wanted.roles.has(each.role)).map((each) => tell(principal, each)),
      }))
      .filter(({ Roles }) => Roles.length > 0),
    Elsewhere: [...elsewhere],
  };
}

interface Wanted {
  readonly principal: number | undefined;
  readonly roles: ReadonlySet<AccessRole>;
}

const placesOf = (access: EffectiveAccess): ReadonlyMap<string, number> =>
  new Map(access.principals.map(({ caller }, index) => [caller.arn, index]));

/** Keys below the marker, as many as fit into the time; others run between two slices. */
async function answer(context: Asked): Promise<Output> {
  const { state, desk, call, input: given } = context;
  const keys = keysOf(context);
  const asked = `ListEffectiveAccess ${JSON.stringify([given.KeyId, given.PrincipalArn, given.Roles])}`;
  const after = given.Marker === undefined ? '' : decodeMarker(asked, given.Marker);
  const from = keys.findIndex(({ id }) => id > after);
  const rest = from < 0 ? [] : keys.slice(from);
  const access = new EffectiveAccess(context);
  const places = placesOf(access);
  const wanted: Wanted = {
    principal: given.PrincipalArn === undefined ? undefined : (places.get(given.PrincipalArn) ?? -1),
    roles: new Set(given.Roles ?? ACCESS_ROLES),
  };
  const seesUse = isAllowed(context, { action: 'keydesk:SearchAuditEvents', key: null, resource: '*' });
  const profiles: Output['Profiles'] = [];
  const profilePlaces = new Map<string, number>();
  const slices = new Slices(desk.clock, WORK_MS);
  const profileOfKey = async (key: KeyEntity): Promise<AccessProfile> => {
    const work = access.working(key);
    for (;;) {
      const step = work.next();
      if (step.done === true) return step.value;
      // oxlint-disable-next-line no-await-in-loop -- others run between slices
      if (slices.isDue) await slices.pause();
    }
  };
  const tellsAll = given.KeyId !== undefined || given.PrincipalArn !== undefined || given.Deciders === true;
  const detailsOf = (
    principal: number,
    keyId: string | null,
    { action, always, decidedBy }: Pick<RoleAccess, 'action' | 'always' | 'decidedBy'>,
  ) => {
    const who = access.principals[principal];
    if (who === undefined) return [];
    return decidedBy.map((by) =>
      // Beside what always lets them, a grant has its own constraints.
      deciderOf(context, by, { principal: who, keyId, action, always: always && by.source !== 'GRANT' }),
    );
  };
  const deskActions = (principal: number): NonNullable<Output['DeskActions']> =>
    access.onDesk(principal).map((each) => ({
      Action: each.action,
      Always: each.always,
      DecidedBy: detailsOf(principal, null, each),
    }));
  const tellingOf =
    (key: KeyEntity): Tell =>
    (principal, each) =>
      tellsAll || !each.always
        ? { ...roleOf(each), DecidedBy: detailsOf(principal, key.id, each) }
        : roleOf(each);
  const placeOf = async (key: KeyEntity): Promise<{ readonly Profile?: number }> => {
    if (whyRefused(state, key.id) !== undefined || state.policy(key.id) === undefined) return {};
    try {
      const id = access.profileId(key);
      let place = profilePlaces.get(id);
      if (place === undefined) {
        place = profiles.push(profileOf(await profileOfKey(key), wanted, tellingOf(key))) - 1;
        profilePlaces.set(id, place);
      }
      return { Profile: place };
    } catch (error) {
      // A stored policy that this version cannot evaluate: nothing is allowed by it.
      if (error instanceof ServiceError) return {};
      throw error;
    }
  };
  const rows: Output['Keys'] = [];
  for (const key of rest.slice(0, given.Limit ?? MOST_KEYS)) {
    rows.push({
      KeyId: key.id,
      AliasNames: [...state.aliasNamesOf(key.id)],
      KeyState: publicState(key.state),
      KeySpec: key.spec,
      KeyUsage: key.usage,
      Tags: key.tags.map(([TagKey, TagValue]) => ({ TagKey, TagValue })),
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      ...(await placeOf(key)),
      ...(seesUse
        ? {
            Used: usedOf(context, key, places),
            PolicySavedDate: new Date(state.policy(key.id)?.body.savedAt ?? key.createdAt),
          }
        : {}),
    });
    if (slices.isOver || call.signal?.aborted === true) break;
    // oxlint-disable-next-line no-await-in-loop -- others run between slices
    if (slices.isDue) await slices.pause();
  }
  const held = cannotAsk(context);
  const truncated = rows.length < rest.length;
  const last = rows.at(-1);
  return {
    Principals: access.principals.map(({ id, caller, name }) => ({
      PrincipalArn: caller.arn,
      Name: name,
      Kind: caller.kind === 'user' ? 'user' : 'role',
      ...held(id),
    })),
    Profiles: profiles,
    Keys: rows,
    ...(wanted.principal === undefined || after !== '' ? {} : { DeskActions: deskActions(wanted.principal) }),
    Since: new Date(firstDayOf(context) * DAY_MS),
    Total: keys.length,
    Truncated: truncated,
    ...(truncated && last !== undefined ? { NextMarker: encodeMarker(asked, last.KeyId) } : {}),
  };
}

/**
 * People and services by keys: who can administer, encrypt, decrypt, sign or grant what, by the policies as they are, and whether only
 * under conditions. Worked out once a policy, so a desk of ten thousand keys answers in a few pages.
 */
export const listEffectiveAccess = operation.onAccount({
  name: 'ListEffectiveAccess',
  class: 'read',
  input,
  output,
  errors: ['InvalidArnException', 'InvalidMarkerException', 'KMSInternalException', 'NotFoundException'],
  permissions: () => [{ action: 'keydesk:ListEffectiveAccess', key: null, resource: '*' }],
  parameters: ({ KeyId, PrincipalArn }) => [
    ...(KeyId === undefined ? [] : [['KeyId', KeyId] as const]),
    ...(PrincipalArn === undefined ? [] : [['PrincipalArn', PrincipalArn] as const]),
  ],
  plan: (context) =>
    effect(
      () => inTurn(context, () => answer(context)),
      (output) => ({ output }),
    ),
});
