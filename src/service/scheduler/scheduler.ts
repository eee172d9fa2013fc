/**
 * What the desk does by itself when its time has come: automatic rotation, rotation before a version's nonces run out, the correction of
 * a schedule that a wrong clock made, and scheduled deletion, but of a practice key in use. From the state, so a desk that was down catches up; each act is an event of the scheduler's own principal, with its reason.
 */
import { judgeDeletion, LEAST_RUNNING_MS } from '../../domain/keys/deletion-guard.ts';
import type { VersionRef } from '../../domain/ports/vault.ts';
import { correctedSchedule, rotatedSchedule, type RotationSchedule } from '../../domain/rotation/schedule.ts';
import { put, remove, versionId, type Change, type KeyEntity } from '../../domain/state/entities.ts';
import type { State } from '../../domain/state/state.ts';
import { deskEvent } from '../desk-event.ts';
import type { EventFacts, Ledger } from '../ledger/ledger.ts';
import type { Desk, Ports } from '../operation.ts';
import { ROTATE_AT } from '../operations/encryption/nonce-budget.ts';
import { versionOf } from '../operations/encryption/versions.ts';
import { sandboxKeyInUse } from '../operations/desk/sandbox.ts';
import { newVersion, rotates } from '../operations/rotation/rotates.ts';
import { versionsOf } from '../operations/rotation/versions-of.ts';
import { schedulerPrincipal } from '../principals.ts';
import { whyRefused } from '../resolve.ts';

/** Grants that go in one event: of a key that had 50,000 it would be too large. */
const GRANTS_AT_ONCE = 500;

/** The running time is written down this often while a deletion waits for it. */
const RECORD_MS = 60 * 60 * 1000;

export interface SchedulerTools {
  readonly ledger: Ledger;
  readonly desk: Desk;
  readonly ports: Pick<Ports, 'vault'>;
  /** A key whose turn failed: the others go on, and it is tried again at the next tick. */
  readonly onError: (error: unknown, keyId: string) => void;
}

export class Scheduler {
  readonly #tools: SchedulerTools;
  /** The first look after a start never destroys: whoever started the desk must be able to look before it does. */
  #first = true;
  #recorded: number;
  /** Running time at this start. */
  readonly #began: number;
  /** Versions of destroyed keys that the HSM did not let go of. */
  #left: VersionRef[] = [];

  constructor(tools: SchedulerTools) {
    this.#tools = tools;
    this.#recorded = tools.desk.running.ran;
    this.#began = tools.desk.running.ran;
  }

  /** Does what is due. Called about once a minute; resolves when everything is durable. */
  async tick(): Promise<void> {
    const { ledger, desk } = this.#tools;
    const { now, elapsed } = desk.clock;
    const agree = desk.running.look({ now: now(), elapsed: elapsed() });
    const destroys = agree && !this.#first;
    this.#first = false;
    const { state } = ledger;
    for (const id of [...state.scheduled, ...state.used(ROTATE_AT)]) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- one at a time: a hundred due keys must not hold the HSM
        await this.#actOn(id, destroys);
      } catch (error) {
        this.#tools.onError(error, id);
      }
    }
    for (const reference of this.#left.splice(0)) await this.#letGo(reference);
    await this.#sweepGrants();
    await this.#recordRunning();
  }

  async #actOn(id: string, destroys: boolean): Promise<void> {
    const { ledger, desk } = this.#tools;
    const key = ledger.state.key(id);
    // What did not authenticate is neither rotated nor destroyed: a person looks first.
    if (key === undefined || whyRefused(ledger.state, id) !== undefined) return;
    const now = desk.clock.now();
    const why = rotationReason(ledger.state, key, now);
    if (why !== null) return this.#rotate(key, why);
    const corrected =
      this.#believesClock() && key.rotation !== null ? correctedSchedule(key.rotation, now) : null;
    if (corrected !== null) return this.#correct(key, corrected);
    if (
      destroys &&
      key.deletion !== null &&
      judgeDeletion(key.deletion, now, desk.running.ran, desk.running.doubtedAt) === 'due'
    )
      return practises(ledger.state, key) ? this.#bringBack(key) : this.#destroy(key);
  }

  async #rotate(due: KeyEntity, why: Reason): Promise<void> {
    const { ledger, desk, ports } = this.#tools;
    const material = await ports.vault.generateKey(due.spec);
    // As it is now: somebody may have rotated, disabled or rescheduled it while the HSM worked.
    const key = ledger.state.key(due.id);
    const now = desk.clock.now();
    if (key === undefined || rotationReason(ledger.state, key, now)?.text !== why.text) return;
    const over =
      why.scheduled && key.rotation !== null ? { rotation: rotatedSchedule(key.rotation, now) } : {};
    const at = desk.wallClock.now();
    const made = newVersion(desk.random, key, material, { at, rotation: 'AUTOMATIC' }, over);
    await this.#append('RotateKey', key.id, made.number, why.text, made.changes);
  }

  /** A day of running without a doubt: a clock that was set wrong just now must not move what a right one has set. */
  #believesClock(): boolean {
    const { ran, doubtedAt } = this.#tools.desk.running;
    return ran - Math.max(this.#began, doubtedAt) >= LEAST_RUNNING_MS;
  }

  async #correct(key: KeyEntity, rotation: RotationSchedule): Promise<void> {
    const reason = `the clock was ahead when the rotation on ${day(key.rotation!.next)} was set`; // corrected just now
    await this.#append('CorrectRotationSchedule', key.id, key.currentVersion, reason, [
      put('key', key.id, { ...key, rotation }),
    ]);
  }

  async #bringBack(key: KeyEntity): Promise<void> {
    const reason = `due on ${day(key.deletion!.date)}, but its person still practises with it`; // judged before
    await this.#append('CancelKeyDeletion', key.id, key.currentVersion, reason, [
      put('key', key.id, { ...key, state: 'Disabled', deletion: null }),
    ]);
  }

  async #destroy(key: KeyEntity): Promise<void> {
    const { ledger, desk } = this.#tools;
    const { state } = ledger;
    const versions = versionsOf(state, key);
    const references = versions.map(({ number }) => versionOf(state, key, number).ref);
    const changes: Change[] = [
      put('key', key.id, { ...key, state: 'Destroyed', rotation: null, destroyedAt: desk.wallClock.now() }),
      ...versions.map(({ number }) => remove('keyVersion', versionId(key.id, number))),
      ...state.aliasesOf(key.id).map(({ name }) => remove('alias', name)),
      ...someGrants(state, key.id),
    ];
    const reason = `scheduled on ${day(key.deletion!.scheduledAt)}, due on ${day(key.deletion!.date)}`; // judged before
    await this.#append('DeleteKey', key.id, key.currentVersion, reason, changes);
    // The wrapped material is gone with its rows; what the HSM still holds open goes now.
    for (const reference of references) await this.#letGo(reference);
  }

  /** Tried again at the next tick; what the HSM holds open ends with the process at the latest. */
  async #letGo(reference: VersionRef): Promise<void> {
    try {
      await this.#tools.ports.vault.destroyKey(reference);
    } catch (error) {
      this.#left.push(reference);
      this.#tools.onError(error, reference.id);
    }
  }

  /** What more grants a destroyed key had than went with it: they allow nothing since, as their key is not found. */
  async #sweepGrants(): Promise<void> {
    const { ledger } = this.#tools;
    for (const id of ledger.state.grants.keys()) {
      if (ledger.state.key(id)?.state !== 'Destroyed') continue;
      for (
        let changes = someGrants(ledger.state, id);
        changes.length > 0;
        changes = someGrants(ledger.state, id)
      )
        // oxlint-disable-next-line no-await-in-loop -- one event after the other: each is large
        await this.#append('DeleteGrants', id, null, 'their key was destroyed', changes);
    }
  }

  /** While a deletion waits for running time, what ran is kept over a restart: at most an hour of it is lost, and of a doubt nothing. */
  async #recordRunning(): Promise<void> {
    const { ledger, desk } = this.#tools;
    const { running } = desk;
    const waits = [...ledger.state.scheduled].some((id) => ledger.state.key(id)?.deletion != null);
    const doubted = running.doubtedAt > ledger.state.doubtedAt();
    if (!waits || (!doubted && running.ran - this.#recorded < RECORD_MS)) return;
    this.#recorded = running.ran;
    const reason = doubted ? 'the clock moved by more than a day' : 'a deletion is pending';
    const doubt = running.doubtedAt >= 0 ? { doubtedAt: running.doubtedAt } : {};
    await this.#append('RecordRunningTime', null, null, reason, [
      put('running', 'desk', { ran: running.ran, ...doubt }),
    ]);
  }

  #append(
    operation: string,
    key: string | null,
    keyVersion: number | null,
    reason: string,
    changes: readonly Change[],
  ): Promise<void> {
    const { ledger, desk } = this.#tools;
    const principal = schedulerPrincipal(desk.meta.accountId);
    const facts: EventFacts = {
      ...deskEvent(desk, principal, operation, reason),
      class: operation === 'RecordRunningTime' ? 'read' : 'management',
      via: 'scheduler',
      key,
      keyVersion,
    };
    return ledger.append(facts, changes).durable;
  }
}

const someGrants = (state: State, keyId: string): Change[] =>
  state.grants
    .ofKey(keyId)
    .slice(0, GRANTS_AT_ONCE)
    .map((id) => remove('grant', id));

interface Reason {
  readonly text: string;
  /** It was the schedule's turn, so the schedule moves on. */
  readonly scheduled: boolean;
}

/** Why a key is to be rotated now, or null. A disabled key is not: it rotates when it is enabled again. */
export function rotationReason(state: State, key: KeyEntity, now: number): Reason | null {
  if (key.state !== 'Enabled' || !rotates(key)) return null;
  if (key.rotation !== null && key.rotation.next <= now)
    return {
      text: `automatic rotation every ${key.rotation.periodDays} days, due on ${day(key.rotation.next)}`,
      scheduled: true,
    };
  if (state.usage.encryptions(key.id, key.currentVersion) >= ROTATE_AT)
    return { text: `version ${key.currentVersion} has made 2^31 encryptions`, scheduled: false };
  if (state.encryptions(key.id, key.currentVersion) >= ROTATE_AT)
    return {
      text: `version ${key.currentVersion} may have made 2^31 encryptions: nobody knows how many it made after the backup that the desk was restored from`,
      scheduled: false,
    };
  return null;
}

/**
 * Whether this is the practice key of its name that its person has, as a walk that was left in the middle leaves it: the walks schedule
 * their key to show what that does, and what the person sealed with it is theirs to keep. Predecessors of it, and keys whose person has
 * left or may practise no more, go.
 */
function practises(state: State, { id, sandbox }: KeyEntity): boolean {
  const owner = sandbox === undefined ? undefined : state.principal(sandbox.owner);
  return (
    owner !== undefined && sandbox !== undefined && sandboxKeyInUse(state, owner, sandbox.name)?.id === id
  );
}

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
