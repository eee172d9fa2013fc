/** How the made-up keys came to be as they are: made, named, rotated, disabled, scheduled for deletion, destroyed; with each its changes. */
import { toBase64 } from '../../domain/bytes.ts';
import type { KeyMaterial } from '../../domain/ports/vault.ts';
import { put, remove, versionId, type Change, type KeyEntity } from '../../domain/state/entities.ts';
import { uuid } from '../ids.ts';
import type { EventFacts } from '../ledger/ledger.ts';
import { schedulerPrincipal } from '../principals.ts';
import type { Chance } from './chance.ts';
import { factsOf, identityStatement } from './history.ts';
import { ACCOUNT, DAY, versionAt, type SeededKey, type World } from './world.ts';

export interface Act {
  readonly facts: EventFacts;
  readonly changes: readonly Change[];
}

const MINUTE = 60_000;

export class Lifecycle {
  readonly #chance: Chance;
  readonly #world: World;
  readonly #now: number;
  readonly #materialOf: (keyId: string) => KeyMaterial;

  constructor(chance: Chance, world: World, now: number, materialOf: (keyId: string) => KeyMaterial) {
    this.#chance = chance;
    this.#world = world;
    this.#now = now;
    this.#materialOf = materialOf;
  }

  /** Everything that changed a key, in the order of time. */
  acts(): Act[] {
    return this.#world.keys
      .flatMap((key) => [...this.#actsOf(key)])
      .toSorted((a, b) => a.facts.time - b.facts.time);
  }

  *#actsOf(key: SeededKey): Generator<Act> {
    const { id, createdAt, period, alias, state } = key;
    let entity = this.#entity(key);
    const change = (over: Partial<KeyEntity>): Change => put('key', id, (entity = { ...entity, ...over }));
    yield this.#byPerson('CreateKey', createdAt, id, [
      put('key', id, entity),
      this.#version(id, 1, createdAt),
      put('policy', id, { text: key.policy }),
    ]);
    yield this.#byPerson('CreateAlias', createdAt + 2_000, id, [
      put('alias', alias, {
        name: alias,
        keyId: id,
        createdAt: createdAt + 2_000,
        updatedAt: createdAt + 2_000,
      }),
    ]);
    if (period !== null) {
      const next = (version: number): number => createdAt + version * period * DAY;
      yield this.#byPerson('EnableKeyRotation', createdAt + MINUTE, id, [
        change({ rotation: { periodDays: period, next: next(1) } }),
      ]);
      const last = versionAt(key, this.#now);
      for (let number = 2; number <= last; number++) {
        const at = next(number - 1);
        yield this.#byScheduler('RotateKey', at, id, number, `automatic rotation every ${period} days`, [
          change({ currentVersion: number, rotation: { periodDays: period, next: next(number) } }),
          this.#version(id, number, at),
        ]);
      }
    }
    const ago = (least: number, most: number): number =>
      this.#now - least * DAY - Math.floor(this.#chance.share() * (most - least) * DAY);
    if (state === 'Disabled') yield this.#byPerson('DisableKey', ago(1, 80), id, [change({ state })]);
    if (state === 'PendingDeletion') yield this.#scheduled(id, ago(0, 6), change);
    if (state === 'Destroyed') {
      const at = ago(40, 80);
      yield this.#scheduled(id, at, change);
      yield this.#byScheduler('DeleteKey', at + 30 * DAY, id, 1, 'its waiting time was over', [
        change({ state, rotation: null, destroyedAt: at + 30 * DAY }),
        remove('keyVersion', versionId(id, 1)),
        remove('alias', alias),
      ]);
    }
  }

  #scheduled(id: string, at: number, change: (over: Partial<KeyEntity>) => Change): Act {
    const deletion = { date: at + 30 * DAY, scheduledAt: at, ranAt: 0 };
    return this.#byPerson('ScheduleKeyDeletion', at, id, [change({ state: 'PendingDeletion', deletion })]);
  }

  #entity({ id, createdAt, description, tags }: SeededKey): KeyEntity {
    return {
      id,
      spec: 'SYMMETRIC_DEFAULT',
      usage: 'ENCRYPT_DECRYPT',
      origin: 'AWS_KMS',
      state: 'Enabled',
      description,
      createdAt,
      createdBy: this.#world.people[0]?.id ?? '',
      currentVersion: 1,
      tags,
      rotation: null,
      deletion: null,
      destroyedAt: null,
    };
  }

  #version(keyId: string, number: number, createdAt: number): Change {
    const material = this.#materialOf(keyId);
    return put('keyVersion', versionId(keyId, number), {
      keyId,
      number,
      createdAt,
      rotation: number === 1 ? null : 'AUTOMATIC',
      materialId: this.#chance.hex(64),
      residency: material.residency,
      material: toBase64(material.bytes),
      publicKey: null,
    });
  }

  #byPerson(operation: string, time: number, key: string, changes: readonly Change[]): Act {
    const person = this.#chance.pick(this.#world.people.slice(0, 2));
    const facts = factsOf(this.#chance, person, time);
    const decidedBy = identityStatement(person.policies[0] ?? '');
    return { facts: { ...facts, operation, class: 'management', key, decidedBy }, changes };
  }

  #byScheduler(
    operation: string,
    time: number,
    key: string,
    keyVersion: number,
    reason: string,
    changes: readonly Change[],
  ): Act {
    const { id, caller } = schedulerPrincipal(ACCOUNT);
    const facts: EventFacts = {
      ...factsOf(this.#chance, this.#world.people[0]!, time), // there are people
      operation,
      class: 'management',
      via: 'scheduler',
      principal: caller.arn,
      principalId: id,
      credential: null,
      source: 'desk:',
      agent: 'keydesk',
      request: uuid(this.#chance),
      key,
      keyVersion,
      reason,
    };
    return { facts, changes };
  }
}
