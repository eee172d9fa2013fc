/** Whom a key policy lets in without naming them: anybody of any account, or everybody of the desk's own. */
import { ACCESS_ROLES, ROLE_ACTIONS } from '../policy/access-roles.ts';
import { actionIndex } from '../policy/actions.ts';
import { boundOf } from '../policy/compare/strangers.ts';
import type { Budget } from '../policy/compare/budget.ts';
import type { CompiledPolicy, CompiledStatement } from '../policy/compile.ts';
import { reachOf, type Caller } from '../policy/evaluate.ts';
import type { ConditionValue } from '../policy/operators.ts';
import type { PolicyWorld } from '../policy/world.ts';

/** A statement that lets everybody use or administer the key. */
export interface Everyone {
  readonly statement: string;
  readonly where: 'any-account' | 'this-account';
  readonly uses: boolean;
  readonly administers: boolean;
  readonly decrypts: boolean;
  /** Only by some requests: under a condition that does not ask who it is. */
  readonly conditional: boolean;
}

const DECRYPT = actionIndex('kms:Decrypt');
const indices = (administer: boolean): readonly number[] => [
  ...new Set(
    Object.values(ROLE_ACTIONS).flatMap((roles) =>
      ACCESS_ROLES.filter((role) => (role === 'administer' || role === 'grant') === administer)
        .flatMap((role) => roles[role])
        .map(actionIndex),
    ),
  ),
];
const USES = indices(false);
const ADMINISTERS = indices(true);

/** A policy that takes more is not said to be open: the linter, which looks longer, says so in the editor. */
const BUDGET: Budget = { steps: 60_000, nodes: 10_000 };

/** Everybody, or everybody but a few. */
export const allowsAnyone = ({ principals }: CompiledStatement): boolean =>
  principals !== null && principals.anyone !== principals.inverted;

export const nameOfStatement = ({ sid, index }: CompiledStatement): string => sid ?? `statement ${index + 1}`;

const worldOf = (accountId: string): PolicyWorld => ({
  accountId,
  region: '',
  key: null,
  principals: null,
  grants: null,
  usage: null,
  now: 0,
  me: null,
});

/** Somebody of the account whom nobody named: what a service made tomorrow is. */
const newcomerOf = (accountId: string): Caller => ({
  arn: `arn:aws:iam::${accountId}:role/made-tomorrow-and-named-nowhere`,
  accountId,
  kind: 'role',
});

const valuesOf = ({ arn, accountId }: Caller): ReadonlyMap<string, ConditionValue> =>
  new Map([
    ['kms:calleraccount', accountId],
    ['aws:principalaccount', accountId],
    ['aws:principalarn', arn],
  ]);

/** `policy`: a compiled key policy. */
export function everyoneIn(policy: CompiledPolicy, accountId: string): readonly Everyone[] {
  const newcomer = newcomerOf(accountId);
  const values = valuesOf(newcomer);
  const known = ({ conditions }: CompiledStatement): boolean =>
    conditions.every(({ folded, open }) => !open && values.has(folded));
  const holds = ({ conditions }: CompiledStatement): boolean =>
    conditions.every((condition) => condition.holds((name) => values.get(name)));
  const denies = policy.statements.filter(
    (statement) =>
      statement.effect === 'Deny' &&
      reachOf(statement, newcomer) !== null &&
      known(statement) &&
      holds(statement) &&
      statement.written.resources.some(({ text }) => /^\*+$/.test(text)) &&
      !statement.written.not.resource,
  );
  const anyDeny = policy.statements.some(({ effect }) => effect === 'Deny');
  return policy.statements.flatMap((statement): Everyone[] => {
    if (statement.effect !== 'Allow' || !allowsAnyone(statement)) return [];
    const left = (action: number): boolean =>
      statement.actions[action] === 1 && !denies.some(({ actions }) => actions[action] === 1);
    const gives = {
      statement: nameOfStatement(statement),
      uses: USES.some(left),
      administers: ADMINISTERS.some(left),
      decrypts: left(DECRYPT),
    };
    if (!gives.uses && !gives.administers) return [];
    const plain = statement.conditions.length === 0;
    const open =
      (plain && !anyDeny) || boundOf(policy, statement.index, worldOf(accountId), BUDGET) === 'open';
    if (open) return [{ ...gives, where: 'any-account', conditional: !plain && !known(statement) }];
    return known(statement) && holds(statement) && reachOf(statement, newcomer) !== null
      ? [{ ...gives, where: 'this-account', conditional: false }]
      : [];
  });
}
