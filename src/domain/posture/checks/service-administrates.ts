import { countedFindings, type Check } from '../check.ts';
import type { PostureFacts, PrincipalFacts } from '../facts.ts';
import { named } from '../policy-check.ts';

/** The one of the settings is another check's. */
const services = ({ principals }: PostureFacts): readonly PrincipalFacts[] =>
  principals.filter(({ kind, fromSettings }) => kind === 'role' && !fromSettings);

export const serviceAdministrates: Check = {
  code: 'service-administrates',
  group: 'policy',
  title: 'No service can make itself an administrator',
  found: countedFindings(
    '1 service can make itself an administrator',
    'services can make themselves administrators',
  ),
  severity: 'high',
  why: 'Whoever reads its secret has the whole desk: policies that it writes or attaches open every key.',
  fix: 'Leave it the actions that it needs; let a person attach and write policies.',
  looksAt: (facts) => services(facts).length,
  find: (facts) =>
    services(facts)
      .filter(({ escalatesBy }) => escalatesBy.length > 0)
      .map(({ id, name, escalatesBy }) => ({
        kind: 'principal',
        id,
        name,
        reason: `By policy ${named(escalatesBy)} it writes or attaches identity policies, or the tags that they go by.`,
      })),
};
