import { conditionKey } from '../../condition-keys.ts';
import type { Located } from '../../document.ts';
import { nearestName } from '../../nearest.ts';
import { CONDITION_KEYS } from '../../condition-keys.ts';
import { quoted } from '../../problems.ts';
import { insertFirstMember } from '../edits.ts';
import { keyPolicy } from '../examples.ts';
import { statementsOf, topElement } from '../facts.ts';
import type { Fix, Found } from '../finding.ts';
import { refusal, refusalsOf } from '../problem-rules.ts';
import type { LintSubject, Rule, RuleDoc } from '../rule.ts';
import { withText } from '../statement-edits.ts';

const CODE = 'variable-syntax';

export const variableSyntax: Rule = {
  code: CODE,
  group: 'errors',
  severity: 'error',
  kinds: ['key', 'identity'],
  *check(subject) {
    yield* refusalsOf(subject, CODE).map((problem) => refusal(subject, problem));
    yield* loaded(subject);
  },
};

export const variableSyntaxDoc = (): RuleDoc => ({
  title: 'A policy variable that means nothing',
  fixes: ['T'],
  why: 'A policy variable, ${aws:username}, stands for a value of the request, in values of conditions and in Resource. It needs both braces, the name of a condition key, and "Version": "2012-10-17": under the older version it is plain text. A variable that cannot be resolved matches nothing, so a statement with one does not apply.',
  example: {
    fires: keyPolicy({
      Condition: { StringEquals: { 'kms:EncryptionContext:owner': '${aws:usrname}' } },
    }),
    silent: keyPolicy({
      Condition: { StringEquals: { 'kms:EncryptionContext:owner': '${aws:username}' } },
    }),
  },
});

const VARIABLE = /\$\{\s*([^}',*?$\s]+)\s*(?:,\s*'[^']*'\s*)?\}/g;
const NAMES: readonly string[] = CONDITION_KEYS.map(({ name }) => name);

function* loaded(subject: LintSubject): Generator<Found> {
  const refused = new Set(subject.problems.map(({ from }) => from));
  for (const statement of statementsOf(subject)) {
    const values = [...statement.resources, ...statement.conditions.flatMap((each) => each.values)];
    for (const value of values) {
      if (!value.text.includes('${') || refused.has(value.from)) continue;
      const names = [...value.text.matchAll(VARIABLE)].map((match) => match[1] ?? '');
      const place = { from: value.from, to: value.to, statement: statement.index };
      if (subject.document?.version === '2008-10-17') {
        if (names.length > 0)
          yield {
            ...place,
            message: `${quoted(value.text)} is plain text here: a policy without "Version": "2012-10-17" knows no variables, so nothing is put in for it. Set the version.`,
            fixes: () => withVersion(subject),
          };
        continue;
      }
      for (const name of names) {
        if (conditionKey(name) !== undefined) continue;
        const meant = nearestName(name, NAMES);
        yield {
          ...place,
          message: `There is no condition key ${quoted(name)}, so the variable can never be resolved, and the value matches nothing. ${meant === null ? 'Check the name.' : `Did you mean ${meant}?`}`,
          fixes: meant === null ? [] : rename(value, name, meant),
        };
      }
    }
  }
}

const rename = (value: Located, name: string, meant: string): readonly Fix[] => [
  {
    class: 'T',
    title: `Write ${meant}`,
    edits: withText(
      value,
      value.text.replaceAll(name, () => meant),
    ),
  },
];

function withVersion(subject: LintSubject): readonly Fix[] {
  const title = 'Set "Version": "2012-10-17": the variables then count';
  const version = topElement(subject, 'Version')?.value;
  if (version !== undefined)
    return [{ class: 'T', title, edits: [{ from: version.from, to: version.to, insert: '"2012-10-17"' }] }];
  return subject.tree?.kind === 'object'
    ? [{ class: 'T', title, edits: [insertFirstMember(subject.text, subject.tree, 'Version', '2012-10-17')] }]
    : [];
}
