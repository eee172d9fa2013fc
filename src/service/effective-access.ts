/**
 * Who can do what with which keys, for all keys at once: worked out once for each policy and kind of key, not for each key. Only where a
 * policy looks at the key itself (its ARN, tags, aliases) does a key stand for itself.
 */
import type { DecidedBy } from '../domain/audit/event.ts';
import { assume } from '../domain/policy/assume.ts';
import {
  ACCESS_ROLES,
  ROLE_ACTIONS,
  type AccessRole,
  type RoleActions,
} from '../domain/policy/access-roles.ts';
import { ACTIONS } from '../domain/policy/actions.ts';
import type { CompiledPolicy } from '../domain/policy/compile.ts';
import { conditionKey } from '../domain/policy/condition-keys.ts';
import { grantThatAllows } from '../domain/grants/decides.ts';
import { decide, type Decision, type PolicySource } from '../domain/policy/evaluate.ts';
import type { KeyUsage } from '../domain/keys/key-specs.ts';
import type { KeyEntity } from '../domain/state/entities.ts';
import { grantsFor } from './grants.ts';
import type { Context, Principal } from './operation.ts';
import { principalOf } from './principals.ts';
import { arnOfKey } from './resolve.ts';
import { isSettled, simulatedValues } from './simulated-values.ts';

export interface RoleAccess {
  readonly role: AccessRole;
  /** The first of the role's actions that is allowed. */
  readonly action: string;
  /** How it comes: by name, through the account and a policy of the principal's own, or by a grant. */
  readonly layer: 'direct' | 'delegated' | 'grant';
  /** Whatever the request says; false: only when its conditions hold. */
  readonly always: boolean;
  /** What lets them, with a grant that does, too; where it is not always, with the Deny that may stand against it. */
  readonly decidedBy: readonly DecidedBy[];
}

/** Something that is done on no key. */
export interface DeskAccess extends Pick<RoleAccess, 'action' | 'always' | 'decidedBy'> {}

export interface PrincipalAccess {
  /** Index in the list of principals. */
  readonly principal: number;
  readonly roles: readonly RoleAccess[];
}

export interface AccessProfile {
  readonly access: readonly PrincipalAccess[];
  /** Whom the policy allows something who is not of this desk: `*`, ARNs, accounts. */
  readonly elsewhere: readonly string[];
}

type Where = Pick<Context<unknown>, 'state' | 'desk' | 'ports' | 'call'>;

/** Only a request says it. */
export const isOpen = (folded: string): boolean => !isSettled(folded);
const looksAtKey = new WeakMap<CompiledPolicy, boolean>();

/** Whether two keys of one kind could fare differently under the policy. */
function looksAt(policy: CompiledPolicy): boolean {
  let looks = looksAtKey.get(policy);
  if (looks === undefined) {
    looks = policy.statements.some(
      ({ written, conditions }) =>
        written.not.resource ||
        written.resources.some(({ text }) => !/^\*+$/.test(text)) ||
        // What follows from the spec is the same for a kind; the rest of the key's own is not.
        conditions.some(({ folded }) => conditionKey(folded)?.from === 'key' && !KIND.has(folded)),
    );
    looksAtKey.set(policy, looks);
  }
  return looks;
}

/** Of the key, and the same for all of one kind (spec and usage). */
const KIND: ReadonlySet<string> = new Set([
  'kms:keyspec',
  'kms:keyusage',
  'kms:keyorigin',
  'kms:multiregion',
  'kms:customermasterkeyspec',
  'kms:customermasterkeyusage',
]);

const layerOf = (decidedBy: readonly DecidedBy[]): RoleAccess['layer'] =>
  decidedBy.some(({ source }) => source === 'GRANT')
    ? 'grant'
    : decidedBy.some(({ source }) => source === 'IDENTITY_POLICY')
      ? 'delegated'
      : 'direct';

/** Whom the Allows of a key policy could speak of: all others are allowed nothing by it. */
interface Reach {
  readonly anybody: boolean;
  readonly arns: ReadonlySet<string>;
  readonly accounts: ReadonlySet<string>;
}
const reaches = new WeakMap<CompiledPolicy, Reach>();

export function reachOf(policy: CompiledPolicy): Reach {
  let reach = reaches.get(policy);
  if (reach === undefined) {
    const allows = policy.statements.flatMap(({ effect, principals }) =>
      effect === 'Allow' && principals !== null ? [principals] : [],
    );
    reach = {
      anybody: allows.some(({ anyone, inverted }) => anyone || inverted),
      arns: new Set(allows.flatMap(({ arns }) => [...arns])),
      accounts: new Set(allows.flatMap(({ accounts }) => [...accounts])),
    };
    reaches.set(policy, reach);
  }
  return reach;
}

const isReached = ({ anybody, arns, accounts }: Reach, { principal, may }: Party): boolean =>
  anybody || arns.has(principal.caller.arn) || (may.length > 0 && accounts.has(principal.caller.accountId));

/** Of both assumptions: what certainly lets them, else what may, and what may forbid it. */
const decidersOf = (could: Decision, certain: Decision): readonly DecidedBy[] =>
  certain.allowed
    ? certain.decidedBy
    : [...could.decidedBy, ...certain.decidedBy.filter((by) => by.effect === 'Deny')];

interface Party {
  readonly index: number;
  readonly principal: Principal;
  readonly may: readonly PolicySource[];
  readonly must: readonly PolicySource[];
  readonly looksAtKey: boolean;
}

/** A key, and its policy both ways. */
interface Ask {
  readonly key: KeyEntity;
  readonly may: PolicySource;
  readonly must: PolicySource;
  readonly reach: Reach;
  readonly granted: boolean;
}

export class EffectiveAccess {
  readonly #where: Where;
  readonly #actions: (usage: KeyUsage) => RoleActions;
  readonly #parties: readonly Party[];
  /** By kind and policy: those who fare alike on every key of it. */
  readonly #alike = new Map<string, readonly PrincipalAccess[]>();
  readonly #numbers = new Map<CompiledPolicy, number>();
  readonly #elsewhere = new WeakMap<CompiledPolicy, readonly string[]>();

  /** `actions`: those that are asked, by role; fewer are faster. */
  constructor(where: Where, actions: (usage: KeyUsage) => RoleActions = (usage) => ROLE_ACTIONS[usage]) {
    this.#where = where;
    this.#actions = actions;
    const { state, desk, ports } = where;
    this.#parties = [...state.all('principal')]
      .map((entity) => principalOf(desk.meta.accountId, entity))
      .sort((a, b) => (a.caller.arn < b.caller.arn ? -1 : 1))
      .map((principal, index) => {
        const identity = ports.policies.identityPolicies(state, principal.policies);
        return {
          index,
          principal,
          may: identity.map((source) => assume(source, isOpen, 'may')),
          must: identity.map((source) => assume(source, isOpen, 'must')),
          looksAtKey: identity.some(({ compiled }) => looksAt(compiled)),
        };
      });
  }

  /** ARNs; the index of a principal is its place here. */
  get principals(): readonly Principal[] {
    return this.#parties.map(({ principal }) => principal);
  }

  /** Which keys share a profile: the same text for all that do. */
  profileId(key: KeyEntity): string {
    const { state, ports } = this.#where;
    const { compiled } = ports.policies.keyPolicy(state, key.id);
    const own =
      looksAt(compiled) || state.grants.count(key.id) > 0 || this.#parties.some((party) => party.looksAtKey);
    return own ? key.id : this.#kindOf(compiled, key);
  }

  /** Policies of one text are one object. */
  #kindOf(policy: CompiledPolicy, { usage, spec }: KeyEntity): string {
    let number = this.#numbers.get(policy);
    if (number === undefined) this.#numbers.set(policy, (number = this.#numbers.size));
    return `${number} ${usage} ${spec}`;
  }

  of(key: KeyEntity): AccessProfile {
    const work = this.working(key);
    for (;;) {
      const step = work.next();
      if (step.done === true) return step.value;
    }
  }

  /** The same, with a stop after every principal. */
  *working(key: KeyEntity): Generator<void, AccessProfile, void> {
    const { state, ports } = this.#where;
    const policy = ports.policies.keyPolicy(state, key.id);
    const ask: Ask = {
      key,
      may: assume(policy, isOpen, 'may'),
      must: assume(policy, isOpen, 'must'),
      reach: reachOf(policy.compiled),
      granted: state.grants.count(key.id) > 0,
    };
    const elsewhere = this.#others(policy.compiled);
    // Grants are of this key alone.
    if (ask.granted || looksAt(policy.compiled))
      return { access: yield* this.#fares(this.#parties, ask), elsewhere };
    const kind = this.#kindOf(policy.compiled, key);
    let alike = this.#alike.get(kind);
    if (alike === undefined) {
      const parties = this.#parties.filter((party) => !party.looksAtKey);
      this.#alike.set(kind, (alike = yield* this.#fares(parties, ask)));
    }
    const parties = this.#parties.filter((party) => party.looksAtKey);
    const own = yield* this.#fares(parties, ask);
    return {
      access: own.length === 0 ? alike : [...alike, ...own].sort((a, b) => a.principal - b.principal),
      elsewhere,
    };
  }

  *#fares(parties: readonly Party[], ask: Ask): Generator<void, PrincipalAccess[], void> {
    const { key, may, must, reach, granted } = ask;
    const access: PrincipalAccess[] = [];
    for (const party of parties) {
      if (!granted && !isReached(reach, party)) continue;
      const roles = this.#rolesOf(party, key, may, must);
      if (roles.length > 0) access.push({ principal: party.index, roles });
      yield;
    }
    return access;
  }

  #rolesOf(party: Party, key: KeyEntity, may: PolicySource, must: PolicySource): RoleAccess[] {
    const { state, desk, call } = this.#where;
    const { principal } = party;
    const resource = arnOfKey(desk, key.id);
    const grants = grantsFor(state, key.id, principal);
    const open = grants === null ? null : { ...grants, anyContext: true as const };
    const roles: RoleAccess[] = [];
    const actions = this.#actions(key.usage);
    for (const role of ACCESS_ROLES) {
      let found: RoleAccess | null = null;
      for (const action of actions[role]) {
        const permission = { action, key, resource };
        const values = simulatedValues(
          { call, state, desk },
          { principal, permission, values: new Map(), context: undefined },
        );
        const request = { action, resource, caller: principal.caller, values, onKey: true };
        const could = decide(request, may, party.may, open);
        if (!could.allowed) continue;
        const certain = decide(request, must, party.must, grants);
        const always = certain.allowed;
        if (found !== null && !always) continue;
        const layer = layerOf(could.decidedBy);
        const decidedBy = decidersOf(could, certain);
        const granted = open === null || layer === 'grant' ? null : grantThatAllows(request, open);
        found = {
          role,
          action,
          layer,
          always,
          decidedBy: granted === null ? decidedBy : [...decidedBy, granted],
        };
        if (always) break;
      }
      if (found !== null) roles.push(found);
    }
    return roles;
  }

  /** What a principal (by its place) can do on no key: identity policies alone say. */
  onDesk(index: number): readonly DeskAccess[] {
    const party = this.#parties[index];
    if (party === undefined) return [];
    const { state, desk, call } = this.#where;
    const { principal } = party;
    return ACTIONS.filter(({ on }) => on.every((scope) => scope === 'none')).flatMap(({ name: action }) => {
      const permission = { action, key: null, resource: '*' };
      const values = simulatedValues(
        { call, state, desk },
        { principal, permission, values: new Map(), context: undefined },
      );
      const request = { action, resource: '*', caller: principal.caller, values, onKey: false };
      const could = decide(request, null, party.may, null);
      if (!could.allowed) return [];
      const certain = decide(request, null, party.must, null);
      return [{ action, always: certain.allowed, decidedBy: decidersOf(could, certain) }];
    });
  }

  /** Named by an Allow, and not of this desk. */
  #others(policy: CompiledPolicy): readonly string[] {
    let others = this.#elsewhere.get(policy);
    if (others === undefined) {
      const here = new Set(this.#parties.map(({ principal }) => principal.caller.arn));
      const { accountId } = this.#where.desk.meta;
      const named = policy.statements
        .filter(({ effect }) => effect === 'Allow')
        .flatMap(({ principals }) =>
          principals === null
            ? []
            : [...(principals.anyone ? ['*'] : []), ...principals.arns, ...principals.accounts],
        );
      others = [...new Set(named)].filter((name) => name !== accountId && !here.has(name)).sort();
      this.#elsewhere.set(policy, others);
    }
    return others;
  }
}
