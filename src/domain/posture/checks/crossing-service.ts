import { countedFindings, type Check } from '../check.ts';
import type { PostureFacts, PrincipalFacts } from '../facts.ts';

const ENVIRONMENT: ReadonlySet<string> = new Set(['env', 'environment', 'stage']);

/** Environments of the keys that each service used in 90 days. */
function environments({ keys }: PostureFacts): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { key, users } of keys) {
    const value = key.tags.find(([name]) => ENVIRONMENT.has(name.toLowerCase()))?.[1];
    if (value === undefined || value === '') continue;
    for (const arn of users) {
      const values = found.get(arn);
      if (values === undefined) found.set(arn, new Set([value]));
      else values.add(value);
    }
  }
  return found;
}

const services = ({ principals }: PostureFacts): readonly PrincipalFacts[] =>
  principals.filter(({ kind, fromSettings }) => kind === 'role' && !fromSettings);

export const crossingService: Check = {
  code: 'crossing-service',
  group: 'scope',
  title: 'No service uses keys of several environments',
  found: countedFindings(
    '1 service uses keys of several environments',
    'services use keys of several environments',
  ),
  severity: 'medium',
  why: 'Whoever takes over such a service in test holds production too.',
  fix: 'Make one service for each environment, and name in each key’s policy only the one that belongs to it.',
  looksAt: (facts) => services(facts).length,
  find: (facts) => {
    const byArn = environments(facts);
    return services(facts).flatMap(({ id, arn, name }) => {
      const values = [...(byArn.get(arn) ?? [])].sort();
      return values.length < 2
        ? []
        : [
            {
              kind: 'principal' as const,
              id,
              name,
              reason: `It used keys of ${values.join(', ')} in 90 days.`,
            },
          ];
    });
  },
};
