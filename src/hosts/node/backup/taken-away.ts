/**
 * What the desk that a restore moved aside had taken from somebody after the backup was made: it holds again now, and this is the only
 * place that still says so. Read from that desk's log as it stands; nobody has checked it, so it is a list to go through, and no proof.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseEvent } from '../../../domain/audit/canonical-event.ts';
import type { AuditEvent } from '../../../domain/audit/event.ts';
import { DATABASE_FILE } from '../start/database-file.ts';
import { openReading } from '../store-sqlite/reading.ts';
import type { Manifest } from './manifest.ts';

/** Operations after which somebody or something could do less. */
const TAKE_AWAY: ReadonlySet<string> = new Set([
  'ChangePassword',
  'DeleteAccessKey',
  'DeleteIdentityPolicy',
  'DeleteService',
  'DeleteUser',
  'DisableKey',
  'PutIdentityPolicy',
  'PutKeyPolicy',
  'ResetUser',
  'RetireGrant',
  'RevokeGrant',
  'ScheduleKeyDeletion',
  'UpdateAccessKey',
  'UpdatePrincipalPolicies',
  'WithdrawInvitation',
]);
/** Parameters that say whom or what it was about. */
const ABOUT = /^(?:Name|PolicyName|AccessKeyId|GrantId|GranteePrincipal|Status)$/;

export interface TakenAway {
  readonly sequence: number;
  /** ms */
  readonly time: number;
  readonly operation: string;
  readonly principal: string;
  readonly key: string | null;
  readonly about: readonly (readonly [string, string])[];
}

/** Null for what took nothing away. */
function takenAway(event: AuditEvent): TakenAway | null {
  const { sequence, time, operation, principal, key, parameters } = event;
  if (event.outcome !== 'allowed' || event.changes.length === 0 || !TAKE_AWAY.has(operation)) return null;
  if (operation === 'UpdateAccessKey' && parameters.some(([, value]) => value === 'Active')) return null;
  return {
    sequence,
    time,
    operation,
    principal,
    key,
    about: parameters.filter(([name]) => ABOUT.test(name)),
  };
}

/** Oldest first; null where the log of `directory` cannot be read, or is not this desk's. */
export function takenAwayAfter(
  directory: string,
  { deskId, at, log }: Pick<Manifest, 'deskId' | 'at' | 'log'>,
): readonly TakenAway[] | null {
  const path = join(directory, DATABASE_FILE);
  if (!existsSync(path)) return null;
  const since = Date.parse(at);
  try {
    const reading = openReading(path, true);
    try {
      if (reading.meta()?.deskId !== deskId) return null;
      const found: TakenAway[] = [];
      for (const { sequence, time, bytes, hasChanges } of reading.leafRecords()) {
        // By time as well: a log that was restored before is another one from there on.
        if (!hasChanges || (sequence < log.events && time < since)) continue;
        const taken = takenAway(parseEvent(bytes));
        if (taken !== null) found.push(taken);
      }
      return found;
    } finally {
      reading.close();
    }
  } catch {
    return null; // damaged: that is why it was replaced
  }
}
