/** A desk for tests of dispatch: fixed facts, a clock that stands, no host. */
import { ProbeHistory } from '../../../domain/health/probe-history.ts';
import { RunningTime } from '../../../domain/keys/deletion-guard.ts';
import type { Sha256 } from '../../../domain/log/hash.ts';
import type { DeskMeta } from '../../../domain/ports/store.ts';
import type { EventFacts } from '../../ledger/ledger.ts';
import type { Desk, Passwords } from '../../operation.ts';

export function deskFacts(sha256: Sha256): {
  readonly meta: DeskMeta;
  readonly desk: Desk & { readonly passwords: Passwords; readonly facts: EventFacts };
} {
  const meta: DeskMeta = {
    deskId: '7f1de0c4-9d1b-4f7a-8c55-0a2b3c4d5e6f',
    accountId: '000000000000',
    region: 'us-east-1',
    createdAt: 0,
    logOrigin: 'keydesk/x/0/0',
    logPublicKey: '',
  };
  const clock = { now: () => 5, elapsed: () => 0 };
  const facts: EventFacts = {
    time: 1,
    salt: '0'.repeat(32),
    operation: 'EnsureRootOperator',
    class: 'management',
    via: 'desk',
    principal: 'arn:aws:iam::000000000000:root',
    principalId: '000000000000',
    credential: null,
    source: 'desk:',
    agent: '',
    request: 'seed',
    key: null,
    keyVersion: null,
    context: null,
    outcome: 'allowed',
    error: null,
    decidedBy: [],
    reason: null,
    envelope: null,
    duration: 0,
    approval: null,
    parameters: [],
    extensions: [],
  };
  const desk = {
    meta,
    clock,
    wallClock: clock,
    random: { bytes: (length: number) => new Uint8Array(length) },
    sha256,
    status: {
      endpoint: 'http://localhost',
      vault: {
        state: 'ready' as const,
        module: '',
        tokenLabel: '',
        latencyMs: null,
        reason: null,
        since: null,
        ladder: null,
        slowSince: null,
        recovery: null,
        losses: 0,
      },
      log: { size: 0, checkpointSize: 0, checkpointTime: null, checkpointRoot: null, uncoveredSince: null },
      unverified: () => 0,
      guesses: () => new Map(),
      lowDisk: () => null,
    },
    welcome: { accepts: () => false, close: () => undefined },
    version: '0',
    classes: {},
    running: new RunningTime(0, { now: 5, elapsed: 0 }),
    host: {
      startedAt: 0,
      dataDirectory: '/nowhere',
      pinPlace: 'data-directory' as const,
      tokenInDataDirectory: true,
      settings: [],
    },
    metrics: () => '',
    probes: new ProbeHistory(),
    passwords: {
      hash: () => Promise.reject(new Error('no passwords here')),
      verify: () => Promise.resolve(false),
      refuse: () => null,
    },
    facts,
  };
  return { meta, desk };
}
