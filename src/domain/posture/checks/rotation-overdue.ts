import { countedFindings, type Check } from '../check.ts';
import { rotating } from './no-rotation.ts';

/** The desk looks once a minute, and catches up at once after a start. */
export const ROTATION_GRACE_MS = 10 * 60_000;

export const rotationOverdue: Check = {
  code: 'rotation-overdue',
  group: 'rotation',
  title: 'Rotations happen when they are due',
  found: countedFindings('1 rotation is overdue', 'rotations are overdue'),
  severity: 'high',
  why: 'A schedule that is not kept protects nothing, and looks as if it did.',
  fix: 'Look at the HSM and at the operational log, which names the failure; rotate by hand once it answers.',
  looksAt: (facts) => rotating(facts).filter(({ key }) => key.rotation !== null).length,
  find: (facts) =>
    rotating(facts)
      .filter(({ key }) => key.rotation !== null && key.rotation.next + ROTATION_GRACE_MS < facts.now)
      .toSorted((a, b) => a.key.rotation!.next - b.key.rotation!.next) // both filtered
      .map(({ key, name }) => ({
        kind: 'key',
        id: key.id,
        name,
        reason: `Its rotation was due on ${new Date(key.rotation!.next).toISOString().slice(0, 10)}.`, // filtered
      })),
};
