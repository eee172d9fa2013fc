/** What principals may on all keys of the desk together, for rules that look beyond one policy: worked out once for a state. */
import type { RoleActions } from '../domain/policy/access-roles.ts';
import type { KeyUsage } from '../domain/keys/key-specs.ts';
import type { EstateFacts, GuardFacts } from '../domain/policy/world.ts';
import type { KeyEntity } from '../domain/state/entities.ts';
import type { State } from '../domain/state/state.ts';
import { EffectiveAccess, type AccessProfile, type RoleAccess } from './effective-access.ts';
import { ServiceError } from './errors.ts';
import type { Context } from './operation.ts';
import { whyRefused } from './resolve.ts';

/** How long who asks waits for it; the work then goes on behind, in slices between which others run, and the next who asks has it. */
const WAIT_MS = 250;
const SLICE_MS = 8;
/** A desk that takes longer is not judged by these rules. */
const WORK_MS = 10_000;
/** Longer work than this is not done again at once when something has changed, but after this many times as long as it took. */
const QUICK_MS = 100;
const REST = 20;
/** Older than this it is not told. */
const OLDEST_MS = 300_000;

type Where = Pick<Context<unknown>, 'state' | 'desk' | 'ports' | 'call'>;

/** What the state came to when it was last looked at. */
interface Known {
  authority: number;
  facts: EstateFacts | null;
  /** ms of the clock when it was begun, and how long it took. */
  at: number;
  took: number;
  running: Promise<void> | null;
}
const known = new WeakMap<State, Known>();

const begin = (where: Where, last: Known): Promise<void> => {
  const { state, desk } = where;
  const { authority } = state;
  const at = desk.clock.elapsed();
  return gather(where)
    .then((facts) => {
      Object.assign(last, { authority, facts, at, took: desk.clock.elapsed() - at });
    })
    .finally(() => {
      last.running = null;
    });
};

/**
 * The facts of the state, at most a few minutes old; null when they could not be had in time. Of a desk that is quickly looked at they
 * are of now.
 */
export async function estateFactsOf(where: Where): Promise<EstateFacts | null> {
  const { state, desk } = where;
  let last = known.get(state);
  if (last === undefined)
    known.set(state, (last = { authority: -1, facts: null, at: 0, took: 0, running: null }));
  const age = desk.clock.elapsed() - last.at;
  const rests = last.took > QUICK_MS && age < REST * last.took;
  if (last.authority === state.authority || rests) return last.facts;
  last.running ??= begin(where, last);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const waited = new Promise<void>((done) => {
    timer = setTimeout(done, WAIT_MS);
  });
  await Promise.race([last.running, waited]);
  clearTimeout(timer);
  return last.authority === state.authority || desk.clock.elapsed() - last.at < OLDEST_MS ? last.facts : null;
}

const PROTECTS = 'protects';
const protectedBy = ({ tags }: KeyEntity): string | undefined =>
  tags.find(([name]) => name.toLowerCase() === PROTECTS)?.[1];

/** Whatever the request says: who can only under a condition is not counted, so that no count is too high. */
const can = (roles: readonly RoleAccess[], action: string): boolean =>
  roles.some((each) => each.always && each.action === action);

const whoCan = ({ access }: AccessProfile, action: string): readonly number[] =>
  access.filter(({ roles }) => can(roles, action)).map(({ principal }) => principal);

const NONE: readonly string[] = [];
const OPEN: RoleActions = {
  administer: ['kms:PutKeyPolicy'],
  encrypt: NONE,
  decrypt: ['kms:Decrypt'],
  sign: NONE,
  grant: NONE,
};
const SHUT: RoleActions = { ...OPEN, decrypt: NONE };
/** Only what is told. */
const asked = (usage: KeyUsage): RoleActions => (usage === 'ENCRYPT_DECRYPT' ? OPEN : SHUT);

async function gather(where: Where): Promise<EstateFacts | null> {
  const { state, desk } = where;
  const { clock } = desk;
  const access = new EffectiveAccess(where, asked);
  const arnOf = (principal: number): string => access.principals[principal]?.caller.arn ?? '';
  const counts = new Map<number, number>();
  const openers = new Map<string, readonly number[]>();
  const guards: GuardFacts[] = [];
  const keys = [...state.all('key')].filter(
    (key) => key.state !== 'Destroyed' && key.state !== 'PendingDeletion' && key.sandbox === undefined,
  );
  const note = (key: KeyEntity): void => {
    const protects = protectedBy(key);
    const id = access.profileId(key);
    let who = openers.get(id);
    if (who === undefined || protects !== undefined) {
      const profile = access.of(key);
      openers.set(id, (who ??= whoCan(profile, 'kms:Decrypt')));
      if (protects !== undefined)
        guards.push({
          keyId: key.id,
          name: state.aliasNamesOf(key.id)[0] ?? key.id,
          protects,
          administrators: whoCan(profile, 'kms:PutKeyPolicy').map(arnOf),
        });
    }
    for (const principal of who) counts.set(principal, (counts.get(principal) ?? 0) + 1);
  };
  const ends = clock.elapsed() + WORK_MS;
  let began = clock.elapsed();
  for (const key of keys) {
    if (whyRefused(state, key.id) !== undefined || state.policy(key.id) === undefined) continue;
    try {
      note(key);
    } catch (error) {
      // A stored policy that this version cannot evaluate: nothing is allowed by it.
      if (!(error instanceof ServiceError)) throw error;
    }
    const now = clock.elapsed();
    if (now >= ends) return null;
    if (now - began < SLICE_MS) continue;
    // oxlint-disable-next-line no-await-in-loop -- others run between slices
    await new Promise((done) => setTimeout(done, 0));
    began = clock.elapsed();
  }
  return {
    keys: keys.length,
    decrypts: [...counts].map(([principal, count]) => [arnOf(principal), count] as const),
    guards,
  };
}
