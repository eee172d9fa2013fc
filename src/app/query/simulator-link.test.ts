import { expect, it } from 'vitest';
import type { AuditEvent } from './contract.ts';
import {
  actionOfOperation,
  pairsOf,
  pairsText,
  simulatorOfEvent,
  simulatorOfWitness,
} from './simulator-link.ts';

it('carries a witness whole', () => {
  const href = simulatorOfWitness(
    {
      principal: 'arn:aws:iam::000000000000:role/app',
      action: 'kms:Decrypt',
      values: [
        ['aws:sourceip', '10.0.0.1'],
        ['kms:encryptioncontext:tenant', 'acme'],
        ['kms:encryptioncontextkeys', ['tenant', 'App']],
        ['kms:grantoperations', ['Decrypt', 'Encrypt']],
      ],
    },
    'k1',
  );
  const url = new URL(href, 'http://desk');
  const search = url.searchParams;
  const fragment = new URLSearchParams(url.hash.slice(1));
  expect([search.get('who'), search.get('action'), search.get('key')]).toEqual([
    'arn:aws:iam::000000000000:role/app',
    'kms:Decrypt',
    'k1',
  ]);
  expect([search.has('context'), search.has('given')]).toEqual([false, false]);
  expect(pairsOf(fragment.get('context'))).toEqual([
    ['tenant', 'acme'],
    ['App', ''],
  ]);
  expect(pairsOf(fragment.get('given'))).toEqual([
    ['aws:sourceip', '10.0.0.1'],
    ['kms:grantoperations', 'Decrypt'],
    ['kms:grantoperations', 'Encrypt'],
  ]);
});

it('keeps pairs of any text', () => {
  const pairs = [
    ['a=b', 'c&d'],
    ['é', ''],
  ] as const;
  expect(pairsOf(pairsText(pairs))).toEqual(pairs);
  expect(pairsOf(null)).toEqual([]);
});

it('takes over what an event says was asked for, as policies see it', () => {
  const event = {
    Time: new Date('2026-11-30T12:00:00Z'),
    Operation: 'CreateGrant',
    Via: 'sdk',
    Principal: 'arn:aws:iam::000000000000:role/app',
    Source: '10.0.0.1',
    UserAgent: '',
    KeyId: 'k1',
  } as const;
  const asked = (Operation: string, Parameters: [string, string][]) => {
    const made = simulatorOfEvent({ ...event, Operation, Parameters } as unknown as AuditEvent); // what a link reads of it
    const fragment = new URLSearchParams(new URL(made ?? '', 'http://desk').hash.slice(1));
    const given = pairsOf(fragment.get('given')).filter(([name]) => !name.startsWith('aws:'));
    return [pairsOf(fragment.get('context')), given];
  };
  expect(
    asked('CreateGrant', [
      ['GranteePrincipal', 'arn:aws:iam::000000000000:role/b'],
      ['Name', 'nightly'],
      ['Operations', 'Decrypt Encrypt'],
      ['EncryptionContextSubset tenant', 'acme'],
      ['EncryptionContextSubset a b', 'c'],
    ]),
  ).toEqual([
    [
      ['tenant', 'acme'],
      ['a b', 'c'],
    ],
    [
      ['kms:GranteePrincipal', 'arn:aws:iam::000000000000:role/b'],
      ['kms:GrantOperations', 'Decrypt'],
      ['kms:GrantOperations', 'Encrypt'],
      ['kms:GrantConstraintType', 'EncryptionContextSubset'],
    ],
  ]);
  expect(asked('CreateGrant', [['EncryptionContextEquals', 'none']])).toEqual([
    [],
    [['kms:GrantConstraintType', 'EncryptionContextEquals']],
  ]);
  expect(asked('ScheduleKeyDeletion', [['PendingWindowInDays', '7']])[1]).toEqual([
    ['kms:ScheduleKeyDeletionPendingWindowInDays', '7'],
  ]);
});

it('knows the action of an operation', () => {
  expect(['Decrypt', 'ReEncrypt', 'CreateService', 'RotateKey'].map(actionOfOperation)).toEqual([
    'kms:Decrypt',
    'kms:ReEncryptFrom',
    'keydesk:CreateService',
    null,
  ]);
});
