import { insertFirstMember } from '../edits.ts';
import { keyPolicy } from '../examples.ts';
import { topElement } from '../facts.ts';
import type { Fix } from '../finding.ts';
import type { LintSubject, Rule, RuleDoc } from '../rule.ts';

export const versionOld: Rule = {
  code: 'version-old',
  group: 'hygiene',
  severity: 'medium',
  kinds: ['key', 'identity'],
  *check(subject) {
    if (
      subject.document === null ||
      subject.document.version !== '2008-10-17' ||
      subject.tree?.kind !== 'object'
    )
      return;
    const version = topElement(subject, 'Version');
    const place = version?.value ?? { from: subject.tree.from, to: subject.tree.from + 1 };
    yield {
      from: place.from,
      to: place.to,
      statement: null,
      message: `${version === undefined ? 'The policy has no Version, so it is read as of 2008' : 'The policy is written in the language of 2008'}: policy variables are plain text in it. Set "Version": "2012-10-17".`,
      fixes: () => fixes(subject),
    };
  },
};

export const versionOldDoc = (): RuleDoc => ({
  title: 'A policy in the language of 2008',
  fixes: ['A'],
  why: 'Without "Version": "2012-10-17" a policy is read in the language of 2008, which has no policy variables: ${aws:username} is then plain text that no request has. Whoever adds one later will not see why it never matches. Where the policy has no variables, setting the version changes nothing.',
  example: {
    fires: keyPolicy({}).replace('2012-10-17', '2008-10-17'),
    silent: keyPolicy({}),
  },
});

function fixes(subject: LintSubject): readonly Fix[] {
  const version = topElement(subject, 'Version')?.value;
  if (version !== undefined)
    return [
      {
        class: 'A',
        title: 'Set "Version": "2012-10-17"',
        edits: [{ from: version.from, to: version.to, insert: '"2012-10-17"' }],
      },
    ];
  return subject.tree?.kind === 'object'
    ? [
        {
          class: 'A',
          title: 'Add "Version": "2012-10-17"',
          edits: [insertFirstMember(subject.text, subject.tree, 'Version', '2012-10-17')],
        },
      ]
    : [];
}
