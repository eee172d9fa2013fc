import type { PolicyCondition } from '../../document.ts';
import { CONDITION_KEYS } from '../../condition-keys.ts';
import { quoted } from '../../problems.ts';
import { keyPolicy, user } from '../examples.ts';
import { conditionsOf, perSubject } from '../facts.ts';
import type { LintSubject, Rule, RuleDoc } from '../rule.ts';
import { rewritten } from '../statement-edits.ts';

export const valueCase: Rule = {
  code: 'value-case',
  group: 'semantics',
  severity: 'medium',
  kinds: ['key', 'identity'],
  *check(subject) {
    for (const { statement, condition } of conditionsOf(subject)) {
      if (!isCaseSensitive(condition)) continue;
      const known = knownValues(subject, condition.key.toLowerCase());
      for (const value of condition.values) {
        if (known.has(value.text)) continue;
        const folded = value.text.toLowerCase();
        const meant = [...known].find((each) => each.toLowerCase() === folded);
        if (meant === undefined) continue;
        yield {
          from: value.from,
          to: value.to,
          statement: statement.index,
          message: `${quoted(value.text)} is not ${quoted(meant)}, which this desk knows: case counts in values, so the condition does not fit it. Write ${quoted(meant)} if that is meant.`,
          fixes: rewritten('T', value, meant, quoted(meant)),
        };
      }
    }
  },
};

export const valueCaseDoc = (): RuleDoc => ({
  title: 'A value that differs from a known one in capitals only',
  fixes: ['T'],
  why: 'Names of condition keys and actions are compared without regard to case, their values are not: Tenant-A is another tenant than tenant-a. The value here is unlike every one that the desk knows, and like one of them but for its capitals. Write it as it is known, or use an operator with IgnoreCase.',
  example: {
    fires: keyPolicy({ Condition: { StringEquals: { 'aws:PrincipalArn': user('Alice') } } }),
    silent: keyPolicy({ Condition: { StringEqualsIgnoreCase: { 'aws:PrincipalArn': user('Alice') } } }),
  },
});

const isCaseSensitive = ({ base }: PolicyCondition): boolean =>
  /^(?:String|Arn)/.test(base) && !base.endsWith('IgnoreCase');

const CONTEXT = 'kms:encryptioncontext:';
const TAG = 'aws:principaltag/';
const NONE: ReadonlySet<string> = new Set();

/** Values that the directory, the key and the log hold of a condition key. */
const known = perSubject((subject): ReadonlyMap<string, ReadonlySet<string>> => {
  const out = new Map<string, Set<string>>();
  const add = (key: string, value: string): void => {
    const folded = key.toLowerCase();
    const values = out.get(folded);
    if (values === undefined) out.set(folded, new Set([value]));
    else values.add(value);
  };
  for (const { name, type, values } of CONDITION_KEYS)
    if (type === 'String') for (const value of values ?? []) add(name, value);
  const { principals, usage, grants, key } = subject.world;
  for (const { arn, name, kind, tags } of principals ?? []) {
    add('aws:principalarn', arn);
    add('kms:granteeprincipal', arn);
    add('kms:retiringprincipal', arn);
    if (kind === 'user') add('aws:username', name);
    for (const [tag, value] of tags) add(TAG + tag, value);
  }
  for (const { steadyContext } of usage?.uses ?? [])
    for (const [name, value] of steadyContext) {
      add(CONTEXT + name, value);
      add('kms:encryptioncontextkeys', name);
    }
  for (const { contextEquals, contextSubset } of grants ?? [])
    for (const [name, value] of [...(contextEquals ?? []), ...(contextSubset ?? [])]) {
      add(CONTEXT + name, value);
      add('kms:encryptioncontextkeys', name);
    }
  for (const alias of key?.aliases ?? []) add('kms:requestalias', alias);
  return out;
});

const knownValues = (subject: LintSubject, key: string): ReadonlySet<string> =>
  known(subject).get(key) ?? NONE;
