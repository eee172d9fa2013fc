/**
 * What somebody gains and loses when their identity policies become others: each action that can change is asked of every key, and of the
 * desk, once with what only a request will say in their favour and once against. What both answers agree on is certain; the rest hangs on
 * conditions, and is told so.
 */
import { keyArn } from '../domain/keys/identifiers.ts';
import { ACTIONS, worksOn, type ActionRow } from '../domain/policy/actions.ts';
import { assume } from '../domain/policy/assume.ts';
import { canonicalStatement } from '../domain/policy/compare/differences.ts';
import type { CompiledPolicy, CompiledStatement } from '../domain/policy/compile.ts';
import { conditionKey } from '../domain/policy/condition-keys.ts';
import { decide, type PolicySource } from '../domain/policy/evaluate.ts';
import type { KeyEntity } from '../domain/state/entities.ts';
import { isOpen, reachOf } from './effective-access.ts';
import { grantsFor } from './grants.ts';
import type { Context, Principal } from './operation.ts';
import { arnOfKey, deskPlace } from './resolve.ts';
import { simulatedValues } from './simulated-values.ts';

/** Whether somebody may do something: whatever the request says, only under conditions, or not at all. */
export const STANDINGS = ['never', 'conditions', 'always'] as const;
export type Standing = (typeof STANDINGS)[number];

/** One action that does not stand as it stood. Under conditions before and after: the conditions are others. */
export interface Turn {
  readonly action: string;
  readonly before: Standing;
  readonly after: Standing;
}

type Where = Pick<Context<unknown>, 'state' | 'desk' | 'ports' | 'call'>;

interface Side {
  readonly may: readonly PolicySource[];
  readonly must: readonly PolicySource[];
  readonly statements: readonly CompiledStatement[];
}

const sideOf = (policies: readonly PolicySource[]): Side => ({
  may: policies.map((policy) => assume(policy, isOpen, 'may')),
  must: policies.map((policy) => assume(policy, isOpen, 'must')),
  statements: policies.flatMap(({ compiled }) => compiled.statements),
});

/** Statements of one side that the other does not have, in whatever words. */
function without(side: Side, other: Side): readonly CompiledStatement[] {
  const known = new Set(other.statements.map(canonicalStatement));
  return side.statements.filter((statement) => !known.has(canonicalStatement(statement)));
}

/** On a key, and decided together with its policy. */
const onKey = ({ on }: ActionRow): boolean => on.includes('key');
/** Half of it is decided on an alias, whose name nobody knows yet. */
const onAlias = ({ on }: ActionRow): boolean => on.includes('alias');

export class IdentityChange {
  readonly #where: Where;
  readonly #principal: Principal;
  readonly #before: Side;
  readonly #after: Side;
  /** Actions that a statement speaks of which only one side has: no other can change. */
  readonly #actions: readonly { readonly row: ActionRow; readonly index: number }[];
  readonly #looksAtKey: boolean;
  /** Beginning of the ARN of every key. */
  readonly #keys: string;
  /** By kind and policy, of keys that nobody tells apart. */
  readonly #alike = new Map<string, readonly Turn[]>();
  readonly #numbers = new Map<CompiledPolicy, number>();

  constructor(
    where: Where,
    principal: Principal,
    before: readonly PolicySource[],
    after: readonly PolicySource[],
  ) {
    this.#where = where;
    this.#principal = principal;
    this.#before = sideOf(before);
    this.#after = sideOf(after);
    const changed = [...without(this.#before, this.#after), ...without(this.#after, this.#before)];
    this.#actions = ACTIONS.flatMap((row, index) =>
      changed.some(({ actions }) => actions[index] === 1) ? [{ row, index }] : [],
    );
    this.#keys = keyArn(deskPlace(where.desk), '');
    const all = [...before, ...after];
    this.#looksAtKey = all.some(({ compiled }) => this.#looksAt(compiled));
  }

  /** What is done on no key. */
  ofDesk(): readonly Turn[] {
    const { caller } = this.#principal;
    return this.#actions.flatMap(({ row, index }) => {
      if (onKey(row)) return [];
      const values = this.#values(row.name, null, '*');
      const request = { action: row.name, resource: '*', caller, values, onKey: false };
      const standing = ({ may, must }: Side): Standing =>
        !decide(request, null, may).allowed
          ? 'never'
          : decide(request, null, must).allowed
            ? 'always'
            : 'conditions';
      return this.#turn(row, index, '*', standing);
    });
  }

  /** With a stop after every action. */
  *ofKey(key: KeyEntity): Generator<void, readonly Turn[], void> {
    const { state, ports, desk } = this.#where;
    const policy = ports.policies.keyPolicy(state, key.id);
    const grants = grantsFor(state, key.id, this.#principal);
    const { caller } = this.#principal;
    const { anybody, arns, accounts } = reachOf(policy.compiled);
    // Whom the key's policy does not reach at all, identity policies give nothing and take nothing.
    if (grants === null && !anybody && !arns.has(caller.arn) && !accounts.has(caller.accountId)) return [];
    const apart = grants !== null || this.#looksAtKey || this.#looksAt(policy.compiled);
    const kind = apart ? '' : this.#kindOf(policy.compiled, key);
    const known = this.#alike.get(kind);
    if (!apart && known !== undefined) return known;
    const resource = arnOfKey(desk, key.id);
    const [may, must] = [assume(policy, isOpen, 'may'), assume(policy, isOpen, 'must')];
    const open = grants === null ? null : { ...grants, anyContext: true as const };
    const turns: Turn[] = [];
    for (const { row, index } of this.#actions) {
      if (!onKey(row) || !worksOn(row, key)) continue;
      const values = this.#values(row.name, key, resource);
      const request = { action: row.name, resource, caller, values, onKey: true };
      const standing = (side: Side): Standing =>
        !decide(request, may, side.may, open).allowed
          ? 'never'
          : !onAlias(row) && decide(request, must, side.must, grants).allowed
            ? 'always'
            : 'conditions';
      turns.push(...this.#turn(row, index, resource, standing));
      yield;
    }
    if (!apart) this.#alike.set(kind, turns);
    return turns;
  }

  #values(action: string, key: KeyEntity | null, resource: string) {
    const permission = { action, key, resource };
    const asked = { principal: this.#principal, permission, values: new Map(), context: undefined };
    return simulatedValues(this.#where, asked);
  }

  #turn(
    { name: action }: ActionRow,
    index: number,
    resource: string,
    standing: (side: Side) => Standing,
  ): readonly Turn[] {
    const [before, after] = [standing(this.#before), standing(this.#after)];
    const same = before === after && (before !== 'conditions' || this.#sameConditions(index, resource));
    return same ? [] : [{ action, before, after }];
  }

  /** Whether the same statements speak of it: then it hangs on the same conditions as before. */
  #sameConditions(index: number, resource: string): boolean {
    const values = () => undefined;
    const [one, other] = [this.#before, this.#after].map(
      ({ statements }) =>
        new Set(
          statements
            // What a variable of the resource stands for is not asked: it may speak of it.
            .filter(
              ({ actions, resource: covers, written }) =>
                actions[index] === 1 &&
                (covers(resource, values) || written.resources.some(({ text }) => text.includes('${'))),
            )
            .map(canonicalStatement),
        ),
    ) as [Set<string>, Set<string>]; // two in, two out
    return one.size === other.size && one.isSubsetOf(other);
  }

  /** Whether two keys of one kind could fare differently under the policy. */
  #looksAt({ statements }: CompiledPolicy): boolean {
    const everyKey = (text: string): boolean => {
      const [start = '', ...rest] = text.split('*');
      return rest.length > 0 && rest.every((part) => part === '') && this.#keys.startsWith(start);
    };
    return statements.some(
      ({ written, conditions }) =>
        written.not.resource ||
        written.resources.some(({ text }) => !everyKey(text)) ||
        conditions.some(({ folded }) => conditionKey(folded)?.from === 'key'),
    );
  }

  /** Policies of one text are one object. */
  #kindOf(policy: CompiledPolicy, { usage, spec }: KeyEntity): string {
    let number = this.#numbers.get(policy);
    if (number === undefined) this.#numbers.set(policy, (number = this.#numbers.size));
    return `${number} ${usage} ${spec}`;
  }
}
