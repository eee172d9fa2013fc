/**
 * What the linter asks of the comparison, answered by trying: everybody of the directory and in the policies, every action, every value
 * that a condition names, one that none names, and none. It proves nothing, and so it is for tests: it finds what a proof missed.
 */
import { ACTIONS } from '../actions.ts';
import { policyOf, type CompiledPolicy, type CompiledStatement } from '../compile.ts';
import { conditionKey } from '../condition-keys.ts';
import { decide, type Caller, type PolicySource } from '../evaluate.ts';
import type { ConditionValue } from '../operators.ts';
import type { DirectoryPrincipal, PolicyWorld } from '../world.ts';
import { compiledIdentityPolicy } from '../read-policy.ts';
import { knownOf } from './access.ts';
import type { IdleStatement, LintEngine } from './engine.ts';
import { accountOf, roleOfSession } from './facts.ts';

interface Asker {
  readonly caller: Caller;
  readonly known: ReadonlyMap<string, ConditionValue>;
  readonly policies: readonly PolicySource[];
}

const source = (compiled: CompiledPolicy): PolicySource => ({ compiled, id: '', version: 1, digest: '' });

const stranger = (arn: string): DirectoryPrincipal => ({
  arn,
  id: 'AROASTRANGER',
  kind: arn.includes(':user/') ? 'user' : 'role',
  name: 'stranger',
  tags: [],
  policies: [],
  active: true,
  lastSeen: null,
});

function askersOf(policies: readonly CompiledPolicy[], world: PolicyWorld): readonly Asker[] {
  const named = policies.flatMap(({ statements }) =>
    statements.flatMap((each) => [...(each.principals?.arns ?? [])]),
  );
  const sessions = named.filter((arn) => roleOfSession(arn) !== arn);
  const strangers = [
    ...named.map(roleOfSession),
    ...[world.accountId, '999988887777'].map((account) => `arn:aws:iam::${account}:role/stranger`),
  ];
  const directory = world.principals ?? [];
  const all = [
    ...directory,
    ...[...new Set(strangers)].filter((arn) => !directory.some((each) => each.arn === arn)).map(stranger),
  ];
  const root = { ...stranger(`arn:aws:iam::${world.accountId}:root`), kind: 'user' as const };
  return [...all, root].flatMap((principal) => {
    const { arn, kind } = principal;
    const own = sessions.filter((session) => roleOfSession(session) === arn);
    return [undefined, ...own].map((sessionArn) => ({
      caller: {
        arn,
        accountId: accountOf(arn) ?? world.accountId,
        kind: principal === root ? ('root' as const) : kind,
        ...(sessionArn === undefined ? {} : { sessionArn }),
      },
      known: knownOf(world, principal),
      policies: principal.policies.flatMap((each) => {
        const compiled = compiledIdentityPolicy(each.text);
        return compiled === null ? [] : [source(compiled)];
      }),
    }));
  });
}

const MOST = 400;

/** Ways to fill in what the policies ask and the caller does not settle. */
function lookups(
  policies: readonly CompiledPolicy[],
  known: Asker['known'],
  action: string,
): readonly ReadonlyMap<string, ConditionValue>[] {
  let all: ReadonlyMap<string, ConditionValue>[] = [known];
  const asked = new Map<string, Set<string>>();
  for (const { statements } of policies)
    for (const { conditions } of statements)
      for (const { folded, wanted } of conditions) {
        const values = asked.get(folded) ?? new Set(['another']);
        for (const text of wanted) values.add(text.replaceAll('*', 'x').replaceAll('?', 'y'));
        asked.set(folded, values);
      }
  for (const [key, values] of asked) {
    const row = conditionKey(key);
    const scope = row?.actions ?? null;
    if (known.has(key) || row === undefined || row.from === 'absent' || key.startsWith('aws:principaltag/'))
      continue;
    if (scope !== null && !scope.includes(action)) continue;
    const single: ConditionValue[] = [undefined, ...values];
    const choices = row.multi
      ? [...single.map((value) => (typeof value === 'string' ? [value] : value)), [...values]]
      : single;
    if (all.length * choices.length > MOST) continue;
    all = all.flatMap((map) => choices.map((value) => new Map([...map, [key, value]])));
  }
  return all;
}

/** Every request that is tried, with what is allowed of it. */
function* verdicts(policies: readonly CompiledPolicy[], world: PolicyWorld): Generator<readonly boolean[]> {
  const identity = policies[0]?.kind === 'identity';
  const resource = world.key?.arn ?? '*';
  for (const { caller, known, policies: own } of askersOf(policies, world)) {
    for (const { name: action, on } of ACTIONS) {
      if (!identity && !on.includes('key')) continue;
      for (const map of lookups(policies, known, action)) {
        const request = { action, resource, caller, values: (key: string) => map.get(key), onKey: !identity };
        yield policies.map((policy) =>
          identity
            ? decide(request, null, [source(policy)]).allowed
            : decide(request, source(policy), own).allowed,
        );
      }
    }
  }
}

const without = (policy: CompiledPolicy, gone: (statement: CompiledStatement) => boolean): CompiledPolicy =>
  policyOf(
    policy.kind,
    policy.statements.filter((statement) => !gone(statement)),
  );

const same = (a: CompiledPolicy, b: CompiledPolicy, world: PolicyWorld): boolean => {
  for (const [x, y] of verdicts([a, b], world)) if (x !== y) return false;
  return true;
};

export const NAIVE_ENGINE: LintEngine = {
  certify: (before, after, world) => {
    let [gained, lost] = [false, false];
    for (const [was, is] of verdicts([before, after], world)) {
      gained ||= is === true && was === false;
      lost ||= was === true && is === false;
    }
    if (gained) return lost ? 'different' : 'wider';
    return lost ? 'narrower' : 'same';
  },
  idle: (policy, world) =>
    policy.statements.flatMap((statement): readonly IdleStatement[] => {
      const { index, effect } = statement;
      if (
        !same(
          policy,
          without(policy, (each) => each === statement),
          world,
        )
      )
        return [];
      const nothing = without(policy, () => true);
      const as = (by: CompiledStatement): CompiledStatement => ({ ...by, effect: 'Allow' });
      const alone = policyOf(policy.kind, [as(statement)]);
      if (same(alone, nothing, world)) return [{ index, why: 'never', by: [] }];
      if (effect === 'Deny') return [{ index, why: 'nothing-to-deny', by: [] }];
      const allows = without(policy, (each) => each.effect === 'Deny');
      const covered = same(
        allows,
        without(allows, (each) => each === statement),
        world,
      );
      const by = policy.statements.filter((other) => {
        if (other === statement || (other.effect === 'Allow') !== covered) return false;
        return same(
          policyOf(policy.kind, [as(other)]),
          policyOf(policy.kind, [as(other), as(statement)]),
          world,
        );
      });
      return [{ index, why: covered ? 'covered' : 'denied', by: by.slice(0, 1).map((each) => each.index) }];
    }),
};
