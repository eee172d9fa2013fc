/** What happened on the made-up desk: ninety days of its services at work, believable to who reads it, in the order of time. */
import type { DecidedBy, Pairs } from '../../domain/audit/event.ts';
import { sortPairs } from '../../domain/keys/encryption-context.ts';
import type { EventFacts } from '../ledger/ledger.ts';
import { uuid } from '../ids.ts';
import type { Chance } from './chance.ts';
import { DAY, versionAt, type Actor, type SeededKey, type Service, type World } from './world.ts';

const MINUTE = 60_000;
const TENANTS = [
  'northwind',
  'contoso',
  'fabrikam',
  'acme',
  'globex',
  'initech',
  'umbrella',
  'hooli',
] as const;
/** The record of the story. Nobody else touches it. */
export const STORY_RECORD = '8841';
/** Records go to 20,000; the story's number is left out. */
const RECORDS = 20_000;
/** Envelopes that a service remembers, and opens again. */
const REMEMBERED = 2_048;
const READS = [
  'SearchKeys',
  'DescribeKeyOverview',
  'SearchAuditEvents',
  'GetKeyPolicy',
  'ListPrincipals',
] as const;

export interface Envelope {
  readonly key: SeededKey;
  readonly version: number;
  readonly context: Pairs;
  readonly digest: string;
}

/** Facts that every event has, of this actor at this time. */
export function factsOf(chance: Chance, actor: Actor, time: number): EventFacts {
  const isPerson = actor.kind === 'user';
  return {
    time,
    salt: chance.hex(32),
    operation: '',
    class: 'data',
    via: isPerson ? 'console' : 'sdk',
    principal: actor.arn,
    principalId: actor.id,
    credential: isPerson ? chance.hex(16) : 'accessKeyId' in actor ? String(actor.accessKeyId) : null,
    source: chance.pick(actor.addresses),
    agent: actor.agent,
    request: uuid(chance),
    key: null,
    keyVersion: null,
    context: null,
    outcome: 'allowed',
    error: null,
    decidedBy: [],
    reason: null,
    envelope: null,
    duration: chance.between(90, 900),
    approval: null,
    parameters: [],
    extensions: [],
  };
}

const useStatement = ({ id, policyDigest }: SeededKey): readonly DecidedBy[] => [
  {
    source: 'KEY_POLICY',
    policy: id,
    version: 1,
    digest: policyDigest,
    statement: 2,
    sid: 'Use of the key',
    effect: 'Allow',
  },
];

export const identityStatement = (policy: string): readonly DecidedBy[] => [
  { source: 'IDENTITY_POLICY', policy, version: 1, digest: null, statement: 0, sid: null, effect: 'Allow' },
];

export class History {
  readonly #chance: Chance;
  readonly #world: World;
  readonly #days: number;
  /** Who has a key to work with. */
  readonly #busy: readonly Service[];
  readonly #remembered = new Map<Service, Envelope[]>();

  /** `days`: how far back it goes. */
  constructor(chance: Chance, world: World, days: number) {
    this.#chance = chance;
    this.#world = world;
    this.#days = days;
    this.#busy = world.services.filter((each) => (world.keysOf.get(each)?.length ?? 0) > 0);
  }

  /** An envelope opened or made. */
  use(service: Service, operation: string, envelope: Envelope, time: number): EventFacts {
    return {
      ...factsOf(this.#chance, service, time),
      operation,
      key: envelope.key.id,
      keyVersion: envelope.version,
      context: envelope.context,
      decidedBy: useStatement(envelope.key),
      envelope: envelope.digest,
      parameters: operation.startsWith('GenerateDataKey') ? [['KeySpec', 'AES_256']] : [],
    };
  }

  /** Somebody tries what no statement allows. */
  refused(service: Service, envelope: Envelope, time: number): EventFacts {
    return {
      ...this.use(service, 'Decrypt', envelope, time),
      outcome: 'denied',
      error: 'AccessDeniedException',
      decidedBy: [],
      reason: 'because no resource-based policy allows the kms:Decrypt action',
    };
  }

  /** A new envelope of a record, not yet known to any service. */
  envelope(key: SeededKey, record: string, tenant: string, table: string, time: number): Envelope {
    const context = sortPairs([
      ['tenant', tenant],
      ['table', table],
      ['record', record],
    ]);
    return { key, version: versionAt(key, time), context, digest: this.#chance.hex(64) };
  }

  #newEnvelope(service: Service, time: number): Envelope {
    const chance = this.#chance;
    const key = chance.pickSkewed(this.#world.keysOf.get(service) ?? [], 4);
    const below = chance.below(RECORDS);
    const record = String(below) === STORY_RECORD ? RECORDS : below;
    const envelope = this.envelope(
      key,
      String(record),
      chance.pick(TENANTS),
      chance.pick(service.tables),
      time,
    );
    const known = this.#remembered.get(service) ?? [];
    this.#remembered.set(service, known);
    if (known.length < REMEMBERED) known.push(envelope);
    else known[this.#chance.below(REMEMBERED)] = envelope;
    return envelope;
  }

  #event(service: Service, time: number): EventFacts {
    const chance = this.#chance;
    const known = this.#remembered.get(service) ?? [];
    const roll = chance.share();
    if (known.length === 0 || roll < 0.22)
      return this.use(
        service,
        roll < 0.14 ? 'GenerateDataKey' : roll < 0.18 ? 'GenerateDataKeyWithoutPlaintext' : 'Encrypt',
        this.#newEnvelope(service, time),
        time,
      );
    if (roll < 0.97) return this.use(service, 'Decrypt', chance.pick(known), time);
    if (roll < 0.98)
      return {
        ...factsOf(chance, service, time),
        operation: 'DescribeKey',
        class: 'read',
        key: chance.pick(known).key.id,
        decidedBy: useStatement(chance.pick(known).key),
      };
    if (roll < 0.993) {
      const other = chance.pick(this.#world.services);
      const theirs = (this.#remembered.get(other) ?? []).filter(({ key }) => !key.users.includes(service));
      return theirs.length === 0
        ? this.use(service, 'Decrypt', chance.pick(known), time)
        : this.refused(service, chance.pick(theirs), time);
    }
    return {
      ...this.use(service, 'Decrypt', chance.pick(known), time),
      outcome: 'failed',
      error: 'InvalidCiphertextException',
    };
  }

  #look(person: Actor, time: number): EventFacts {
    return {
      ...factsOf(this.#chance, person, time),
      operation: this.#chance.pick(READS),
      class: 'read',
      decidedBy: identityStatement(person.policies[0] ?? ''),
    };
  }

  /** `count` events, spread over the days before `now` by the hours in which each service works; a minute's work comes in a few bursts. */
  *events(count: number, now: number): Generator<EventFacts> {
    const chance = this.#chance;
    const services = this.#busy;
    const { people } = this.#world;
    const first = Math.floor((now - this.#days * DAY) / MINUTE);
    const minutes = Math.floor(now / MINUTE) - first - 1;
    const load = Float64Array.from({ length: minutes }, (_, i) => loadAt(services, first + i));
    const total = load.reduce((sum, each) => sum + each, 0);
    let planned = 0;
    let made = 0;
    for (let i = 0; i < minutes; i++) {
      planned += ((load[i] ?? 0) / total) * count;
      const wanted = (i === minutes - 1 ? count : Math.floor(planned)) - made;
      if (wanted <= 0) continue;
      made += wanted;
      const start = (first + i) * MINUTE;
      let time = start + chance.below(2_000);
      const step = (MINUTE - 3_000) / wanted;
      let left = 0;
      let service = services[0]!; // set with `left`
      for (let n = 0; n < wanted; n++) {
        if (left-- <= 0) {
          left = chance.between(4, 40);
          service = this.#atWork(first + i);
        }
        const at = Math.floor(time);
        yield chance.happens(0.004) ? this.#look(chance.pick(people), at) : this.#event(service, at);
        time += step * chance.share() * 2;
        if (time > start + MINUTE - 1) time = start + MINUTE - 1;
      }
    }
  }

  #atWork(minute: number): Service {
    const services = this.#busy;
    const weights = services.map((each) => weightAt(each, minute));
    let at = this.#chance.share() * weights.reduce((sum, each) => sum + each, 0);
    return services.find((_, i) => (at -= weights[i] ?? 0) < 0) ?? services[0]!; // there are services
  }
}

/** A service's share of the load in a minute (since the epoch): with the day and the week, or all in the hour of its job. */
function weightAt({ weight, nightly }: Service, minute: number): number {
  const hour = Math.floor(minute / 60) % 24;
  if (nightly !== null) return hour === nightly ? weight * 8 : 0;
  const isWeekend = [2, 3].includes(Math.floor(minute / 1_440) % 7); // the epoch was a Thursday
  const day = 0.25 + Math.max(0, Math.sin(((hour + (minute % 60) / 60 - 5) / 16) * Math.PI));
  return weight * day * (isWeekend ? 0.4 : 1);
}

const loadAt = (services: readonly Service[], minute: number): number =>
  services.reduce((sum, each) => sum + weightAt(each, minute), 0);
