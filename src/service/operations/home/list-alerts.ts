import * as z from 'zod';
import { byUrgency, type Alert } from '../../../domain/alerts/alert.ts';
import { deskAlerts } from '../../../domain/alerts/desk-alerts.ts';
import { keyAlerts } from '../../../domain/alerts/key-alerts.ts';
import { policyAlerts } from '../../../domain/alerts/policy-alerts.ts';
import { withoutBackupSince } from '../../../domain/alerts/without-backup.ts';
import { ladderWords } from '../../../domain/health/ladder-words.ts';
import type { HostFacts } from '../../host-facts.ts';
import { effect, operation, type DeskStatus } from '../../operation.ts';
import { ringingChecks } from '../../posture/posture.ts';
import { timestamp } from '../../schema.ts';
import { placesOf } from '../../start/vault-status.ts';

/** Alerts in one answer; the count is of all. */
const MOST = 100;

const alert = z.object({
  Id: z.string(),
  Code: z.enum([
    'vault-lost',
    'vault-back',
    'desk-restored',
    'log-uncovered',
    'object-altered',
    'doomed-key-called',
    'disabled-key-called',
    'deletion-held',
    'rotation-failing',
    'key-pending-deletion',
    'disk-low',
    'backup-failed',
    'backup-missing',
    'key-open-to-everybody',
    'key-policy-locked',
    'requests-unverified',
    'password-guessed',
  ]),
  Severity: z.enum(['high', 'medium', 'low']),
  Title: z.string(),
  Detail: z.string(),
  Since: timestamp.optional(),
  /** When it happens. */
  ScheduledDate: timestamp.optional(),
  Target: z.object({
    Page: z.enum([
      'key',
      'key-rotation',
      'key-deletion',
      'key-policy',
      'audit-key',
      'audit-unverified',
      'posture',
      'home',
      'vault',
    ]),
    KeyId: z.string().optional(),
  }),
  Dismissible: z.boolean(),
});

const wireAlert = (each: Alert): z.output<typeof alert> => ({
  Id: each.id,
  Code: each.code,
  Severity: each.severity,
  Title: each.title,
  Detail: each.detail,
  ...(each.since === null ? {} : { Since: new Date(each.since) }),
  ...(each.due === null ? {} : { ScheduledDate: new Date(each.due) }),
  Target: {
    Page: each.target.page,
    ...('keyId' in each.target ? { KeyId: each.target.keyId } : {}),
  },
  Dismissible: each.dismissible,
});

function lostVault({ since, reason, ladder }: DeskStatus['vault'], host: HostFacts) {
  const words = ladder === null ? { stands: '', remedy: '' } : ladderWords(ladder, placesOf(host));
  return { since, reason: reason ?? '', ...words };
}

/** What nobody may miss, the worst first. Asked again by every open page, so it is cheap: of the checks only those of policies run for it, once a change. */
export const listAlerts = operation.onAccount({
  name: 'ListAlerts',
  class: 'read',
  background: true,
  input: z.object({}),
  output: z.object({ Alerts: z.array(alert), Total: z.int() }),
  errors: [],
  permissions: () => [{ action: 'keydesk:ListAlerts', key: null, resource: '*' }],
  plan: ({ state, desk }) =>
    effect(
      async ({ policies, keeper }) => ({
        checks: await ringingChecks({ state, desk, policies, keeper }),
        keeper,
      }),
      ({ checks, keeper }) => {
        const { vault, log, unverified, guesses, lowDisk } = desk.status;
        const alerts = [
          ...deskAlerts({
            now: desk.wallClock.now(),
            vaultLost: vault.state === 'lost' ? lostVault(vault, desk.host) : null,
            vaultBack: vault.recovery,
            restored: state.epochs.at(-1) ?? null,
            uncoveredSince: log.uncoveredSince,
            quarantine: state.quarantine,
            lowDisk: lowDisk(),
            failedBackups: state.failedBackups.last,
            withoutBackupSince: keeper === null ? null : withoutBackupSince(state),
            unverified: unverified(),
            guesses: [...guesses()].flatMap(([id, count]) => {
              const person = state.principal(id);
              return person === undefined ? [] : [{ id, name: person.name, count }];
            }),
          }),
          ...keyAlerts(state, {
            now: desk.clock.now(),
            ran: desk.running.ran,
            doubtedAt: desk.running.doubtedAt,
          }),
          ...policyAlerts(state, checks),
        ].sort(byUrgency);
        return { output: { Alerts: alerts.slice(0, MOST).map(wireAlert), Total: alerts.length } };
      },
    ),
});
