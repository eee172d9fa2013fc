/**
 * The posture of a desk, computed when it is asked for and kept while it is true: an answer older than a change of authority is never
 * given, one that is only behind on uses for at most a minute, and each says when it was made. Work is done in slices of a few
 * milliseconds, so that no request waits for it.
 */
import { principalArn } from '../../domain/keys/identifiers.ts';
import { gatherFacts, keyUsers, type GatherFrom, type KeyUsers } from '../../domain/posture/gather.ts';
import type { CompiledPolicy } from '../../domain/policy/compile.ts';
import { escalatingPolicies } from '../../domain/posture/escalating.ts';
import { policyTraits, type PolicyTraits } from '../../domain/posture/policy-traits.ts';
import { RINGING } from '../../domain/alerts/policy-alerts.ts';
import type { PostureFacts } from '../../domain/posture/facts.ts';
import { runCheck, runChecks, scoreOf, type CheckResult, type Score } from '../../domain/posture/report.ts';
import type { State } from '../../domain/state/state.ts';
import type { Desk, PolicyLibrary, Ports } from '../operation.ts';
import { administersSurely } from '../administrators.ts';
import { ROOT_OPERATOR } from '../principals.ts';

/** How long uses may have gone on since a report that is given. */
const FRESH_MS = 60_000;
/** Work between two pauses. */
const SLICE_MS = 5;

export interface PostureReport {
  /** ms */
  readonly computedAt: number;
  readonly results: readonly CheckResult[];
  readonly score: Score;
  readonly keys: number;
}

export interface PostureTools {
  readonly state: State;
  readonly desk: Pick<Desk, 'clock' | 'wallClock' | 'meta' | 'status'>;
  readonly policies: PolicyLibrary;
  readonly keeper: Ports['keeper'];
}

interface Kept {
  readonly authority: number;
  readonly late: boolean;
  readonly savedAt: number | undefined;
  readonly report: Promise<PostureReport>;
  computedAt: number;
}

interface KeptUsers {
  readonly revision: number;
  readonly sinceDay: number;
  readonly users: KeyUsers;
}

interface Rung {
  readonly authority: number;
  readonly computedAt: number;
  readonly results: Promise<readonly CheckResult[]>;
}

const NO_USERS: KeyUsers = { users: [], requests: 0 };

class Posture {
  #kept: Kept | null = null;
  #rung: Rung | null = null;
  /** Policies of one text are one object. */
  readonly #traits = new WeakMap<CompiledPolicy, PolicyTraits>();
  readonly #users = new Map<string, KeptUsers>();

  report(tools: PostureTools): Promise<PostureReport> {
    const { state, desk } = tools;
    const now = desk.wallClock.now();
    const late = isLate(desk.status.log.uncoveredSince, now);
    const kept = this.#kept;
    if (
      kept !== null &&
      kept.authority === state.authority &&
      kept.late === late &&
      kept.savedAt === state.backup()?.at &&
      now >= kept.computedAt &&
      now - kept.computedAt < FRESH_MS
    )
      return kept.report;
    const next: Kept = {
      authority: state.authority,
      late,
      savedAt: state.backup()?.at,
      computedAt: now,
      report: this.#compute(tools, now),
    };
    this.#kept = next;
    // A report that failed is not kept.
    next.report.catch(() => {
      if (this.#kept === next) this.#kept = null;
    });
    return next.report;
  }

  /** What rings of the policies; as true as the report. */
  ringing(tools: PostureTools): Promise<readonly CheckResult[]> {
    const { state, desk } = tools;
    const now = desk.wallClock.now();
    const kept = this.#rung;
    if (
      kept !== null &&
      kept.authority === state.authority &&
      now >= kept.computedAt &&
      now - kept.computedAt < FRESH_MS
    )
      return kept.results;
    const next: Rung = { authority: state.authority, computedAt: now, results: this.#ring(tools, now) };
    this.#rung = next;
    next.results.catch(() => {
      if (this.#rung === next) this.#rung = null;
    });
    return next.results;
  }

  async #compute(tools: PostureTools, now: number): Promise<PostureReport> {
    const { state, desk } = tools;
    const pause = slices(desk.clock.elapsed);
    const facts = await this.#gather(tools, now, pause, (keyId, sinceDay) =>
      this.#usersOf(state, keyId, sinceDay),
    );
    const results: CheckResult[] = [];
    for (const result of runChecks(facts, state.acceptance)) {
      results.push(result);
      await pause();
    }
    return { computedAt: now, results, score: scoreOf(results), keys: facts.keys.length };
  }

  /** Checks of policies alone, that ring: no use is summed for them, so that the bell never waits for it. */
  async #ring(tools: PostureTools, now: number): Promise<readonly CheckResult[]> {
    const { state, desk } = tools;
    const facts = await this.#gather(tools, now, slices(desk.clock.elapsed), () => NO_USERS);
    return RINGING.map((check) => runCheck(check, facts, state.acceptance));
  }

  async #gather(
    tools: PostureTools,
    now: number,
    pause: () => Promise<void>,
    usersOf: GatherFrom['usersOf'],
  ): Promise<PostureFacts> {
    const { state, desk, policies, keeper } = tools;
    const gathering = gatherFacts({
      state,
      now,
      uncoveredSince: desk.status.log.uncoveredSince,
      hasBackups: keeper !== null,
      arnOf: (kind, name) => principalArn({ account: desk.meta.accountId }, kind, name),
      settingsService: ROOT_OPERATOR,
      administers: (principal) => administersSurely({ state, ports: { policies } }, principal),
      escalatesBy: (principal) =>
        escalatingPolicies(
          policies
            .identityPolicies(state, principal.policies)
            .map(({ id, compiled }) => ({ name: id, compiled })),
        ),
      usersOf,
      traitsOf: (keyId) => this.#traitsOf(tools, keyId),
    });
    let step = gathering.next();
    for (; step.done !== true; step = gathering.next()) await pause();
    return step.value;
  }

  /** Most keys were not used since the last report: their counters are not summed again. */
  #usersOf(state: State, keyId: string, sinceDay: number): KeyUsers {
    const revision = state.usage.revision(keyId);
    const kept = this.#users.get(keyId);
    if (kept?.revision === revision && kept.sinceDay === sinceDay) return kept.users;
    const users = keyUsers(state, keyId, sinceDay);
    this.#users.set(keyId, { revision, sinceDay, users });
    return users;
  }

  #traitsOf({ state, desk, policies }: PostureTools, keyId: string): PolicyTraits | null {
    if (state.policy(keyId) === undefined) return null;
    const policy = readPolicy(state, policies, keyId);
    if (policy === null) return null;
    const { accountId } = desk.meta;
    let traits = this.#traits.get(policy);
    if (traits === undefined) this.#traits.set(policy, (traits = policyTraits(policy, accountId)));
    return traits;
  }
}

function readPolicy(state: State, policies: PolicyLibrary, keyId: string): CompiledPolicy | null {
  try {
    return policies.keyPolicy(state, keyId).compiled;
  } catch {
    return null; // a stored policy that this version cannot evaluate: nothing is allowed by it
  }
}

const isLate = (uncoveredSince: number | null, now: number): boolean =>
  uncoveredSince !== null && now - uncoveredSince > FRESH_MS;

/** Answers a pause that lets others run once a slice is used up, and goes on at once before that. */
function slices(elapsed: () => number): () => Promise<void> {
  let began = elapsed();
  return async () => {
    if (elapsed() - began < SLICE_MS) return;
    await new Promise((done) => setTimeout(done, 0));
    began = elapsed();
  };
}

const known = new WeakMap<State, Posture>();

function of({ state }: PostureTools): Posture {
  let posture = known.get(state);
  if (posture === undefined) known.set(state, (posture = new Posture()));
  return posture;
}

/** The posture of the desk with this state: kept with it, and gone with it when the store is opened anew. */
export const postureOf = (tools: PostureTools): Promise<PostureReport> => of(tools).report(tools);

/** The checks of policies that the bell tells of (`RINGING`), without waiting for the others. */
export const ringingChecks = (tools: PostureTools): Promise<readonly CheckResult[]> =>
  of(tools).ringing(tools);
