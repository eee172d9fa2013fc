/** The documentation of all rules as one page of markdown: docs/policy-rules.md, which scripts/policy-rules.ts writes. */
import {
  COULD_NOT_ANALYSE,
  couldNotAnalyseDoc,
  NOT_ALL_ANALYSED,
  notAllAnalysedDoc,
} from './could-not-analyse.ts';
import { EXAMPLE_WORLD } from './examples.ts';
import type { FixClass, Severity } from './finding.ts';
import type { Rule, RuleDoc, RuleGroup } from './rule.ts';
import { ruleDoc } from './rule-docs.ts';
import { RULES, WITHOUT_MEANING } from './rules.ts';
import { kib, sizeOf } from './size.ts';

const GROUPS: Readonly<Record<RuleGroup, string>> = {
  errors: 'Errors: structure, names, types, lockout',
  security: 'Security',
  'least-privilege': 'Least privilege',
  'separation-of-duties': 'Separation of duties',
  semantics: 'Meaning: traps and dead logic',
  hygiene: 'Hygiene',
};

const SEVERITY: Readonly<Record<Severity, string>> = {
  error: 'Error',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  info: 'Info',
};

const FIXES: Readonly<Record<FixClass, string>> = {
  A: 'changes nobody’s access',
  N: 'only narrows',
  T: 'a choice',
  R: 'repairs',
};

const LONGEST_EXAMPLE = 3000;

/** Text of a table's cell or of a sentence, with what markdown would take for its own kept as it is. */
const escaped = (text: string): string => text.replaceAll(/[\\`*_{}[\]<>|$#]/g, (char) => `\\${char}`);

const example = (text: string): readonly string[] =>
  text.length > LONGEST_EXAMPLE
    ? [`A policy of ${kib(sizeOf(text))}, which is not printed here.`]
    : ['```', text, '```']; // of no language: a formatter would mend what is wrong on purpose;

const fixesWords = ({ fixes }: RuleDoc): string =>
  fixes.length === 0 ? 'no fix is offered' : `fixes: ${fixes.map((each) => FIXES[each]).join('; ')}`;

const kindsWords = ({ kinds }: Rule): string =>
  kinds.length === 2
    ? 'key and identity policies'
    : kinds[0] === 'key'
      ? 'key policies'
      : 'identity policies';

function section(rule: Rule): readonly string[] {
  const { code, severity } = rule;
  const doc = ruleDoc(code);
  const { title, why, example: shown } = doc;
  const told = shown.world !== undefined || shown.suppressions !== undefined;
  return [
    `### ${code}`,
    '',
    `**${escaped(title)}.** ${SEVERITY[severity]}; in ${kindsWords(rule)}; ${fixesWords(doc)}.`,
    '',
    escaped(why),
    '',
    told ? 'Found here, where the desk knows what the rule asks for:' : 'Found here:',
    '',
    ...example(shown.fires),
    '',
    shown.silent === shown.fires
      ? 'Not found in the same policy where the desk knows otherwise.'
      : 'Not found here:',
    '',
    ...(shown.silent === shown.fires ? [] : [...example(shown.silent), '']),
  ];
}

/** The page, before it is formatted. */
export function rulesPage(): string {
  const groups = (Object.keys(GROUPS) as RuleGroup[]).map((group) => ({
    // its keys are the groups
    group,
    rules: RULES.filter((rule) => rule.group === group),
  }));
  return [
    '# Rules of the policy linter',
    '',
    `${RULES.length} rules. This page is written by \`node scripts/policy-rules.ts\` from the rules themselves (\`src/domain/policy/lint\`); their examples are their tests.`,
    '',
    'An error asks before it is saved; only what the service cannot evaluate, or AWS KMS refuses itself, cannot be saved at all. A fix that "changes nobody’s access" or "only narrows" is offered only when the comparison of both policies has proved it, at the moment when it is offered. A choice opens what it changes before anything is saved.',
    '',
    `Examples are judged on a desk of account ${EXAMPLE_WORLD.accountId} in ${EXAMPLE_WORLD.region}, on a symmetric key; alice and bob are its administrators, carol is a person, dave is one who cannot sign in.`,
    '',
    ...groups.flatMap(({ group, rules }) => [
      `**${GROUPS[group]}**: ${rules.map(({ code }) => `[${code}](#${code})`).join(', ')}`,
      '',
    ]),
    ...groups.flatMap(({ group, rules }) => [`## ${GROUPS[group]}`, '', ...rules.flatMap(section)]),
    '## When a rule fails',
    '',
    `### ${COULD_NOT_ANALYSE.code}`,
    '',
    `**${couldNotAnalyseDoc().title}.** ${SEVERITY[COULD_NOT_ANALYSE.severity]}.`,
    '',
    escaped(couldNotAnalyseDoc().why),
    '',
    `### ${NOT_ALL_ANALYSED.code}`,
    '',
    `**${notAllAnalysedDoc().title}.** ${SEVERITY[NOT_ALL_ANALYSED.severity]}.`,
    '',
    escaped(notAllAnalysedDoc().why),
    '',
    '## Rules that this desk cannot have',
    '',
    ...[...WITHOUT_MEANING].flatMap(([code, reason]) => [`- **${code}**: ${escaped(reason)}`]),
    '',
  ].join('\n');
}
