import { keyPolicy } from '../examples.ts';
import { statementAt, statementNodes } from '../facts.ts';
import type { Fix } from '../finding.ts';
import { replaceValue } from '../edits.ts';
import { refusalRule } from './refusal-rule.ts';
import type { RuleDoc } from '../rule.ts';

export const principalEmpty = refusalRule({
  code: 'principal-empty',
  kinds: ['key'],
  repair: (subject, { from }): readonly Fix[] => {
    const statement = statementNodes(subject)[statementAt(subject, from) ?? -1];
    const principal =
      statement?.kind === 'object' ? statement.members.find(({ name }) => name === 'Principal') : undefined;
    if (principal === undefined) return [];
    const { accountId, me } = subject.world;
    const choices: readonly (readonly [string, string])[] = [
      ...(me === null ? [] : [['Name yourself', me] as const]),
      ['Name the account, whose identity policies then decide', `arn:aws:iam::${accountId}:root`],
    ];
    return choices.map(([title, arn]) => ({
      class: 'T',
      title,
      edits: [replaceValue(subject.text, principal.value, { AWS: arn })],
    }));
  },
});

export const principalEmptyDoc = (): RuleDoc => ({
  title: 'A principal that names nobody',
  fixes: ['T'],
  why: 'An empty list of principals means neither everyone nor the account: it means nobody, and the statement nothing. Mostly a template was filled in with nothing. Name who is meant, or take the statement out.',
  example: { fires: keyPolicy({ Principal: { AWS: [] } }), silent: keyPolicy({}) },
});
