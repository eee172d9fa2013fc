import { BUILT_IN_POLICIES, type BuiltInPolicy } from '../../../../domain/policy/built-in-policies.ts';
import type { Output } from '../../../query/contract.ts';

export type PolicySummary = Output<'ListIdentityPolicies'>['Policies'][number];

export const builtInPolicy = (name: string): BuiltInPolicy | undefined =>
  BUILT_IN_POLICIES.find((policy) => policy.name === name);

const number = new Intl.NumberFormat('en');
const counted = (count: number, one: string, many: string): string =>
  `${number.format(count)} ${count === 1 ? one : many}`;

/** "3 people, 1 service"; "nobody". */
export function holdersText({ People, Services }: Pick<PolicySummary, 'People' | 'Services'>): string {
  const parts = [
    ...(People === 0 ? [] : [counted(People, 'person', 'people')]),
    ...(Services === 0 ? [] : [counted(Services, 'service', 'services')]),
  ];
  return parts.length === 0 ? 'nobody' : parts.join(', ');
}

const NAME = /^[\w+=,.@-]{1,128}$/;

/** Null when a policy can have the name, else what to change. The service holds the rule in any case. */
export function policyNameProblem(name: string, taken: readonly string[]): string | null {
  if (name === '') return 'Give a name: people and services are given the policy by it.';
  if (!NAME.test(name)) return 'Use letters without accents, digits and + = , . @ - _ only, at most 128.';
  const other = taken.find((each) => each.toLowerCase() === name.toLowerCase());
  return other === undefined ? null : `There is a policy named ${other}.`;
}
