/** What the desk shows of its vault: kept up to date by `Health`. */
import type { LadderPlaces } from '../../domain/health/ladder-words.ts';
import type { VaultDescription, VaultHealth } from '../../domain/ports/vault.ts';
import type { HostFacts } from '../host-facts.ts';
import type { DeskStatus } from '../operation.ts';

type VaultStatus = DeskStatus['vault'];

/** Just opened: it answers. */
export const openedVault = ({ module, tokenLabel }: VaultDescription): VaultStatus => ({
  state: 'ready',
  module,
  tokenLabel,
  latencyMs: null,
  reason: null,
  since: null,
  ladder: null,
  slowSince: null,
  recovery: null,
  losses: 0,
});

export function noteHealth(status: VaultStatus, health: VaultHealth): void {
  const lost = health.state === 'lost';
  if (lost && status.state === 'ready') status.losses++;
  status.state = health.state;
  status.latencyMs = lost ? null : health.latencyMs;
  status.reason = lost ? health.reason : null;
  status.since = lost ? health.since : null;
  status.ladder = lost ? health.ladder : null;
  status.slowSince = lost ? null : health.slowSince;
  if (!lost) status.recovery = health.lastRecovery;
}

export const placesOf = ({ pinPlace, tokenInDataDirectory }: HostFacts): LadderPlaces => ({
  tokenInDataDirectory,
  pinInFile: pinPlace !== 'environment',
});
