import * as z from 'zod';
import { toBase64, toHex } from '../../../domain/bytes.ts';
import {
  KEY_SPEC_NAMES,
  KEY_USAGES,
  specRow,
  type KeySpec,
  type KeyUsage,
} from '../../../domain/keys/key-specs.ts';
import { defaultKeyPolicy } from '../../../domain/policy/default-policy.ts';
import { put, versionId, type KeyEntity } from '../../../domain/state/entities.ts';
import { conditionValues } from '../../condition-values.ts';
import { ServiceError } from '../../errors.ts';
import { effect, operation } from '../../operation.ts';
import { uuid } from '../../ids.ts';
import { checkKeyPolicy } from '../policies/check-key-policy.ts';
import { savePolicy } from '../policies/save-policy.ts';
import { arnOfKey } from '../../resolve.ts';
import { policyText, tags } from '../../schema.ts';
import { checkTags, tagConditions, tagPairs } from './tags.ts';
import { keyMetadata, metadataOf } from './key-metadata.ts';

const input = z.object({
  Policy: policyText.optional(),
  Description: z.string().max(8192).optional(),
  KeyUsage: z.enum(KEY_USAGES).optional(),
  KeySpec: z.enum(KEY_SPEC_NAMES).optional(),
  CustomerMasterKeySpec: z.enum(KEY_SPEC_NAMES).optional(),
  Origin: z.enum(['AWS_KMS', 'EXTERNAL', 'AWS_CLOUDHSM', 'EXTERNAL_KEY_STORE']).optional(),
  Tags: tags.optional(),
  BypassPolicyLockoutSafetyCheck: z.boolean().optional(),
  MultiRegion: z.boolean().optional(),
  CustomKeyStoreId: z.string().min(1).max(64).optional(),
  XksKeyId: z.string().min(1).max(64).optional(),
});
type Input = z.output<typeof input>;

const specOf = (given: Input): KeySpec => given.KeySpec ?? given.CustomerMasterKeySpec ?? 'SYMMETRIC_DEFAULT';

function usageOf(given: Input): KeyUsage {
  const spec = specOf(given);
  const usage = given.KeyUsage ?? specRow(spec).defaultUsage;
  if (usage === undefined) {
    throw new ServiceError(
      'ValidationException',
      'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.',
    );
  }
  if (specRow(spec).algorithms[usage] === undefined) {
    throw new ServiceError('ValidationException', `KeyUsage ${usage} is not compatible with KeySpec ${spec}`);
  }
  return usage;
}

/** Why a key of another origin than this desk's HSM cannot be had. */
export const originRefusal = (origin: string): string =>
  `Origin ${origin} is not supported: keys are made in this desk's HSM (AWS_KMS).`;

function check(given: Input): void {
  if (given.KeySpec !== undefined && given.CustomerMasterKeySpec !== undefined) {
    throw new ServiceError(
      'ValidationException',
      'You cannot specify KeySpec and CustomerMasterKeySpec in the same request. CustomerMasterKeySpec is deprecated.',
    );
  }
  usageOf(given);
  if (given.CustomKeyStoreId !== undefined)
    throw new ServiceError('CustomKeyStoreNotFoundException', 'Custom key stores are not supported.');
  if (given.XksKeyId !== undefined)
    throw new ServiceError('UnsupportedOperationException', 'External key stores are not supported.');
  if (given.MultiRegion === true)
    throw new ServiceError('UnsupportedOperationException', 'Multi-Region keys are not supported.');
  if (given.Origin !== undefined && given.Origin !== 'AWS_KMS') {
    throw new ServiceError('UnsupportedOperationException', originRefusal(given.Origin));
  }
  checkTags(given.Tags ?? []);
}

const conditions = (given: Input) => ({
  'kms:keyspec': specOf(given),
  'kms:customermasterkeyspec': specOf(given),
  'kms:keyusage': given.KeyUsage ?? specRow(specOf(given)).defaultUsage,
  'kms:keyorigin': given.Origin ?? 'AWS_KMS',
  'kms:multiregion': 'false',
  'kms:bypasspolicylockoutsafetycheck': String(given.BypassPolicyLockoutSafetyCheck ?? false),
  ...tagConditions(given.Tags ?? []),
});

/** Makes a key and its first version inside the HSM. Not idempotent; nothing remains of a failed call. */
export const createKey = operation.onAccount({
  name: 'CreateKey',
  class: 'management',
  input,
  output: z.object({ KeyMetadata: keyMetadata }),
  errors: [
    'CustomKeyStoreNotFoundException',
    'KMSInternalException',
    'LimitExceededException',
    'MalformedPolicyDocumentException',
    'TagException',
    'UnsupportedOperationException',
  ],
  check,
  conditions,
  parameters: (given) => [
    ['KeySpec', specOf(given)],
    ['KeyUsage', given.KeyUsage ?? specRow(specOf(given)).defaultUsage ?? ''],
    ['Origin', given.Origin ?? 'AWS_KMS'],
    ['BypassPolicyLockoutSafetyCheck', String(given.BypassPolicyLockoutSafetyCheck ?? false)],
  ],
  permissions: ({ input: given }) => [
    { action: 'kms:CreateKey', key: null, resource: '*' },
    ...((given.Tags?.length ?? 0) > 0 ? [{ action: 'kms:TagResource', key: null, resource: '*' }] : []),
  ],
  plan: ({ state, desk, ports, call, input: given }) => {
    const id = uuid(desk.random);
    const spec = specOf(given);
    const support = ports.vault.supports(spec);
    if (!support.supported) throw new ServiceError('UnsupportedOperationException', support.reason);
    const key: KeyEntity = {
      id,
      spec,
      usage: usageOf(given),
      origin: 'AWS_KMS',
      state: 'Enabled',
      description: given.Description ?? '',
      createdAt: call.time,
      createdBy: call.principal.id,
      currentVersion: 1,
      tags: tagPairs(given.Tags ?? []),
      rotation: null,
      deletion: null,
      destroyedAt: null,
    };
    const policy = given.Policy ?? defaultKeyPolicy(desk.meta.accountId);
    if (given.Policy !== undefined) {
      const resource = arnOfKey(desk, id);
      checkKeyPolicy({
        state,
        desk,
        ports,
        call,
        text: policy,
        keyArn: resource,
        keyId: id,
        bypassLockout: given.BypassPolicyLockoutSafetyCheck === true,
        valuesFor: (principal) =>
          conditionValues(
            { call: { ...call, principal }, state, region: desk.meta.region, input: given, conditions },
            { action: 'kms:PutKeyPolicy', key, resource },
          ),
      });
    }
    return effect(
      ({ vault }) => vault.generateKey(spec),
      (material, now) => {
        const materialId = toHex(desk.random.bytes(32));
        return {
          output: { KeyMetadata: metadataOf(desk, now, key, materialId) },
          changes: [
            put('key', id, key),
            put('keyVersion', versionId(id, 1), {
              keyId: id,
              number: 1,
              createdAt: call.time,
              rotation: null,
              materialId,
              residency: material.residency,
              material: toBase64(material.bytes),
              publicKey: material.publicKey === undefined ? null : toBase64(material.publicKey),
            }),
            ...savePolicy({ state: now, call, keyId: id, text: policy, reason: null }),
          ],
          event: { key: id, keyVersion: 1 },
        };
      },
    );
  },
});
