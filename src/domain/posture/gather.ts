/** The facts of a posture report, out of the state. In small steps, so that ten thousand keys never hold up a request. */
import { withoutBackupSince } from '../alerts/without-backup.ts';
import { specRow } from '../keys/key-specs.ts';
import type { KeyEntity, PrincipalEntity } from '../state/entities.ts';
import type { State } from '../state/state.ts';
import { DAY_MS } from '../state/usage-view.ts';
import {
  POSTURE_DAYS,
  type AccessKeyFacts,
  type KeyFacts,
  type PostureFacts,
  type PrincipalFacts,
} from './facts.ts';
import type { PolicyTraits } from './policy-traits.ts';

/** Keys looked at between two pauses. */
const STEP = 25;

export interface GatherFrom {
  readonly state: State;
  /** ms, the wall clock's. */
  readonly now: number;
  readonly uncoveredSince: number | null;
  /** Whether backups can be made of this desk. */
  readonly hasBackups: boolean;
  readonly arnOf: (kind: PrincipalFacts['kind'], name: string) => string;
  /** Name of the service that the settings make. */
  readonly settingsService: string;
  readonly administers: (principal: PrincipalEntity) => boolean;
  readonly escalatesBy: (principal: PrincipalEntity) => readonly string[];
  /** Who used a key since a day; kept by the caller while `UsageView.revision` stands. */
  readonly usersOf: (keyId: string, sinceDay: number) => KeyUsers;
  /** Null for a policy that is missing, altered or unreadable. */
  readonly traitsOf: (keyId: string) => PolicyTraits | null;
}

/** ARNs that were let use a key, the busiest first, and how often it was asked. */
export type KeyUsers = Pick<KeyFacts, 'users' | 'requests'>;

export function keyUsers(state: State, keyId: string, sinceDay: number): KeyUsers {
  const { byPrincipal, requests } = state.usage.summary(keyId, sinceDay);
  const users = [...byPrincipal]
    .filter(([, { allowed }]) => allowed > 0)
    .sort(([, a], [, b]) => b.allowed - a.allowed)
    .map(([arn]) => arn);
  return { users, requests };
}

/** Yields when the caller may let others run; returns the facts. */
export function* gatherFacts(from: GatherFrom): Generator<void, PostureFacts> {
  const { state, now, uncoveredSince, hasBackups } = from;
  const keys: KeyFacts[] = [];
  let looked = 0;
  for (const key of state.all('key')) {
    if (key.state !== 'Destroyed' && key.sandbox === undefined) keys.push(keyFacts(from, key));
    if (++looked % STEP === 0) yield;
  }
  const principals = [...state.all('principal')].map((entity): PrincipalFacts => {
    const { id, kind, name } = entity;
    return {
      id,
      arn: from.arnOf(kind, name),
      kind,
      name,
      administers: from.administers(entity),
      escalatesBy: from.escalatesBy(entity),
      signsIn: kind === 'user' && entity.passwordHash !== null,
      fromSettings: kind === 'role' && name === from.settingsService,
    };
  });
  const byId = new Map(principals.map((principal) => [principal.id, principal]));
  const accessKeys: AccessKeyFacts[] = [];
  for (const { id, principalId, status, createdAt } of state.all('accessKey')) {
    const owner = byId.get(principalId);
    if (owner === undefined) continue;
    accessKeys.push({
      id,
      active: status === 'Active',
      createdAt,
      owner,
      lastUse: state.useDetail.lastUse(id),
      useIsKnown:
        state.usage.lastSeen(owner.arn) === null || state.useDetail.isKnownSince(owner.arn, createdAt),
      networks: state.useDetail.networks(id),
    });
  }
  const holders = new Map<string, number>();
  for (const { policies } of state.all('principal'))
    for (const name of policies) holders.set(name, (holders.get(name) ?? 0) + 1);
  const identityPolicies = [...state.all('identityPolicy')].map(({ name, createdAt, savedAt }) => ({
    name,
    savedAt: savedAt ?? createdAt,
    holders: holders.get(name) ?? 0,
  }));
  return {
    now,
    keys,
    principals,
    accessKeys,
    identityPolicies,
    log: { uncoveredSince },
    backup: hasBackups ? { last: lastBackup(state), missingSince: withoutBackupSince(state) } : null,
    quarantine: state.quarantine,
  };
}

function lastBackup(state: State): number | null {
  const times = [state.backup()?.at, state.epochs.at(-1)?.backupAt].filter((time) => time !== undefined);
  return times.length === 0 ? null : Math.max(...times);
}

const NO_CALLS: KeyFacts['doomedCalls'] = { count: 0, last: 0, by: [] };

function keyFacts({ state, now, usersOf, traitsOf }: GatherFrom, key: KeyEntity): KeyFacts {
  return {
    key,
    name: keyName(state, key),
    rotates: specRow(key.spec).rotates,
    encryptions: state.encryptions(key.id, key.currentVersion),
    lastUse: state.usage.lastUse(key.id)?.time ?? null,
    ...usersOf(key.id, Math.floor(now / DAY_MS) - POSTURE_DAYS + 1),
    doomedCalls: key.deletion === null ? NO_CALLS : callsSince(state, key.id, key.deletion.scheduledAt),
    bareDecrypts: state.useDetail.bareDecrypts(key.id),
    policy: traitsOf(key.id),
  };
}

/** Its first alias without `alias/`, else its id. */
export const keyName = (state: State, key: KeyEntity): string =>
  state.aliasesOf(key.id)[0]?.name.slice('alias/'.length) ?? key.id;

/**
 * Refused requests on a key since `time`. Counters are kept by the day, so those of that very day count only for callers who came back
 * after `time`.
 */
export function callsSince(state: State, keyId: string, time: number): KeyFacts['doomedCalls'] {
  const callers = [...state.usage.summary(keyId, Math.floor(time / DAY_MS)).byPrincipal].filter(
    ([, { refused, lastTime }]) => refused > 0 && lastTime >= time,
  );
  return {
    count: callers.reduce((sum, [, { refused }]) => sum + refused, 0),
    last: Math.max(0, ...callers.map(([, { lastTime }]) => lastTime)),
    by: callers.sort(([, a], [, b]) => b.refused - a.refused).map(([arn]) => arn),
  };
}
