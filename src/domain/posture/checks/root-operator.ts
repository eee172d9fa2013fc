import type { Check } from '../check.ts';
import { aboutAccessKey } from './old-access-key.ts';

export const rootOperator: Check = {
  code: 'root-operator',
  group: 'credentials',
  title: 'No administrator’s secret stands in the environment',
  found: () => 'An administrator’s secret stands in the environment',
  severity: 'high',
  why: 'An environment is readable by process dumps, crash logs and build systems, and this one opens every key of the desk.',
  fix: 'Make services and people for what it does, then start the desk without KEYDESK_ROOT_ACCESS_KEY_ID.',
  looksAt: () => 1,
  find: ({ accessKeys }) =>
    accessKeys
      .filter(({ active, owner }) => active && owner.fromSettings)
      .map((accessKey) =>
        aboutAccessKey(accessKey, 'KEYDESK_ROOT_ACCESS_KEY_ID is set, with the administrator policy.'),
      ),
};
