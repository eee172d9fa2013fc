import { CRYPTOGRAPHIC } from '../action-kinds.ts';
import type { JsonValue } from '../edits.ts';
import { exampleUsage, keyPolicy, role } from '../examples.ts';
import { actionsOf, coveredBy, shortArn, statementsOf } from '../facts.ts';
import { fix, freshSid } from '../narrow.ts';
import type { Rule, RuleDoc } from '../rule.ts';
import { actionWords, at, nameIn } from '../shared-words.ts';
import { splitStatement, statementValue } from '../statement-edits.ts';
import { arnsOf, completeUseOf } from '../use.ts';

const cryptographic: ReadonlySet<string> = new Set(CRYPTOGRAPHIC);

export const splitByUse: Rule = {
  code: 'split-by-use',
  group: 'least-privilege',
  severity: 'low',
  kinds: ['key'],
  *check(subject) {
    const use = completeUseOf(subject);
    if (use === null) return;
    for (const statement of statementsOf(subject)) {
      const arns = arnsOf(statement);
      if (statement.effect !== 'Allow' || statement.not.action || arns === null || arns.length < 2) continue;
      const daily = [...actionsOf(statement)].filter((action) => cryptographic.has(action));
      const groups = new Map<string, { readonly used: readonly string[]; readonly arns: string[] }>();
      for (const arn of arns) {
        const used = daily.filter((action) => use.of(arn, action) !== undefined);
        const group = groups.get(used.join());
        if (group === undefined) groups.set(used.join(), { used, arns: [arn] });
        else group.arns.push(arn);
      }
      const all = [...groups.values()];
      const given = arns.every((arn) => daily.every((action) => use.wasGiven(arn, action)));
      // Each lacks something that another uses, and everybody uses something.
      const differ = all.some((a) => all.some((b) => !isSubset(a.used, b.used) && !isSubset(b.used, a.used)));
      if (!given || !differ || all.some(({ used }) => used.length === 0) || all.length > 4) continue;
      const words = all.map(
        ({ used, arns: who }) =>
          `${who.map((arn) => shortArn(subject.world, arn)).join(', ')} uses ${actionWords(used)}`,
      );
      yield {
        ...at(statement.principals?.[0] ?? statement),
        statement: statement.index,
        message: `In ${nameIn(statement)} ${words.join('; ')} (${use.period}). Give each a statement with what it uses.`,
        fixes: () => {
          const value = statementValue(subject, statement);
          if (value === null) return [];
          // What is no use of the key (DescribeKey) stays with everybody.
          const others = statement.actions
            .filter(({ text }) => !coveredBy(text).some((name) => cryptographic.has(name)))
            .map(({ text }) => text);
          const into = all.map(({ used, arns: who }, index): JsonValue => ({
            ...value,
            ...(statement.sid === null || index === 0
              ? {}
              : { Sid: freshSid(subject, `${statement.sid} ${index + 1}`) }),
            Principal: { AWS: who.length === 1 ? who[0]! : who }, // one: it is there
            Action: [...used, ...others],
          }));
          return fix('N', `Split it into ${all.length} by use`, splitStatement(subject, statement, into));
        },
      };
    }
  },
};

export const splitByUseDoc = (): RuleDoc => ({
  title: 'Principals share a statement and use different parts of it',
  fixes: ['N'],
  why: 'When a writer and a reader share a statement, each also holds what only the other needs: the writer can read everything. The log shows who uses what. Give each a statement of its own with the actions that it uses.',
  example: {
    fires: keyPolicy({
      Principal: { AWS: [role('writer'), role('reader')] },
      Action: ['kms:Encrypt', 'kms:Decrypt'],
    }),
    silent: keyPolicy(
      { Principal: { AWS: role('writer') }, Action: 'kms:Encrypt' },
      { Principal: { AWS: role('reader') }, Action: 'kms:Decrypt' },
    ),
    world: { usage: exampleUsage([role('writer'), 'kms:Encrypt'], [role('reader'), 'kms:Decrypt']) },
  },
});

const isSubset = (a: readonly string[], b: readonly string[]): boolean => a.every((each) => b.includes(each));
