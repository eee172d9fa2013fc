import { expect, it } from 'vitest';
import type { AuditEvent } from '../audit/event.ts';
import { compilePolicy } from './compile.ts';
import type { PolicySource } from './evaluate.ts';
import { parsePolicy } from './parse.ts';
import { Replay, type ReplayedEvent, type ReplayedPrincipal } from './replay.ts';

const ACCOUNT = '000000000000';
const arn = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const source = (kind: 'key' | 'identity', id: string, ...statements: readonly object[]): PolicySource => {
  const text = JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map((statement) => ({
      Effect: 'Allow',
      ...(kind === 'key' ? { Principal: { AWS: arn('app') } } : {}),
      Action: 'kms:Decrypt',
      Resource: '*',
      ...statement,
    })),
  });
  const parsed = parsePolicy(text, kind);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return { compiled: compilePolicy(parsed.document, kind), id, version: 1, digest: '' };
};
const READS = source('identity', 'reads', {});
const delegation = { Principal: { AWS: ACCOUNT }, Action: 'kms:*' };

let sequence = 0;
const event = (more: Partial<ReplayedEvent> = {}): ReplayedEvent => ({
  sequence: sequence++,
  time: 1,
  operation: 'Decrypt',
  principal: arn('app'),
  source: '10.0.0.1',
  agent: '',
  key: 'k1',
  context: [],
  outcome: 'allowed',
  decidedBy: [],
  reason: null,
  parameters: [],
  extensions: [],
  ...more,
});
const denied = (more: Partial<ReplayedEvent> = {}): ReplayedEvent =>
  event({
    outcome: 'denied',
    reason: 'because no resource-based policy allows the kms:Decrypt action',
    ...more,
  });

const principalOf = (name: string): ReplayedPrincipal => ({
  caller: { arn: name, accountId: ACCOUNT, kind: 'role' },
  identity: name === arn('gone') ? null : name === arn('reader') ? [READS] : [],
  grants: null,
  settled: () => undefined,
});

function replay(
  edited: PolicySource,
  events: readonly ReplayedEvent[],
  saved = source('key', 'k1', {}, delegation),
) {
  const run = new Replay({
    keyId: 'k1',
    keyArn: 'arn:aws:kms:us-east-1:000000000000:key/k1',
    saved,
    edited,
    principal: principalOf,
    actions: new Map([
      ['Decrypt', ['kms:Decrypt']],
      ['ReEncrypt', ['kms:ReEncryptFrom', 'kms:ReEncryptTo']],
    ]),
    isSettled: (key) => key.startsWith('aws:principal'),
  });
  for (const each of events) run.look(each);
  const { looked, wouldBeRefused, wouldBeAllowed, cannotTell, failed, elsewhere } = run.counts;
  return {
    looked,
    refused: [wouldBeRefused.count, wouldBeRefused.savedToo],
    allowed: [wouldBeAllowed.count, wouldBeAllowed.savedToo],
    cannotTell,
    failed,
    elsewhere,
  };
}

it('counts what turns, and what the saved policy turns as well', () => {
  const found = replay(source('key', 'k1', delegation), [
    event(),
    event({ principal: arn('reader') }),
    // It was allowed once; the saved policy refuses it too.
    event({ principal: arn('stranger') }),
  ]);
  expect(found).toMatchObject({ looked: 3, refused: [2, 1], allowed: [0, 0], cannotTell: 0 });
});

it('counts refusals that would be allowed, but not those of another decision', () => {
  const edited = source('key', 'k1', { Principal: { AWS: arn('stranger') } });
  const found = replay(edited, [
    denied({ principal: arn('stranger') }),
    denied({
      principal: arn('stranger'),
      reason: 'because no identity-based policy allows the keydesk:SearchAuditEvents action',
    }),
    denied({ principal: arn('stranger'), reason: 'The session ended while it ran.' }),
    denied({ principal: arn('other') }),
    event({ outcome: 'failed', decidedBy: [] }),
    event({ operation: 'RotateKey' }),
  ]);
  expect(found).toMatchObject({ looked: 6, allowed: [1, 0], refused: [0, 0], failed: 1, elsewhere: 3 });
});

it('does not tell where the log or the principal is not known', () => {
  const mfa = { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } };
  expect(replay(source('key', 'k1', mfa), [event()])).toMatchObject({ cannotTell: 1, refused: [0, 0] });
  // Somebody named is known by the key policy alone; who came through the account is not, once they are gone.
  expect(replay(source('key', 'k1', delegation), [event({ principal: arn('gone') })])).toMatchObject({
    cannotTell: 1,
    refused: [0, 0],
  });
  const never = { Effect: 'Deny', Principal: '*' };
  expect(replay(source('key', 'k1', delegation, never), [event({ principal: arn('gone') })])).toMatchObject({
    cannotTell: 0,
    refused: [1, 0],
  });
});

it('keeps what a grant allowed, unless the edit denies it', () => {
  const byGrant: Partial<AuditEvent> = {
    decidedBy: [
      {
        source: 'GRANT',
        policy: 'g',
        version: 1,
        digest: null,
        statement: 0,
        sid: null,
        effect: 'Allow',
      },
    ],
    principal: arn('guest'),
  };
  expect(replay(source('key', 'k1', delegation), [event(byGrant)])).toMatchObject({ refused: [0, 0] });
  const never = { Effect: 'Deny', Principal: '*' };
  expect(replay(source('key', 'k1', delegation, never), [event(byGrant)])).toMatchObject({ refused: [1, 0] });
});

it('asks of a ReEncrypt the sides that are this key’s', () => {
  const opens = source('key', 'k1', { Action: 'kms:ReEncryptFrom' });
  const out = event({ operation: 'ReEncrypt', parameters: [['DestinationKeyId', 'k2']] });
  const into = event({ operation: 'ReEncrypt', key: 'k2', parameters: [['DestinationKeyId', 'k1']] });
  const within = event({ operation: 'ReEncrypt', parameters: [['DestinationKeyId', 'k1']] });
  const saved = source('key', 'k1', { Action: 'kms:ReEncrypt*' });
  expect(replay(opens, [out, into, within], saved)).toMatchObject({ looked: 3, refused: [2, 0] });
});

it('decides anew for other values of what the policy asks, and counts what coalesced', () => {
  const acme = source('key', 'k1', {
    Condition: { StringEquals: { 'kms:EncryptionContext:tenant': 'acme' } },
  });
  const of = (tenant: string, more: Partial<ReplayedEvent> = {}) =>
    event({ context: [['tenant', tenant]], ...more });
  expect(
    replay(acme, [of('acme'), of('globex'), of('acme'), of('globex', { extensions: [['coalesced', '7']] })]),
  ).toMatchObject({ looked: 10, refused: [8, 0] });
});

it('shows what the edit alone turns before what turns without it', () => {
  const run = new Replay({
    keyId: 'k1',
    keyArn: 'arn:aws:kms:us-east-1:000000000000:key/k1',
    saved: source('key', 'k1', {}),
    edited: source('key', 'k1', delegation),
    principal: principalOf,
    actions: new Map([['Decrypt', ['kms:Decrypt']]]),
    isSettled: () => true,
  });
  for (let i = 0; i < 25; i++) run.look(event({ principal: arn('stranger') }));
  run.look(event({ sequence: 1000 }));
  const { count, savedToo, by, examples } = run.counts.wouldBeRefused;
  expect([...by.values()]).toEqual([1]);
  expect([count, savedToo, examples.length]).toEqual([26, 25, 20]);
  expect(examples.at(-1)).toMatchObject({ savedToo: false, event: { sequence: 1000 } });
});
