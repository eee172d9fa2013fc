import type { EventClass } from '../domain/audit/event.ts';
import { PASSWORD_REQUIRED } from './dispatch/progress.ts';
import { THROTTLE_REFUSED } from './dispatch/refusal-rate.ts';
import { allOperations } from './operations/index.ts';

/** What the desk does by itself. */
const OWN: Readonly<Record<string, EventClass>> = {
  BeginLogEpoch: 'management',
  CorrectRotationSchedule: 'management',
  DeleteGrants: 'management',
  DeleteKey: 'management',
  EndSessions: 'management',
  EnsureRootOperator: 'management',
  [PASSWORD_REQUIRED]: 'read',
  RecordRunningTime: 'read',
  RefuseUnverified: 'management',
  RotateKey: 'management',
  [THROTTLE_REFUSED]: 'management',
};

/** Class of every operation's events, by name, without a prototype: names come from the log. */
export const eventClasses = (): Readonly<Record<string, EventClass>> =>
  Object.assign(
    Object.create(null) as Record<string, EventClass>, // filled just here
    OWN,
    Object.fromEntries(allOperations().map((each) => [each.name, each.class])),
  );
