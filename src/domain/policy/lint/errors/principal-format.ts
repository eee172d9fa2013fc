import type { PolicyWorld } from '../../world.ts';
import { keyPolicy } from '../examples.ts';
import { refusalRule, repaired, writtenAt } from './refusal-rule.ts';
import type { RuleDoc } from '../rule.ts';

export const principalFormat = refusalRule({
  code: 'principal-format',
  kinds: ['key'],
  repair: (subject, problem) => {
    const arn = meantBy(subject.world, writtenAt(subject, problem));
    if (arn === null) return [];
    const whole = subject.text.slice(0, problem.from).trimEnd().endsWith('"Principal":');
    const written = whole ? `{"AWS": ${JSON.stringify(arn)}}` : JSON.stringify(arn);
    return [repaired(`Write ${arn}`, problem, written)];
  },
});

export const principalFormatDoc = (): RuleDoc => ({
  title: 'A principal that is not one',
  fixes: ['R'],
  why: 'A principal is "*", or {"AWS": …} with the ARN of a user, a role, a session of a role or the root of an account, or the 12 digits of an account. A name alone, an ARN with a digit missing or a group can be resolved to nobody. Groups cannot be principals at all: name their members, or a role that they use.',
  example: {
    fires: keyPolicy({ Principal: { AWS: 'carol' } }),
    silent: keyPolicy({ Principal: { AWS: 'arn:aws:iam::111122223333:user/carol' } }),
  },
});

/** The only person or service of the desk whose name is written. */
function meantBy({ principals }: PolicyWorld, written: string): string | null {
  const wanted = written
    .trim()
    .toLowerCase()
    .replace(/^(?:user|role)\//, '');
  const fitting = (principals ?? []).filter(
    ({ name, arn }) => name.toLowerCase() === wanted || arn.toLowerCase() === wanted,
  );
  return fitting.length === 1 ? (fitting[0]?.arn ?? null) : null;
}
