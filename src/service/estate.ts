/** What principals may on all keys of the desk together, for rules that look beyond one policy: worked out once until something changes. */
import type { EstateFacts, GuardFacts } from '../domain/policy/world.ts';
import type { KeyEntity } from '../domain/state/entities.ts';
import type { State } from '../domain/state/state.ts';
import { EffectiveAccess, type AccessProfile, type RoleAccess } from './effective-access.ts';
import { ServiceError } from './errors.ts';
import type { Context } from './operation.ts';
import { whyRefused } from './resolve.ts';

/** How long it is worked on; a desk that takes longer is not judged by these rules. Others run between two slices. */
const WORK_MS = 400;
const SLICE_MS = 8;

type Where = Pick<Context<unknown>, 'state' | 'desk' | 'ports' | 'call'>;

interface Known {
  readonly authority: number;
  readonly facts: Promise<EstateFacts | null>;
}
const known = new WeakMap<State, Known>();

/** The facts of the state as it is; null when they could not be had in time. Asked again before anything changed, they are at hand. */
export function estateFactsOf(where: Where): Promise<EstateFacts | null> {
  const { state } = where;
  const before = known.get(state);
  if (before !== undefined && before.authority === state.authority) return before.facts;
  const facts = gather(where);
  known.set(state, { authority: state.authority, facts });
  // What failed is asked anew; who asked is told of it.
  facts.catch(() => known.delete(state));
  return facts;
}

const PROTECTS = 'protects';
const protectedBy = ({ tags }: KeyEntity): string | undefined =>
  tags.find(([name]) => name.toLowerCase() === PROTECTS)?.[1];

/** Whatever the request says: who can only under a condition is not counted, so that no count is too high. */
const can = (roles: readonly RoleAccess[], action: string): boolean =>
  roles.some((each) => each.always && each.action === action);

const whoCan = ({ access }: AccessProfile, action: string): readonly number[] =>
  access.filter(({ roles }) => can(roles, action)).map(({ principal }) => principal);

async function gather(where: Where): Promise<EstateFacts | null> {
  const { state, desk } = where;
  const { clock } = desk;
  const access = new EffectiveAccess(where);
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
