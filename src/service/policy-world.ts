/**
 * What a key's policy is judged against (`PolicyWorld`), gathered from state and log: for the linter and the comparison on the server,
 * and, cut to what the caller may see, for the editor's worker.
 */
import type { KeyFacts, PolicyWorld, UsageFacts, UseFacts } from '../domain/policy/world.ts';
import type { Clock } from '../domain/ports/clock.ts';
import type { Store } from '../domain/ports/store.ts';
import type { KeyEntity } from '../domain/state/entities.ts';
import type { State } from '../domain/state/state.ts';
import { DAY_MS } from '../domain/state/usage-view.ts';
import { storedEvent } from '../domain/audit/stored-event.ts';
import { glancing, type GlancedEvent } from '../domain/audit/glanced-event.ts';
import { onlyBuiltIn, peopleForWorld, principalsForWorld } from './directory.ts';
import { estateFactsOf } from './estate.ts';
import { grantFactsOf } from './grants.ts';
import { isAllowed } from './is-allowed.ts';
import type { Context, Desk } from './operation.ts';
import { eventActions } from './event-actions.ts';
import { arnOfKey } from './resolve.ts';

/** How far back uses are looked at. */
export const WORLD_DAYS = 90;
/** Newest events of the key whose contexts and addresses are looked at, in pages, and for how long. */
const MOST_EVENTS = 10_000;
const PAGE = 2_000;
const LOOK_MS = 250;
/** More addresses than these are many. */
const MOST_SOURCES = 8;

export function keyFactsOf(state: State, desk: Desk, key: KeyEntity): KeyFacts {
  return {
    id: key.id,
    arn: arnOfKey(desk, key.id),
    spec: key.spec,
    usage: key.usage,
    origin: key.origin,
    tags: key.tags,
    aliases: state.aliasNamesOf(key.id),
    createdAt: key.createdAt,
  };
}

/** What events say of one principal and action beyond the counters; `seen` of its allowed requests were looked at. */
interface Seen {
  seen: number;
  context: Map<string, string> | null;
  readonly sources: Set<string>;
  readonly statements: Set<number>;
}

const useId = (principal: string, action: string): string => `${principal}\n${action}`;

/** The pairs that `kept` and the context of one more request share. */
function shared(kept: Map<string, string> | null, context: GlancedEvent['context']): Map<string, string> {
  if (kept === null) return new Map(context);
  const given = new Map(context);
  for (const [name, value] of kept) if (given.get(name) !== value) kept.delete(name);
  return kept;
}

function note(
  seen: Map<string, Seen>,
  event: GlancedEvent,
  policy: { readonly id: string; readonly version: number },
) {
  for (const action of eventActions().get(event.operation) ?? []) {
    // The other side of a ReEncrypt is another key's, and has another context.
    if (action === 'kms:ReEncryptTo') continue;
    const id = useId(event.principal, action);
    let of = seen.get(id);
    if (of === undefined)
      seen.set(id, (of = { seen: 0, context: null, sources: new Set(), statements: new Set() }));
    of.seen++;
    of.context = shared(of.context, event.context);
    of.sources.add(event.source);
    for (const by of event.decidedBy)
      if (by.source === 'KEY_POLICY' && by.policy === policy.id && by.version === policy.version)
        of.statements.add(by.statement);
  }
}

interface Looking {
  readonly store: Store;
  readonly clock: Clock;
  readonly sha256: Desk['sha256'];
  readonly key: string;
  readonly version: number;
  readonly since: number;
}

/** The newest allowed requests, until all of the range, the most, or the time is over. */
async function lookAtEvents({
  store,
  clock,
  sha256,
  key,
  version,
  since,
}: Looking): Promise<Map<string, Seen>> {
  const seen = new Map<string, Seen>();
  const glance = glancing(sha256);
  const ends = clock.elapsed() + LOOK_MS;
  let looked = 0;
  let before: number | undefined;
  while (looked < MOST_EVENTS && clock.elapsed() < ends) {
    // oxlint-disable-next-line no-await-in-loop -- page after page
    const page = await store.search({
      key,
      outcomes: ['allowed'],
      since,
      limit: PAGE,
      enough: 0,
      ...(before === undefined ? {} : { before }),
    });
    for (const leaf of page.leaves) {
      const event = glance(leaf);
      if (event !== null) note(seen, event, { id: key, version });
    }
    looked += page.leaves.length;
    before = page.leaves.at(-1)?.sequence;
    if (before === undefined || (page.matching <= page.leaves.length && page.complete)) break;
  }
  return seen;
}

/** ms since when the policy in force is what it is. */
async function policySince(
  store: Store,
  { state, desk }: Pick<Context<unknown>, 'state' | 'desk'>,
  key: KeyEntity,
): Promise<number> {
  const stored = state.policy(key.id);
  const saved = stored?.body.savedAt;
  if (saved !== undefined || stored === undefined || stored.version === 1) return saved ?? key.createdAt;
  // Saved before the desk kept when: the log has it.
  const { leaves } = await store.search({
    key: key.id,
    operations: ['PutKeyPolicy'],
    outcomes: ['allowed'],
    limit: 1,
  });
  const [leaf] = leaves;
  return (leaf === undefined ? null : storedEvent(desk.sha256, leaf))?.time ?? key.createdAt;
}

/** What the log holds of the key's uses. Counts are of all of the range; contexts and addresses where all of them were looked at. */
export async function usageFactsOf(
  store: Store,
  { state, desk }: Pick<Context<unknown>, 'state' | 'desk'>,
  key: KeyEntity,
): Promise<UsageFacts> {
  const now = desk.wallClock.now();
  const firstDay = Math.floor(now / DAY_MS) - WORLD_DAYS + 1;
  const since = firstDay * DAY_MS;
  const version = state.policy(key.id)?.version ?? 0;
  const requests = state.usage.requestsOf(key.id, firstDay);
  const looking = { store, clock: desk.clock, sha256: desk.sha256, key: key.id, version, since };
  const [seen, policyAge] = [await lookAtEvents(looking), await policySince(store, { state, desk }, key)];
  const uses = new Map<string, UseFacts>();
  let total = 0;
  for (const { principal, operation, outcome, count, lastTime } of requests) {
    total += count;
    for (const action of eventActions().get(operation) ?? []) {
      const id = useId(principal, action);
      const before = uses.get(id);
      const allowed = outcome === 'allowed';
      uses.set(id, {
        principal,
        action,
        allowed: (before?.allowed ?? 0) + (allowed ? count : 0),
        refused: (before?.refused ?? 0) + (allowed ? 0 : count),
        lastAllowed: allowed ? Math.max(before?.lastAllowed ?? 0, lastTime) : (before?.lastAllowed ?? null),
        steadyContext: [],
        sources: null,
        statements: [],
      });
    }
  }
  return {
    since,
    policySince: policyAge,
    requests: total,
    complete: true,
    uses: [...uses].map(([id, use]) => withSeen(use, seen.get(id))),
  };
}

/** A context is steady only when no allowed request was left out of the look; coalesced reads have none. */
function withSeen(use: UseFacts, seen: Seen | undefined): UseFacts {
  if (seen === undefined) return use;
  const statements = [...seen.statements].sort((a, b) => a - b);
  const looked = Math.min(seen.seen, use.allowed);
  if (looked < use.allowed) return { ...use, statements, looked };
  return {
    ...use,
    statements,
    looked,
    steadyContext: [...(seen.context ?? [])],
    sources: seen.sources.size > MOST_SOURCES ? null : [...seen.sources].sort(),
  };
}

/** Which parts the caller may see; each by the permission of the operation that tells it. */
export interface Sight {
  readonly principals: boolean;
  /** What identity policies of the desk's own say. */
  readonly policies: boolean;
  readonly grants: boolean;
  readonly usage: boolean;
  readonly estate: boolean;
}

/** Whether the caller may read identity policies of the desk's own. */
export const mayReadPolicies = (context: Context<unknown>): boolean =>
  isAllowed(context, { action: 'keydesk:GetIdentityPolicy', key: null, resource: '*' });

/** Asked as ListGrants asks it: a policy can let it only AWS services do. */
const mayListGrants = (context: Context<unknown>, key: KeyEntity): boolean =>
  isAllowed(context, {
    action: 'kms:ListGrants',
    key,
    resource: arnOfKey(context.desk, key.id),
    conditions: { 'kms:grantisforawsresource': 'false' },
  });

export const sightOf = (context: Context<unknown>, key: KeyEntity | null): Sight => ({
  principals: isAllowed(context, { action: 'keydesk:ListPrincipals', key: null, resource: '*' }),
  policies: mayReadPolicies(context),
  grants: key !== null && mayListGrants(context, key),
  usage: isAllowed(context, { action: 'keydesk:SearchAuditEvents', key: null, resource: '*' }),
  estate: isAllowed(context, { action: 'keydesk:ListEffectiveAccess', key: null, resource: '*' }),
});

/** The world of a key, or of no key in particular; parts outside `sight` are null. */
export async function policyWorldOf(
  store: Store,
  context: Pick<Context<unknown>, 'state' | 'desk' | 'ports' | 'call'>,
  key: KeyEntity | null,
  sight: Sight,
): Promise<PolicyWorld> {
  const { state, desk } = context;
  const { accountId, region } = desk.meta;
  const known = sight.principals && (sight.policies || onlyBuiltIn(state));
  return {
    accountId,
    region,
    key: key === null ? null : keyFactsOf(state, desk, key),
    principals: known ? principalsForWorld(state, accountId) : null,
    ...(sight.principals && !known ? { people: peopleForWorld(state, accountId) } : {}),
    grants: sight.grants && key !== null ? grantFactsOf(state, accountId, key.id) : null,
    usage: sight.usage && key !== null ? await usageFactsOf(store, context, key) : null,
    now: desk.wallClock.now(),
    me: context.call.principal.caller.arn,
    estate: sight.estate && key !== null ? await estateFactsOf(context) : null,
    inForce: key === null ? null : (state.policy(key.id)?.body.text ?? null),
  };
}
