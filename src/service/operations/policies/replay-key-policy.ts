import * as z from 'zod';
import { toHex, utf8 } from '../../../domain/bytes.ts';
import { glancing, type GlancedEvent } from '../../../domain/audit/glanced-event.ts';
import type { EventQuery } from '../../../domain/audit/event-query.ts';
import { Replay, type ReplayExample, type Turned } from '../../../domain/policy/replay.ts';
import type { Store, StoredLeaf } from '../../../domain/ports/store.ts';
import type { KeyEntity } from '../../../domain/state/entities.ts';
import { DAY_MS } from '../../../domain/state/usage-view.ts';
import { eventActions } from '../../event-actions.ts';
import { grantsFor } from '../../grants.ts';
import { inTurn } from '../../in-turn.ts';
import { effect, operation, type Context, type Desk, type KeyContext } from '../../operation.ts';
import { decodeMarker, encodeMarker } from '../../paging.ts';
import { arnOfKey, resolveKey } from '../../resolve.ts';
import { keyId, marker, policyText, timestamp } from '../../schema.ts';
import { isSettled, simulatedValues } from '../../simulated-values.ts';
import { Slices } from '../../slices.ts';
import { compiledText } from './policy-text.ts';
import { decidedBy, decidedByOf } from './shapes/decision.ts';
import { simulatedPrincipal } from './simulated-principal.ts';

const DAYS = 90;
/** How long one call replays; the next goes on behind it. */
const REPLAY_MS = 1_000;
const PAGE = 4_096;

const example = z.object({
  Sequence: z.int(),
  Time: timestamp,
  Principal: z.string(),
  Operation: z.string(),
  Action: z.string(),
  Context: z.array(z.tuple([z.string(), z.string()])),
  Source: z.string(),
  /** What decided by the policy as it is saved, and as it is edited; empty: no statement allows it. */
  Saved: z.array(decidedBy),
  Edited: z.array(decidedBy),
  /** The policy as it is saved turns it as well. */
  SavedToo: z.boolean(),
});

const turned = z.object({
  Count: z.int(),
  /** Of these, how many would be so under the policy as it is saved, too: it, or the principal's own policies, changed since. */
  SavedToo: z.int(),
  /** Whose the others are, most first: at most a hundred. */
  Principals: z.array(z.object({ Principal: z.string(), Count: z.int() })),
  /** The newest, at most twenty, and rather those that the edit alone turns. */
  Examples: z.array(example),
});

const input = z.object({
  KeyId: keyId,
  /** The edited text. */
  Policy: policyText,
  /** Days that end with today, UTC; 90 without it. */
  Days: z.int().min(1).max(366).optional(),
  Marker: marker.optional(),
});
type Asked = KeyContext<z.output<typeof input>>;

const output = z.object({
  /** Requests on the key that this call looked at, newest first; what follows is of these. */
  Looked: z.int(),
  WouldBeRefused: turned,
  WouldBeAllowed: turned,
  /** The log does not hold what the decision would ask for: whether MFA was given, a policy of somebody who is gone. */
  CannotTell: z.int(),
  /** Failed for another reason than a policy. */
  Failed: z.int(),
  /** Decided by no key policy: acts of the desk itself, and what identity policies decide alone. */
  Elsewhere: z.int(),
  /** Events that were altered outside Keydesk: nothing of them is believed. */
  Altered: z.int(),
  /** Requests of the whole range, as the counters have it: what progress is measured by. */
  Total: z.int(),
  Since: timestamp,
  NextMarker: z.string().optional(),
});
type Output = z.output<typeof output>;

const exampleOf = ({ event, action, saved, edited, savedToo }: ReplayExample): z.output<typeof example> => ({
  Sequence: event.sequence,
  Time: new Date(event.time),
  Principal: event.principal,
  Operation: event.operation,
  Action: action,
  Context: (event.context ?? []).map(([name, value]): [string, string] => [name, value]),
  Source: event.source,
  Saved: saved.map(decidedByOf),
  Edited: edited.map(decidedByOf),
  SavedToo: savedToo,
});

const MOST_PRINCIPALS = 100;

const turnedOf = ({ count, savedToo, by, examples }: Turned): z.output<typeof turned> => ({
  Count: count,
  SavedToo: savedToo,
  Principals: [...by]
    .map(([Principal, Count]) => ({ Principal, Count }))
    .sort((a, b) => b.Count - a.Count)
    .slice(0, MOST_PRINCIPALS),
  Examples: examples.map(exampleOf),
});

/** The events of the key first, then those of other keys' ReEncrypts, which may have sealed under this one. */
const PHASES = ['own', 'into'] as const;
type Phase = (typeof PHASES)[number];
interface Place {
  readonly phase: Phase;
  readonly before: number | undefined;
}

const queryOf = (phase: Phase, key: string, since: number): EventQuery =>
  phase === 'own' ? { key, since } : { operations: ['ReEncrypt'], exceptKeys: [key], since };

function placeOf(asked: string, given: string | undefined): Place {
  if (given === undefined) return { phase: 'own', before: undefined };
  const [phase, before] = decodeMarker(asked, given).split(' ');
  return { phase: phase === 'into' ? 'into' : 'own', before: before === '' ? undefined : Number(before) };
}

const markerOf = (asked: string, { phase, before }: Place): string =>
  encodeMarker(asked, `${phase} ${before ?? ''}`);

interface Run {
  readonly replay: Replay;
  readonly desk: Desk;
  readonly glance: (leaf: StoredLeaf) => GlancedEvent | null;
  readonly key: string;
  readonly since: number;
  /** Whether a ReEncrypt ever sealed under the key. */
  readonly into: boolean;
  readonly signal: AbortSignal | undefined;
}

const isOf = (key: string, parameters: readonly (readonly [string, string])[]): boolean =>
  parameters.some(([name, value]) => name === 'DestinationKeyId' && value === key);

interface Found {
  readonly leaves: readonly StoredLeaf[];
  /** Where the next page begins; null: this was the last. */
  readonly next: Place | null;
}

async function pageAt(store: Store, { key, since, into }: Run, { phase, before }: Place): Promise<Found> {
  const { leaves, complete, matching } = await store.search({
    ...queryOf(phase, key, since),
    limit: PAGE,
    enough: 0,
    ...(before === undefined ? {} : { before }),
  });
  const ended = leaves.length === 0 || (complete && matching <= leaves.length);
  if (!ended) return { leaves, next: { phase, before: leaves.at(-1)?.sequence } };
  return { leaves, next: phase === 'own' && into ? { phase: 'into', before: undefined } : null };
}

interface Looked {
  /** How many of the events were altered. */
  readonly altered: number;
  /** Where it stopped before the end: the sequence of the last that was looked at. */
  readonly stopped: number | null;
}

/** Looks at a page in slices, so that others run between them, until the time is over. */
async function lookAt(
  leaves: readonly StoredLeaf[],
  phase: Phase,
  { replay, desk, glance, key }: Run,
  isOver: () => boolean,
): Promise<Looked> {
  const slices = new Slices(desk.clock);
  let altered = 0;
  for (const leaf of leaves) {
    const event = glance(leaf);
    if (event === null) altered++;
    else if (phase === 'own' || isOf(key, event.parameters)) replay.look(event);
    if (!slices.isDue) continue;
    if (isOver() && leaf !== leaves.at(-1)) return { altered, stopped: leaf.sequence };
    // oxlint-disable-next-line no-await-in-loop -- others run between slices
    await slices.pause();
  }
  return { altered, stopped: null };
}

/**
 * Replays from `from` on until all is done (null) or the time is over. While a page is looked at, the next one is read; mostly none is
 * read that is not looked at.
 */
async function run(store: Store, asked: Run, from: Place) {
  const { clock } = asked.desk;
  const ends = clock.elapsed() + REPLAY_MS;
  const isOver = (): boolean => clock.elapsed() >= ends || asked.signal?.aborted === true;
  let altered = 0;
  let place: Place | null = from;
  let reading: Promise<Found> | null = pageAt(store, asked, from);
  while (reading !== null && place !== null) {
    // oxlint-disable-next-line no-await-in-loop -- page after page, newest first
    const { leaves, next }: Found = await reading;
    const ahead: Promise<Found> | null = next === null || isOver() ? null : pageAt(store, asked, next);
    // A page that nobody waits for may fail: the store is opened anew then, and the next call says so.
    ahead?.catch(() => undefined);
    // oxlint-disable-next-line no-await-in-loop -- likewise
    const looked: Looked = await lookAt(leaves, place.phase, asked, isOver);
    altered += looked.altered;
    place = looked.stopped === null ? next : { phase: place.phase, before: looked.stopped };
    reading = looked.stopped === null ? ahead : null;
  }
  return { place, altered };
}

function replayOf({ state, desk, ports, call, key, input: given }: Asked): Replay {
  const saved = ports.policies.keyPolicy(state, key.id);
  const compiled = compiledText(given.Policy, 'key');
  const keyArn = arnOfKey(desk, key.id);
  return new Replay({
    keyId: key.id,
    keyArn,
    saved,
    edited: { compiled, id: key.id, version: 0, digest: toHex(desk.sha256(utf8(given.Policy))) },
    actions: eventActions(),
    isSettled,
    principal: (arn) => {
      const { principal, known } = simulatedPrincipal(state, desk.meta.accountId, arn, undefined);
      const permission = { action: 'kms:DescribeKey', key, resource: keyArn };
      return {
        caller: principal.caller,
        identity: known ? ports.policies.identityPolicies(state, principal.policies) : null,
        grants: known ? grantsFor(state, key.id, principal) : null,
        settled: simulatedValues(
          { call, state, desk },
          { principal, permission, values: new Map(), context: undefined },
        ),
      };
    },
  });
}

const rangeOf = ({ desk, input: given }: Pick<Asked, 'desk' | 'input'>) => {
  const firstDay = Math.floor(desk.wallClock.now() / DAY_MS) - (given.Days ?? DAYS) + 1;
  return { firstDay, since: firstDay * DAY_MS };
};

function totalOf({ state }: Pick<Context<unknown>, 'state'>, key: KeyEntity, firstDay: number) {
  const requests = state.usage.requestsOf(key.id, firstDay);
  return {
    total: requests.reduce((sum, { count }) => sum + count, 0),
    into: requests.some(({ operation: name }) => name === 'ReEncryptTo'),
  };
}

/**
 * The requests that the log holds of the key, asked again under an edited policy: which would have been refused, and which refused ones
 * would now be allowed. People's and services' own policies, tags, and the key are taken as they are now. One call looks at as many as it
 * can in a second; call again with NextMarker, and add up.
 */
export const replayKeyPolicy = operation.onKey({
  name: 'ReplayKeyPolicy',
  class: 'read',
  input,
  output,
  errors: [
    'InvalidArnException',
    'InvalidMarkerException',
    'KMSInternalException',
    'LimitExceededException',
    'MalformedPolicyDocumentException',
    'NotFoundException',
  ],
  resolve: (context) => resolveKey({ ...context, action: 'kms:GetKeyPolicy' }, context.input.KeyId, 'any'),
  actions: ['kms:GetKeyPolicy'],
  permissions: ({ desk, key }) => [
    { action: 'kms:GetKeyPolicy', key, resource: arnOfKey(desk, key.id) },
    { action: 'keydesk:SearchAuditEvents', key: null, resource: '*' },
  ],
  parameters: ({ Days }) => (Days === undefined ? [] : [['Days', String(Days)]]),
  plan: (context) => {
    const { desk, call, key, input: given } = context;
    const { firstDay, since } = rangeOf(context);
    const { total, into } = totalOf(context, key, firstDay);
    const asked = `ReplayKeyPolicy ${key.id} ${toHex(desk.sha256(utf8(given.Policy))).slice(0, 16)}`;
    const from = placeOf(asked, given.Marker);
    const replay = replayOf(context);
    return effect(
      ({ store }) => {
        const glance = glancing(desk.sha256);
        const asking: Run = { replay, desk, glance, key: key.id, since, into, signal: call.signal };
        return inTurn(context, () => run(store, asking, from));
      },
      ({ place, altered }): { output: Output } => {
        const { counts } = replay;
        return {
          output: {
            Looked: counts.looked,
            WouldBeRefused: turnedOf(counts.wouldBeRefused),
            WouldBeAllowed: turnedOf(counts.wouldBeAllowed),
            CannotTell: counts.cannotTell,
            Failed: counts.failed,
            Elsewhere: counts.elsewhere,
            Altered: altered,
            Total: total,
            Since: new Date(since),
            ...(place === null ? {} : { NextMarker: markerOf(asked, place) }),
          },
        };
      },
    );
  },
});
