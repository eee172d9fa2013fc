import { expect, it } from 'vitest';
import { actionOfOperation, pairsOf, pairsText, simulatorOfWitness } from './simulator-link.ts';

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

it('knows the action of an operation', () => {
  expect(['Decrypt', 'ReEncrypt', 'CreateService', 'RotateKey'].map(actionOfOperation)).toEqual([
    'kms:Decrypt',
    'kms:ReEncryptFrom',
    'keydesk:CreateService',
    null,
  ]);
});
