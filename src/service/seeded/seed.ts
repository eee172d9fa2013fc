/** A desk filled as use would have filled it, through the ledger: seal, chain, tree and counters are what a desk makes of them. */
import { utf8 } from '../../domain/bytes.ts';
import type { Vault } from '../../domain/ports/vault.ts';
import { put } from '../../domain/state/entities.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { accessKeyAad, accessKeyRow } from '../operations/services/make-access-key.ts';
import { Chance } from './chance.ts';
import { grantedAccess } from './granted.ts';
import { factsOf, History } from './history.ts';
import { Lifecycle, type Act } from './lifecycle.ts';
import { tellStory, type Story } from './story.ts';
import { DAY, OWN_POLICY, type Actor, type Service, type World } from './world.ts';

export interface Seeding {
  readonly chance: Chance;
  readonly world: World;
  readonly vault: Vault;
  readonly ledger: Ledger;
  /** When it ends, ms. */
  readonly now: number;
  /** Days that have data events. */
  readonly days: number;
  /** Of all: what made the keys included. */
  readonly events: number;
  readonly secretOf: (service: Service) => string;
  /** What more happened, by time. */
  readonly more?: (history: History) => readonly Act[];
  /** Appended between two waits for the store. */
  readonly atOnce: number;
  /** Lets others run, after each of them. */
  readonly pause: () => Promise<void>;
}

/** Days before `now` on which the desk was founded: before its oldest key. */
export const FOUNDED_DAYS = 1_200;

/** By chance of its own: what follows is the same with it and without. */
function ownPolicy(founder: Actor, at: number): Act {
  const facts = factsOf(new Chance(1), founder, at);
  const saved = { createdAt: at, savedAt: at, savedBy: founder.arn, reason: null };
  return {
    facts: {
      ...facts,
      operation: 'CreateIdentityPolicy',
      class: 'management',
      parameters: [['Name', OWN_POLICY.name]],
    },
    changes: [put('identityPolicy', OWN_POLICY.name, { ...OWN_POLICY, ...saved })],
  };
}

/** Services and people come to be at the beginning. */
async function founding({ chance, world, vault, secretOf }: Seeding, at: number): Promise<Act[]> {
  const acts: Act[] = [];
  const [founder] = world.people;
  if (founder !== undefined) acts.push(ownPolicy(founder, at));
  const isService = (actor: Actor): actor is Service => 'accessKeyId' in actor;
  for (const actor of [...world.people, ...world.services]) {
    const { id, kind, name, policies } = actor;
    const tags = isService(actor) ? [['domain', actor.domain] as const] : [];
    const changes = [
      put('principal', id, { id, kind, name, createdAt: at, policies, passwordHash: null, tags }),
    ];
    if (isService(actor)) {
      // oxlint-disable-next-line no-await-in-loop -- one secret, one after the other
      const sealed = await vault.seal(utf8(secretOf(actor)), accessKeyAad(actor.accessKeyId, id));
      changes.push(accessKeyRow({ id: actor.accessKeyId, secret: '', sealed }, id, at));
    }
    const facts = {
      ...factsOf(chance, world.people[0]!, at),
      operation: 'CreateService',
      class: 'management' as const,
    }; // there are people
    acts.push({ facts: { ...facts, parameters: [['Name', name]] }, changes });
  }
  return acts;
}

/** Resolves when all of it is stored. */
export async function seed(seeding: Seeding): Promise<Story> {
  const { chance, world, vault, ledger, now, days, events, atOnce, pause } = seeding;
  // All keys share one wrapped key: each works, and ten thousand need no ten thousand calls of the HSM.
  const material = await vault.generateKey('SYMMETRIC_DEFAULT');
  const acts = [
    ...(await founding(seeding, now - FOUNDED_DAYS * DAY)),
    ...new Lifecycle(chance, world, now, () => material).acts(),
  ];
  const history = new History(chance, world, days);
  const told = tellStory(history, world, now);
  const known = [
    ...acts,
    ...told.events.map((facts): Act => ({ facts, changes: [] })),
    ...grantedAccess(world, history, now),
    ...(seeding.more?.(history) ?? []),
  ].toSorted((a, b) => a.facts.time - b.facts.time);
  let appended = 0;
  let writing: Promise<void> = Promise.resolve();
  const append = async ({ facts, changes }: Act): Promise<void> => {
    ledger.append(facts, changes);
    if (++appended % atOnce !== 0) return;
    // While one batch is written the next is made.
    await writing;
    writing = ledger.settled();
    await pause();
  };
  let next = 0;
  /* oxlint-disable no-await-in-loop -- in the order of time */
  for (const facts of history.events(Math.max(0, events - known.length), now)) {
    while (next < known.length && known[next]!.facts.time <= facts.time) await append(known[next++]!);
    await append({ facts, changes: [] });
  }
  while (next < known.length) await append(known[next++]!);
  /* oxlint-enable no-await-in-loop */
  await ledger.settled();
  return told.story;
}
