/** What a key policy gives away, read off its compiled form. The same for every key with the same text, so it is kept by digest. */
import { ACTIONS, actionIndex } from '../policy/actions.ts';
import type { CompiledPolicy, CompiledStatement } from '../policy/compile.ts';
import { reachOf } from '../policy/evaluate.ts';
import { hasWildcard } from '../policy/wildcard.ts';
import { allowsAnyone, everyoneIn, type Everyone } from './everyone.ts';

export interface PolicyTraits {
  /** Statements that let everybody, of any account or of this one, use or administer the key. */
  readonly everyone: readonly Everyone[];
  /** Principals that one statement lets do everything with the key. */
  readonly everything: readonly string[];
  /** Principals that may change the policy and decrypt, without holding everything. */
  readonly administersAndDecrypts: readonly string[];
  /** Principals that may create grants only because a pattern such as `kms:Create*` covers it. */
  readonly grantsByPattern: readonly string[];
  /** ARNs that it names as those who may change it. */
  readonly changers: readonly string[];
  /** Whether it leaves somebody of the desk a way to change it, by name or through the account; what a request says, counted in favour. */
  readonly mayChange: (arn: string) => boolean;
  /** It allows nobody by name: who may what stands in identity policies alone. */
  readonly delegatesOnly: boolean;
}

const DECRYPT = actionIndex('kms:Decrypt');
const PUT_POLICY = actionIndex('kms:PutKeyPolicy');
const CREATE_GRANT = actionIndex('kms:CreateGrant');
const ON_KEYS = ACTIONS.flatMap(({ name, on }, index) =>
  name.startsWith('kms:') && on.includes('key') ? [index] : [],
);

const coversAll = ({ actions }: CompiledStatement): boolean => ON_KEYS.every((index) => actions[index] === 1);

const ACCOUNT = /^arn:aws:(?:iam|sts)::([0-9]{12}):/;
const everyResource = ({ written }: CompiledStatement): boolean =>
  !written.not.resource && written.resources.some(({ text }) => /^\*+$/.test(text));

/** Is the action denied to the principal whatever the request is? */
function isDenied(policy: CompiledPolicy, arn: string, action: number): boolean {
  const caller = { arn, accountId: ACCOUNT.exec(arn)?.[1] ?? '', kind: 'user' as const };
  return policy.statements.some(
    (statement) =>
      statement.effect === 'Deny' &&
      statement.conditions.length === 0 &&
      statement.actions[action] === 1 &&
      everyResource(statement) &&
      reachOf(statement, caller) !== null,
  );
}

/** Whom an Allow names. NotPrincipal names whom it leaves out. */
const named = ({ principals }: CompiledStatement): Iterable<string> =>
  principals === null || principals.inverted ? [] : principals.arns;

/** The action came by a pattern, and the statement does not name it. */
function onlyByPattern({ written, actions }: CompiledStatement): boolean {
  if (actions[CREATE_GRANT] !== 1) return false;
  if (written.not.action) return true;
  const names = written.actions.map(({ text }) => text.toLowerCase());
  return !names.includes('kms:creategrant') && names.some(hasWildcard);
}

/** `policy`: a compiled key policy. */
export function policyTraits(policy: CompiledPolicy, accountId: string): PolicyTraits {
  const allows = policy.statements.filter(({ effect }) => effect === 'Allow');
  const everything = new Set<string>();
  const may = new Map<string, Set<number>>();
  const byPattern = new Set<string>();
  for (const statement of allows) {
    for (const arn of named(statement)) {
      if (coversAll(statement)) everything.add(arn);
      else if (onlyByPattern(statement)) byPattern.add(arn);
      let actions = may.get(arn);
      if (actions === undefined) may.set(arn, (actions = new Set()));
      for (const action of [DECRYPT, PUT_POLICY]) if (statement.actions[action] === 1) actions.add(action);
    }
  }
  const both = [...may].filter(
    ([arn, actions]) =>
      !everything.has(arn) &&
      [DECRYPT, PUT_POLICY].every((action) => actions.has(action) && !isDenied(policy, arn, action)),
  );
  const changes = allows.filter(({ actions }) => actions[PUT_POLICY] === 1);
  return {
    changers: [...new Set(changes.flatMap((statement) => [...named(statement)]))].filter(
      (arn) => !isDenied(policy, arn, PUT_POLICY),
    ),
    mayChange: (arn) => {
      const caller = { arn, accountId, kind: 'user' as const };
      return (
        changes.some((statement) => reachOf(statement, caller) !== null) && !isDenied(policy, arn, PUT_POLICY)
      );
    },
    everyone: everyoneIn(policy, accountId),
    everything: [...everything].filter((arn) => !isDenied(policy, arn, DECRYPT)),
    administersAndDecrypts: both.map(([arn]) => arn),
    grantsByPattern: [...byPattern].filter(
      (arn) => !everything.has(arn) && !isDenied(policy, arn, CREATE_GRANT),
    ),
    delegatesOnly: allows.every(
      (statement) => !allowsAnyone(statement) && [...named(statement)].length === 0,
    ),
  };
}
