import { nearestName } from '../../nearest.ts';
import { keyPolicy } from '../examples.ts';
import { refusalRule, repaired, writtenAt } from './refusal-rule.ts';
import type { RuleDoc } from '../rule.ts';

const ELEMENTS = [
  'Version',
  'Id',
  'Statement',
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
  'AWS',
  'Service',
  'Federated',
  'CanonicalUser',
];

export const unknownElement = refusalRule({
  code: 'unknown-element',
  repair: (subject, problem) => {
    const name = writtenAt(subject, problem);
    const meant = nearestName(name, ELEMENTS);
    return meant === null || meant === name
      ? []
      : [repaired(`Write ${JSON.stringify(meant)}`, problem, JSON.stringify(meant))];
  },
});

export const unknownElementDoc = (): RuleDoc => ({
  title: 'An element that the policy language does not have',
  fixes: ['R'],
  why: 'Names of elements are exact, capitals included. An element that is ignored is the worst kind of mistake: a "Conditions" that nobody reads leaves the statement without its condition. So an unknown element is refused, and the policy in force stays as it is.',
  example: {
    fires: keyPolicy({ Sid: 'The app decrypts' }).replace('"Action"', '"Actions"'),
    silent: keyPolicy({ Sid: 'The app decrypts' }),
  },
});
