import { countedFindings, type Check } from '../check.ts';

export const alteredObjects: Check = {
  code: 'altered-objects',
  group: 'audit',
  title: 'Every stored object is what the log recorded',
  found: countedFindings(
    '1 stored object is not what the log recorded',
    'stored objects are not what the log recorded',
  ),
  severity: 'high',
  why: 'Somebody wrote to the database outside Keydesk. What they changed is refused, and the reason is unknown until a person has looked.',
  fix: 'Stop the desk, keep a copy of its folder, and run “keydesk verify-log”: it names everything that differs.',
  looksAt: () => 1,
  find: ({ quarantine }) =>
    [...quarantine].map(([name, reason]) => ({ kind: 'desk', id: name, name, reason })),
};
