import * as z from 'zod';
import { ACTIONS } from '../../../domain/policy/actions.ts';
import type { CompiledPolicy } from '../../../domain/policy/compile.ts';
import type { PolicySource } from '../../../domain/policy/evaluate.ts';
import type { KeyEntity, PrincipalEntity } from '../../../domain/state/entities.ts';
import { principalArn } from '../../../domain/keys/identifiers.ts';
import { reachOf } from '../../effective-access.ts';
import { ServiceError } from '../../errors.ts';
import { IdentityChange, STANDINGS, type Turn } from '../../identity-change.ts';
import { inTurn } from '../../in-turn.ts';
import { effect, operation, type Context, type Principal } from '../../operation.ts';
import { nameRule, principalOf } from '../../principals.ts';
import { whyRefused } from '../../resolve.ts';
import { policyText } from '../../schema.ts';
import { Slices } from '../../slices.ts';
import { knownPolicies } from '../people/names.ts';
import { principalId } from '../people/person.ts';
import { compiledText } from '../policies/policy-text.ts';
import { holdersOf } from './holders.ts';
import { ownPolicyOf } from './known-policy.ts';
import { identityPolicyName } from './policy-text.ts';

/** People and services that are looked at, and how long. What was not looked at is counted. */
const MOST_HOLDERS = 50;
const WORK_MS = 1_500;
/** Keys that a row names. */
const MOST_NAMED = 3;

const kind = z.enum(['user', 'role']);
const standing = z.enum(STANDINGS);

const input = z.object({
  /** A policy of the desk's own, and the text that it would have: who has it is looked at. */
  Name: identityPolicyName.optional(),
  Policy: policyText.optional(),
  /** Instead: a person or service, and exactly the policies that they would have. */
  PrincipalId: principalId.optional(),
  /** Instead: somebody who would be made with these policies. */
  NewPrincipal: z.object({ Kind: kind, Name: z.string().regex(nameRule) }).optional(),
  Policies: z.array(z.string().min(1).max(128)).max(10).optional(),
});
type Asked = Context<z.output<typeof input>>;

const row = z.object({
  /** In the order of the catalogue. */
  Actions: z.array(z.string()),
  /** Whatever the request says, only under conditions, or never. Conditions on both sides: other conditions. */
  Before: standing,
  After: standing,
  /** How many keys; absent: not done on a key. */
  Keys: z.int().optional(),
  /** Some of them. */
  NamedKeys: z.array(z.object({ KeyId: z.string(), Name: z.string() })),
});
type Row = z.output<typeof row>;

const output = z.object({
  Principals: z.array(
    z.object({
      /** Absent: they would be made. */
      PrincipalId: z.string().optional(),
      PrincipalArn: z.string(),
      Kind: kind,
      Name: z.string(),
      /** What changes. Empty, and all was looked at: nothing does. */
      Rows: z.array(row),
    }),
  ),
  /** People and services that have the policy, and were not looked at. */
  More: z.int(),
  /** Keys that were looked at, of all. */
  Keys: z.int(),
  TotalKeys: z.int(),
  /** Those of them whose policy leaves control to the account. */
  DelegatingKeys: z.int(),
});

interface Subject {
  readonly entity: PrincipalEntity | null;
  readonly principal: Principal;
  readonly before: readonly PolicySource[];
  readonly after: readonly PolicySource[];
}

/** Exactly one of the three ways to ask. */
function check({ Name, Policy, PrincipalId, NewPrincipal, Policies }: z.output<typeof input>): void {
  const ways = [Name, PrincipalId, NewPrincipal].filter((each) => each !== undefined);
  if (ways.length !== 1)
    throw new ServiceError('ValidationException', 'Give one of Name, PrincipalId and NewPrincipal.');
  if ((Name === undefined) !== (Policy === undefined) || (Name === undefined) === (Policies === undefined))
    throw new ServiceError(
      'ValidationException',
      'Give Policy with Name; with PrincipalId and NewPrincipal give Policies.',
    );
}

function subjectsOf(context: Asked): { readonly subjects: readonly Subject[]; readonly more: number } {
  const { state, ports, desk, input: given } = context;
  const sources = (names: readonly string[]) => ports.policies.identityPolicies(state, names);
  const { accountId } = desk.meta;
  if (given.Name !== undefined) {
    const name = given.Name;
    ownPolicyOf(state, name);
    const edited: PolicySource = {
      compiled: compiledText(given.Policy ?? '', 'identity'),
      id: name,
      version: 0,
      digest: '',
    };
    const holders = holdersOf(state, name);
    const looked = holders.slice(0, MOST_HOLDERS);
    return {
      more: holders.length - looked.length,
      subjects: looked.map((entity) => {
        const before = sources(entity.policies);
        const after = before.map((source) => (source.id === name ? edited : source));
        return { entity, principal: principalOf(accountId, entity), before, after };
      }),
    };
  }
  const after = sources(knownPolicies(state, given.Policies ?? []));
  if (given.NewPrincipal !== undefined) {
    const { Kind, Name: name } = given.NewPrincipal;
    const arn = principalArn({ account: accountId }, Kind, name);
    const policies = given.Policies ?? [];
    const principal = { id: '', name, policies, caller: { arn, accountId, kind: Kind } };
    return { more: 0, subjects: [{ entity: null, principal, before: [], after }] };
  }
  const entity = state.principal(given.PrincipalId ?? '');
  if (entity === undefined)
    throw new ServiceError('NotFoundException', 'There is no such person or service.');
  const before = sources(entity.policies);
  return { more: 0, subjects: [{ entity, principal: principalOf(accountId, entity), before, after }] };
}

const PLACE: ReadonlyMap<string, number> = new Map(ACTIONS.map(({ name }, place) => [name, place]));
const byPlace = (a: string, b: string): number => (PLACE.get(a) ?? 0) - (PLACE.get(b) ?? 0);

/** By action and how it stands before and after: the keys. Null: the desk itself. */
class Turns {
  readonly #keys = new Map<string, { readonly turn: Turn; readonly keys: KeyEntity[] | null }>();

  add(turns: readonly Turn[], key: KeyEntity | null): void {
    for (const turn of turns) {
      const id = `${turn.action} ${turn.before} ${turn.after}`;
      const held = this.#keys.get(id);
      if (held === undefined) this.#keys.set(id, { turn, keys: key === null ? null : [key] });
      else if (key !== null) held.keys?.push(key);
    }
  }

  /** Actions that turn alike on the same keys are one row; what is gained for sure comes first. */
  rows(nameOf: (key: KeyEntity) => string): readonly Row[] {
    const alike = Map.groupBy(
      this.#keys.values(),
      ({ turn, keys }) => `${turn.before} ${turn.after} ${keys?.map(({ id }) => id).join() ?? 'desk'}`,
    );
    const weight = ({ Before, After }: Row): number => STANDINGS.indexOf(Before) - STANDINGS.indexOf(After);
    return [...alike.values()]
      .flatMap((some) => {
        const [first] = some;
        if (first === undefined) return [];
        const { turn, keys } = first;
        return [
          {
            Actions: some.map((each) => each.turn.action).sort(byPlace),
            Before: turn.before,
            After: turn.after,
            ...(keys === null ? {} : { Keys: keys.length }),
            NamedKeys: (keys ?? []).slice(0, MOST_NAMED).map((key) => ({ KeyId: key.id, Name: nameOf(key) })),
          },
        ];
      })
      .sort((a, b) => weight(a) - weight(b) || byPlace(a.Actions[0] ?? '', b.Actions[0] ?? ''));
  }
}

/** Null: by a stored policy that this version cannot evaluate nothing is allowed. */
function policyOfKey({ state, ports }: Asked, keyId: string): CompiledPolicy | null {
  try {
    return ports.policies.keyPolicy(state, keyId).compiled;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return null;
  }
}

/** Key by key, everybody of it, in slices: whatever the time allows is of whole keys. */
async function answer(context: Asked): Promise<z.output<typeof output>> {
  const { state, desk, call } = context;
  const { subjects, more } = subjectsOf(context);
  const keys = [...state.all('key')].filter(
    ({ id, state: is, sandbox }) =>
      is !== 'Destroyed' &&
      sandbox === undefined &&
      state.policy(id) !== undefined &&
      whyRefused(state, id) === undefined,
  );
  const asked = subjects.map(({ principal, before, after }) => {
    const change = new IdentityChange(context, principal, before, after);
    const turns = new Turns();
    turns.add(change.ofDesk(), null);
    return { change, turns };
  });
  const slices = new Slices(desk.clock, WORK_MS);
  let looked = 0;
  let delegating = 0;
  for (const key of asked.length === 0 ? [] : keys) {
    if (slices.isOver || call.signal?.aborted === true) break;
    looked++;
    const policy = policyOfKey(context, key.id);
    if (policy === null) continue;
    for (const { change, turns } of asked) {
      const work = change.ofKey(key);
      for (;;) {
        const step = work.next();
        if (step.done === true) {
          turns.add(step.value, key);
          break;
        }
        // oxlint-disable-next-line no-await-in-loop -- others run between slices
        if (slices.isDue) await slices.pause();
      }
    }
    if (reachOf(policy).accounts.has(desk.meta.accountId)) delegating++;
    // oxlint-disable-next-line no-await-in-loop -- likewise, where keys are alike and take no work
    if (slices.isDue) await slices.pause();
  }
  const nameOf = ({ id }: KeyEntity): string => state.aliasNamesOf(id)[0]?.replace(/^alias\//, '') ?? id;
  return {
    Principals: subjects.map(({ entity, principal }, place) => ({
      ...(entity === null ? {} : { PrincipalId: entity.id }),
      PrincipalArn: principal.caller.arn,
      Kind: principal.caller.kind === 'user' ? 'user' : 'role',
      Name: principal.name,
      Rows: [...(asked[place]?.turns.rows(nameOf) ?? [])],
    })),
    More: more,
    Keys: looked,
    TotalKeys: keys.length,
    DelegatingKeys: delegating,
  };
}

/**
 * What people and services would gain and lose, on which keys and on the desk: if a policy of the desk's own had another text, or if
 * somebody had exactly these policies. Nothing is saved. What only a request decides is told as a condition.
 */
export const compareIdentityPolicies = operation.onAccount({
  name: 'CompareIdentityPolicies',
  class: 'read',
  input,
  output,
  errors: [
    'KMSInternalException',
    'LimitExceededException',
    'MalformedPolicyDocumentException',
    'NotFoundException',
  ],
  check,
  permissions: () => [
    { action: 'keydesk:GetIdentityPolicy', key: null, resource: '*' },
    { action: 'keydesk:ListEffectiveAccess', key: null, resource: '*' },
  ],
  parameters: ({ Name, PrincipalId, Policies }) => [
    ...(Name === undefined ? [] : [['Name', Name] as const]),
    ...(Policies === undefined ? [] : [['Policies', Policies.join(' ')] as const]),
    ...(PrincipalId === undefined ? [] : [['PrincipalId', PrincipalId] as const]),
  ],
  plan: (context) => {
    // What cannot be asked is refused at once.
    subjectsOf(context);
    return effect(
      () => inTurn(context, () => answer(context)),
      (output) => ({ output }),
    );
  },
});
