import { compilePolicy } from '../../../domain/policy/compile.ts';
import type { Located, PolicyProblem, PolicyStatement } from '../../../domain/policy/document.ts';
import { BUILT_IN_POLICIES } from '../../../domain/policy/built-in-policies.ts';
import { MAX_POLICY_BYTES } from '../../../domain/policy/document.ts';
import type { PolicySource } from '../../../domain/policy/evaluate.ts';
import { lockedOut, type Party } from '../../../domain/policy/lockout.ts';
import { parsePolicy } from '../../../domain/policy/parse.ts';
import type { PrincipalSummary } from '../../query/contract.ts';
import { shortArn } from '../../ui/shorten.ts';
import { actionWarnings, namesAction, type PolicyWarning } from './policy-warnings.ts';

const sourceOf = (text: string, kind: 'key' | 'identity', id: string): PolicySource | null => {
  const parsed = parsePolicy(text, kind);
  return parsed.ok ? { compiled: compilePolicy(parsed.document, kind), id, version: 0, digest: '' } : null;
};

export interface PolicyReading {
  readonly problems: readonly PolicyProblem[];
  readonly statements: readonly PolicyStatement[];
  /** Actions, or patterns of them, that match nothing: the policy may be saved with them, but they are most likely a slip. */
  readonly warnings: readonly PolicyWarning[];
  /** The person who edits could not change the policy again. */
  readonly lockedOut: boolean;
  /** Short names of those who could change the policy before, and no more after. */
  readonly losing: readonly string[];
}

export interface EditScope {
  readonly keyArn: string;
  readonly accountId: string;
  /** The policy as it is saved now. */
  readonly saved: string;
  /** ARN of who edits. */
  readonly me: string;
  readonly principals: readonly PrincipalSummary[];
}

const party = (accountId: string, principal: PrincipalSummary): Party => ({
  name: shortArn(principal.Arn),
  caller: { arn: principal.Arn, accountId, kind: principal.Kind },
  identityPolicies: principal.Policies.flatMap((name) => {
    const built = BUILT_IN_POLICIES.find((policy) => policy.name === name);
    const source = built === undefined ? null : sourceOf(built.text, 'identity', name);
    return source === null ? [] : [source];
  }),
  // An edit has no request: conditions that need one do not hold.
  values: () => undefined,
});

const NOTHING: PolicyReading = {
  problems: [],
  statements: [],
  warnings: [],
  lockedOut: false,
  losing: [],
};

/** Reads a policy as it is typed, by the service's own parser and evaluator: what is wrong where, and who would lose PutKeyPolicy. */
export function readPolicy(text: string, scope: EditScope): PolicyReading {
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > MAX_POLICY_BYTES) {
    const problem: PolicyProblem = {
      code: 'json',
      message: `The policy has ${bytes} bytes; the most is ${MAX_POLICY_BYTES}.`,
      from: 0,
      to: Math.min(1, text.length),
    };
    return { ...NOTHING, problems: [problem] };
  }
  const parsed = parsePolicy(text, 'key');
  if (!parsed.ok) return { ...NOTHING, problems: parsed.problems };
  const after: PolicySource = {
    compiled: compilePolicy(parsed.document, 'key'),
    id: 'edit',
    version: 0,
    digest: '',
  };
  const parties = scope.principals.map((principal) => party(scope.accountId, principal));
  const caller = parties.find((each) => each.caller.arn === scope.me);
  const result =
    caller === undefined
      ? null
      : lockedOut({
          keyArn: scope.keyArn,
          before: sourceOf(scope.saved, 'key', 'saved'),
          after,
          caller,
          others: parties,
        });
  return {
    problems: [],
    statements: parsed.document.statements,
    warnings: actionWarnings(parsed.document.statements),
    lockedOut: result?.caller ?? false,
    losing: result?.losing.map((each) => each.name) ?? [],
  };
}

const list = new Intl.ListFormat('en', { type: 'conjunction' });
/** Names that a sentence can hold; more are counted. */
export const MOST_NAMED = 3;

const some = (words: readonly string[]): string =>
  words.length <= MOST_NAMED
    ? list.format(words)
    : list.format([...words.slice(0, MOST_NAMED - 1), `${words.length - MOST_NAMED + 1} more`]);
const actionWord = (action: Located): string =>
  action.text === '*' || action.text === 'kms:*' ? 'do everything' : action.text.replace(/^kms:/, '');

const OPERATOR_WORDS: Readonly<Record<string, string>> = {
  StringEquals: '=',
  StringLike: 'is like',
  Bool: 'is',
  ArnLike: 'is like',
};

/** A statement as the parts of an English sentence: who, `may`, what, and when (`, only when …`, or nothing). */
export interface StatementParts {
  readonly who: readonly string[];
  readonly verb: string;
  readonly actions: readonly string[];
  readonly when: string;
}

export function statementParts(statement: PolicyStatement): StatementParts {
  const who = (statement.principals ?? []).map((principal, i) => {
    if (principal.type === 'anyone') return i === 0 ? 'Anyone' : 'anyone';
    if (principal.type === 'account')
      return `${i === 0 ? 'W' : 'w'}hoever the account’s identity policies allow`;
    return principal.type === 'outside' ? principal.name : shortArn(principal.arn);
  });
  // What names nothing allows nothing, so it is not said to.
  const actions = statement.actions.filter(namesAction);
  const when = statement.conditions.map(
    (condition) =>
      `${condition.key.replace(/^kms:EncryptionContext:/i, '')} ${OPERATOR_WORDS[condition.operator] ?? condition.operator} ${some(condition.values.map((value) => value.text))}`,
  );
  return {
    who,
    verb: statement.effect === 'Allow' ? 'may' : 'may never',
    actions: actions.length === 0 ? ['do nothing'] : actions.map(actionWord),
    when: when.length === 0 ? '' : `, only when ${list.format(when)}`,
  };
}
