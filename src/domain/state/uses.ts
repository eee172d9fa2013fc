/** Which keys an event used, and how: what counters, last use and the nonce budget are made of. */
import type { AuditEvent } from '../audit/event.ts';

/** Parameter that says which practice key was worked on, where the event is of another key that the call named. */
export const PRACTICE_KEY = 'PracticeKeyId';

export type UseFact = Pick<
  AuditEvent,
  'sequence' | 'time' | 'key' | 'keyVersion' | 'principal' | 'operation' | 'outcome' | 'parameters'
>;

export type Use = Omit<UseFact, 'parameters'>;

/**
 * The event itself; for a ReEncrypt that was done two uses, by the names of its two permissions: of the key that opened the envelope
 * and of the one that sealed it (which the parameters name), so that the second one's budget is spent too. One that was refused is a use
 * of the key that should have opened or, where that is a practice key and the event therefore of the other one, of the one that should
 * have sealed.
 */
export function usesOf(event: UseFact): readonly Use[] {
  if (event.operation !== 'ReEncrypt') return [event];
  const parameters = new Map(event.parameters);
  const key = parameters.get('DestinationKeyId');
  const version = Number(parameters.get('DestinationKeyVersion'));
  if (parameters.has(PRACTICE_KEY)) return [{ ...event, operation: 'ReEncryptTo' }];
  const opened = { ...event, operation: 'ReEncryptFrom' };
  if (event.outcome !== 'allowed' || key === undefined || !Number.isSafeInteger(version)) return [opened];
  return [opened, { ...event, operation: 'ReEncryptTo', key, keyVersion: version }];
}
