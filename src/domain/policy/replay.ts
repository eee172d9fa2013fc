/**
 * A key policy asked again about requests that were made: what would have become of each under another text. Decisions are made once per
 * principal, action and the values that some policy asks for, and looked up after that; so it keeps pace with the log.
 *
 * What the log did not keep is assumed both ways: only where both end alike is the answer certain, all else "cannot be told".
 */
import { foldCase } from './fold-case.ts';
import type { DecidedBy } from '../audit/event.ts';
import type { GrantSource } from '../grants/decides.ts';
import type { GlancedEvent } from '../audit/glanced-event.ts';
import { NOT_LOGGED, loggedValue } from '../audit/logged-values.ts';
import { assume, conditionKeysOf, type Assumption, type IsOpen } from './assume.ts';
import { decide, type Caller, type ConditionLookup, type Decision, type PolicySource } from './evaluate.ts';

/** Who asked, as they are known now. */
export interface ReplayedPrincipal {
  readonly caller: Caller;
  /** Null: gone, or never of this desk. Their own policies are not known then. */
  readonly identity: readonly PolicySource[] | null;
  /** Live grants of the key to them; null: none. */
  readonly grants: GrantSource | null;
  /** Values that follow from principal and key, by condition key in lower case; asked where `isSettled`. */
  readonly settled: ConditionLookup;
}

export interface ReplaySubject {
  readonly keyId: string;
  readonly keyArn: string;
  /** As it is saved; and in its place. */
  readonly saved: PolicySource;
  readonly edited: PolicySource;
  readonly principal: (arn: string) => ReplayedPrincipal;
  /** Actions that the key policy was asked for, by operation; none: no key policy was. */
  readonly actions: ReadonlyMap<string, readonly string[]>;
  /** Whether a condition key's value follows from principal and key. */
  readonly isSettled: IsOpen;
}

export type ReplayedEvent = GlancedEvent;

export interface ReplayExample {
  readonly event: ReplayedEvent;
  /** Of those that the operation asks for, the one that turns. */
  readonly action: string;
  /** By the policy as it is saved, and as it is edited; empty: no statement. */
  readonly saved: readonly DecidedBy[];
  readonly edited: readonly DecidedBy[];
  /** The policy as it is saved turns it as well. */
  readonly savedToo: boolean;
}

export interface Turned {
  count: number;
  /** Of these, how many the policy as it is saved turns as well: the policy was changed since, or what the principal has. */
  savedToo: number;
  /** Of those that the edit alone turns, how many by whom (ARN). */
  readonly by: Map<string, number>;
  /** Newest first, as they are looked at. */
  readonly examples: ReplayExample[];
}

export interface ReplayCounts {
  /** Requests on the key that were looked at. */
  looked: number;
  readonly wouldBeRefused: Turned;
  readonly wouldBeAllowed: Turned;
  /** The log does not hold what the decision would need. */
  cannotTell: number;
  /** Failed for another reason than a policy: the policy does not matter. */
  failed: number;
  /** Not decided by a key policy: the desk's own acts, and what identity policies decide alone. */
  elsewhere: number;
}

type Verdict = 'allowed' | 'denied' | 'silent' | 'unknown';
interface Judged {
  readonly verdict: Verdict;
  readonly decidedBy: readonly DecidedBy[];
}
interface Both {
  readonly saved: Judged;
  readonly edited: Judged;
}

/** Requests of one principal and action: which values matter, and what was decided for each combination seen. */
interface Cell {
  readonly asked: readonly string[];
  /** Grants ask for more names of the context than are looked up one by one. */
  readonly wholeContext: boolean;
  readonly known: Map<string, Both>;
  readonly decide: (event: ReplayedEvent) => Both;
}

const MOST_EXAMPLES = 20;
/** Combinations of values kept a cell: a policy that asks for the time has no two alike. */
const MOST_KNOWN = 4096;

const turned = (): Turned => ({ count: 0, savedToo: 0, by: new Map(), examples: [] });

const judge = (decision: Decision): Judged => ({
  verdict: decision.allowed ? 'allowed' : decision.decidedBy.length > 0 ? 'denied' : 'silent',
  decidedBy: decision.decidedBy,
});

const isRefusal = ({ verdict }: Judged): boolean => verdict === 'denied' || verdict === 'silent';

/** `ends`, as the decision whose words a refusal's reason has; null: something else refused. */
const ACTION_OF_REASON = /^because no \S+ policy allows the (\S+) action$/;

/** Whether a refusal was the key policy's (or, through it, the identity policies') of one of these actions. */
function refusedByPolicy({ decidedBy, reason }: ReplayedEvent, actions: readonly string[]): boolean {
  if (decidedBy.some(({ effect }) => effect === 'Deny')) return true;
  const action = ACTION_OF_REASON.exec(reason ?? '')?.[1];
  return action !== undefined && actions.includes(action);
}

/** Reads that an event stands for besides, or instead of, its own (see CoalescedReads). */
function weightOf({ extensions }: ReplayedEvent): number {
  for (const [name, value] of extensions) if (name === 'coalesced') return Number(value) || 1;
  return 1;
}

export class Replay {
  readonly #subject: ReplaySubject;
  readonly #cells = new Map<string, Map<string, Cell>>();
  readonly counts: ReplayCounts = {
    looked: 0,
    wouldBeRefused: turned(),
    wouldBeAllowed: turned(),
    cannotTell: 0,
    failed: 0,
    elsewhere: 0,
  };

  constructor(subject: ReplaySubject) {
    this.#subject = subject;
  }

  /** One event of the log that names the key: as what was worked on, or as what a ReEncrypt sealed under. */
  look(event: ReplayedEvent): void {
    const { counts } = this;
    const weight = weightOf(event);
    counts.looked += weight;
    const actions = this.#actionsOf(event);
    if (actions.length === 0) counts.elsewhere += weight;
    else if (event.outcome === 'failed') counts.failed += weight;
    else if (event.outcome === 'allowed') this.#lookAtAllowed(event, actions, weight);
    else this.#lookAtDenied(event, actions, weight);
  }

  /** What this key's policy was asked for: of a ReEncrypt the sides that are this key's. */
  #actionsOf(event: ReplayedEvent): readonly string[] {
    const all = this.#subject.actions.get(event.operation) ?? [];
    if (event.operation !== 'ReEncrypt') return all;
    const { keyId } = this.#subject;
    const seals = event.parameters.some(([name, value]) => name === 'DestinationKeyId' && value === keyId);
    return all.filter((action) => (action === 'kms:ReEncryptTo' ? seals : event.key === keyId));
  }

  #lookAtAllowed(event: ReplayedEvent, actions: readonly string[], weight: number): void {
    const { counts } = this;
    const byGrant = event.decidedBy.some(({ source }) => source === 'GRANT');
    let unknown = false;
    for (const action of actions) {
      const { saved, edited } = this.#decide(event, action);
      // A grant that allowed it does so under any policy that does not deny it.
      const refused = byGrant ? edited.verdict === 'denied' : isRefusal(edited);
      if (refused) {
        const savedToo = byGrant ? saved.verdict === 'denied' : isRefusal(saved);
        add(
          counts.wouldBeRefused,
          { event, action, saved: saved.decidedBy, edited: edited.decidedBy, savedToo },
          weight,
        );
        return;
      }
      if (edited.verdict === 'unknown') unknown = true;
    }
    if (unknown) counts.cannotTell += weight;
  }

  #lookAtDenied(event: ReplayedEvent, actions: readonly string[], weight: number): void {
    const { counts } = this;
    if (!refusedByPolicy(event, actions)) {
      counts.elsewhere += weight;
      return;
    }
    const all = actions.map((action) => ({ action, ...this.#decide(event, action) }));
    if (all.some(({ edited }) => isRefusal(edited))) return;
    if (all.some(({ edited }) => edited.verdict === 'unknown')) {
      counts.cannotTell += weight;
      return;
    }
    const savedToo = all.every(({ saved }) => saved.verdict === 'allowed');
    const shown = all.find(({ saved }) => saved.verdict !== 'allowed') ?? all[0]!; // there is at least one action
    const { action, saved, edited } = shown;
    add(
      counts.wouldBeAllowed,
      { event, action, saved: saved.decidedBy, edited: edited.decidedBy, savedToo },
      weight,
    );
  }

  #decide(event: ReplayedEvent, action: string): Both {
    let byAction = this.#cells.get(event.principal);
    if (byAction === undefined) this.#cells.set(event.principal, (byAction = new Map()));
    let cell = byAction.get(action);
    if (cell === undefined) byAction.set(action, (cell = cellOf(this.#subject, event.principal, action)));
    const id = cell.asked.length === 0 ? '' : idOf(event, action, cell);
    let both = cell.known.get(id);
    if (both === undefined) {
      both = cell.decide(event);
      if (cell.known.size >= MOST_KNOWN) cell.known.clear();
      cell.known.set(id, both);
    }
    return both;
  }
}

function add(to: Turned, example: ReplayExample, weight: number): void {
  to.count += weight;
  const { examples, by } = to;
  const { principal } = example.event;
  if (example.savedToo) to.savedToo += weight;
  else by.set(principal, (by.get(principal) ?? 0) + weight);
  if (examples.length < MOST_EXAMPLES) {
    examples.push(example);
    return;
  }
  // What the edit alone turns is what one wants to see: it takes the place of what turns without it.
  const other = example.savedToo ? -1 : examples.findLastIndex((each) => each.savedToo);
  if (other < 0) return;
  examples.splice(other, 1);
  examples.push(example);
}

/** Values of the condition keys that matter, as one text. */
function idOf(event: ReplayedEvent, action: string, { asked, wholeContext }: Cell): string {
  // The other side's context of a ReEncrypt is among its parameters.
  let id = wholeContext ? `${JSON.stringify([event.context, event.parameters])}\n` : '';
  for (const key of asked) {
    const value = loggedValue(event, action, key);
    id +=
      value === NOT_LOGGED ? '\u0000?\n' : value === undefined ? '\u0000\n' : `${JSON.stringify(value)}\n`;
  }
  return id;
}

/** Everything, for a principal whose own policies are not known: as if they allowed it. */
const NOTHING: readonly PolicySource[] = [];

function cellOf(subject: ReplaySubject, arn: string, action: string): Cell {
  const { saved, edited, keyArn, isSettled } = subject;
  const principal = subject.principal(arn);
  const { identity, caller, grants, settled } = principal;
  const own = identity ?? NOTHING;
  const sources = [saved, edited, ...own];
  const policies = sources.flatMap(({ compiled }) => [...conditionKeysOf(compiled)]);
  const constraints = grants === null ? new Set<string>() : contextKeysOf(grants);
  const wholeContext = constraints.size > MOST_NAMES;
  const ofGrants = wholeContext ? [CONTEXT_NAMES] : constraints;
  const asked = [...new Set([...policies, ...ofGrants])].filter((key) => !isSettled(key)).sort();
  const decideOne = (event: ReplayedEvent, policy: PolicySource, open: readonly string[]): Judged => {
    const isOpen: IsOpen = (key) => open.includes(key);
    const values: ConditionLookup = (key) => {
      if (isSettled(key)) return settled(key);
      const value = loggedValue(event, action, key);
      return value === NOT_LOGGED ? undefined : value;
    };
    const request = { action, resource: keyArn, caller, values, onKey: true };
    const decideBy = (how: Assumption): Judged =>
      judge(
        decide(
          request,
          assume(policy, isOpen, how),
          own.map((source) => assume(source, isOpen, how)),
          grants,
        ),
      );
    // Mostly the log has all: then nothing is assumed.
    const may = open.length === 0 ? judge(decide(request, policy, own, grants)) : decideBy('may');
    const must = open.length === 0 ? may : decideBy('must');
    if ((may.verdict === 'allowed') !== (must.verdict === 'allowed'))
      return { verdict: 'unknown', decidedBy: [] };
    if (identity === null && isRefusal(may) && delegates(request, policy, isOpen))
      return { verdict: 'unknown', decidedBy: [] };
    return must;
  };
  return {
    asked,
    wholeContext,
    known: new Map(),
    decide: (event) => {
      const open = asked.filter((key) => loggedValue(event, action, key) === NOT_LOGGED);
      return { saved: decideOne(event, saved, open), edited: decideOne(event, edited, open) };
    },
  };
}

const CONTEXT_NAMES = 'kms:encryptioncontextkeys';
/** Names that are looked up one by one for every event: a principal can have a grant for each record. */
const MOST_NAMES = 64;

/** Grants look at the whole context: at which names it has, and at the values of those they name. */
function contextKeysOf(grants: GrantSource): ReadonlySet<string> {
  const keys = new Set([CONTEXT_NAMES]);
  for (const { body } of grants.all())
    for (const [name] of [...(body.contextEquals ?? []), ...(body.contextSubset ?? [])])
      keys.add(`kms:encryptioncontext:${foldCase(name)}`);
  return keys;
}

/** Whether the key policy leaves it to the account, so that the principal's own policies, which are not known, would decide. */
function delegates(request: Parameters<typeof decide>[0], policy: PolicySource, isOpen: IsOpen): boolean {
  const decision = decide(request, assume(policy, isOpen, 'may'), NOTHING);
  return !decision.allowed && decision.reason.startsWith('because no identity-based');
}
