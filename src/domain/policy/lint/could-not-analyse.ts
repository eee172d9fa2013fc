/** What is said when the linter itself fails: never silence, because silence reads as "all is well" (policy-lint.md §4.4). */
import type { Found, Severity } from './finding.ts';
import { MANY_GRANTS } from './grants-asked.ts';
import type { Unasked } from './rule.ts';

export const COULD_NOT_ANALYSE = {
  code: 'could-not-analyse',
  severity: 'high',
} as const satisfies { code: string; severity: Severity };

export const couldNotAnalyseDoc = () => ({
  title: 'A rule could not be run',
  why: 'A rule failed on this policy. What it looks for may be there or not; the other rules are not affected. It is a fault of Keydesk and not of the policy: report it with the text of the policy, and check by hand what the named rule would have checked.',
});

export const couldNotAnalyse = (what: string, length: number): Found => ({
  from: 0,
  to: Math.min(1, length),
  statement: null,
  message: `${what} failed on this policy, so what it would have found is not known. This is a fault of Keydesk: report it with the text of the policy.`,
});

export const NOT_ALL_ANALYSED = {
  code: 'not-all-analysed',
  severity: 'info',
} as const satisfies { code: string; severity: Severity };

export const notAllAnalysedDoc = () => ({
  title: 'Not everything was looked at',
  why: 'What a policy means is worked out with a fixed amount of work, so that no text can keep the service or the editor from its other tasks. This policy, or the live grants of its key together with it, asks for more. The finding names what was left out; all other rules have looked at the whole policy. Fewer patterns, condition keys and statements make a policy that can be looked at in full, and that people can read.',
});

/** `grants`: live ones of the key, which a proof looks at as well. */
export function notAllAnalysed(unasked: readonly Unasked[], length: number, grants: number): Found {
  const rules = unasked.flatMap((what) => (typeof what === 'object' ? [what.rule] : []));
  const many = grants > MANY_GRANTS;
  const left = [
    ...(unasked.includes('idle')
      ? [
          'whether each statement has an effect (never-true, shadowed-allow, allow-fully-denied, deny-no-effect)',
        ]
      : []),
    ...(rules.length > 0 ? [`what these rules look for: ${rules.join(', ')}`] : []),
    ...(unasked.includes('fix') ? ['whether all fixes hold, so some findings are shown without one'] : []),
  ];
  return {
    from: 0,
    to: Math.min(1, length),
    statement: null,
    message: `${many ? `This policy together with the ${grants} live grants of the key` : 'This policy'} takes more work to analyse than is spent on one. Not looked at: ${left.join('; ')}. Fewer ${many ? 'grants, ' : ''}patterns, condition keys and statements make it possible.`,
  };
}
