import { judgeDeletion } from '../keys/deletion-guard.ts';
import { ROTATION_GRACE_MS } from '../posture/checks/rotation-overdue.ts';
import { shortArn } from '../posture/facts.ts';
import { callsSince, keyName } from '../posture/gather.ts';
import type { KeyEntity } from '../state/entities.ts';
import type { State } from '../state/state.ts';
import type { Alert } from './alert.ts';

/** The clock of schedules (ms), and the desk's running time. */
export interface ScheduleClock {
  readonly now: number;
  readonly ran: number;
  /** Running time at which the clock was last doubted. */
  readonly doubtedAt?: number;
}

const DAY_MS = 86_400_000;

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const minute = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** Alerts about keys that something happens to by itself: deletions, and rotations that do not come. None about practice keys. */
export function keyAlerts(state: State, clock: ScheduleClock): Alert[] {
  const alerts: Alert[] = [];
  for (const id of state.scheduled) {
    const key = state.key(id);
    if (key === undefined || key.sandbox !== undefined) continue;
    if (key.deletion !== null) alerts.push(...deletionAlerts(state, key, clock));
    else if (
      key.rotation !== null &&
      key.state === 'Enabled' &&
      key.rotation.next + ROTATION_GRACE_MS < clock.now
    )
      alerts.push({
        id: `rotation-failing/${key.id}`,
        code: 'rotation-failing',
        severity: 'medium',
        title: `${keyName(state, key)} did not rotate`,
        detail: `Its rotation was due on ${day(key.rotation.next)}. The desk goes on trying; the operational log says why it fails.`,
        since: key.rotation.next,
        due: null,
        target: { page: 'key-rotation', keyId: key.id },
        dismissible: false,
      });
  }
  for (const key of state.all('key'))
    if (key.state === 'Disabled' && key.sandbox === undefined)
      alerts.push(...disabledAlerts(state, key, clock));
  return alerts;
}

/** A disabled key that is still asked for: an outage, or a scream test that found somebody. By the day, since uses are counted so. */
function disabledAlerts(state: State, key: KeyEntity, { now }: ScheduleClock): Alert[] {
  const calls = callsSince(state, key.id, now - DAY_MS);
  if (calls.count === 0) return [];
  return [
    {
      id: `disabled-key-called/${key.id}/${day(calls.last)}`,
      code: 'disabled-key-called',
      severity: 'medium',
      title: `${keyName(state, key)} is disabled, and still called`,
      detail: `${calls.count} ${calls.count === 1 ? 'request was' : 'requests were'} refused since yesterday, by ${calls.by.slice(0, 3).map(shortArn).join(', ')}. The last one at ${minute(calls.last)}.`,
      since: calls.last,
      due: null,
      target: { page: 'audit-key', keyId: key.id },
      dismissible: true,
    },
  ];
}

function deletionAlerts(state: State, key: KeyEntity, { now, ran, doubtedAt }: ScheduleClock): Alert[] {
  const { deletion } = key;
  if (deletion === null) return [];
  const name = keyName(state, key);
  const calls = callsSince(state, key.id, deletion.scheduledAt);
  const held = judgeDeletion(deletion, now, ran, doubtedAt) === 'held';
  const about = { since: deletion.scheduledAt, due: deletion.date };
  const pending: Alert = {
    ...about,
    id: `key-pending-deletion/${key.id}/${deletion.scheduledAt}`,
    code: 'key-pending-deletion',
    severity: 'medium',
    title: `${name} is destroyed on ${day(deletion.date)}`,
    detail: 'Nobody has called it since the deletion was scheduled. It can be cancelled until then.',
    target: { page: 'key-deletion', keyId: key.id },
    dismissible: true,
  };
  const alerts: Alert[] = [];
  if (calls.count === 0) alerts.push(pending);
  else
    alerts.push({
      ...about,
      id: `doomed-key-called/${key.id}/${deletion.scheduledAt}`,
      code: 'doomed-key-called',
      severity: 'high',
      title: `${name} is destroyed on ${day(deletion.date)}, and is still called`,
      detail: `${calls.count} ${calls.count === 1 ? 'request was' : 'requests were'} refused since the day the deletion was scheduled, by ${calls.by.slice(0, 3).map(shortArn).join(', ')}. The last one at ${minute(calls.last)}.`,
      target: { page: 'audit-key', keyId: key.id },
      dismissible: false,
    });
  if (held)
    alerts.push({
      ...about,
      id: `deletion-held/${key.id}`,
      code: 'deletion-held',
      severity: 'medium',
      title: `The deletion of ${name} is held`,
      detail:
        'Its date has passed by the clock, but the desk has not run a day since it was scheduled, or since the clock last moved by more than a day: the clock may have been set wrong. It is destroyed once the desk has run long enough, or cancelled by you.',
      target: { page: 'key-deletion', keyId: key.id },
      dismissible: false,
    });
  return alerts;
}
