import * as z from 'zod';
import type { KeyPolicyEntity } from '../../../domain/state/entities.ts';
import type { State } from '../../../domain/state/state.ts';
import { ServiceError } from '../../errors.ts';
import { operation } from '../../operation.ts';
import { decodeMarker, encodeMarker } from '../../paging.ts';
import { arnOfKey, resolveKey } from '../../resolve.ts';
import { keyId, limit, marker, timestamp } from '../../schema.ts';

/** A version's text may have 32 KiB. */
const MOST = 100;
const DEFAULT = 20;

const version = z.object({
  /** What PutKeyPolicy takes as IfPolicyVersion. */
  PolicyVersion: z.int(),
  Policy: z.string(),
  /** Absent: it was saved before the desk kept that. */
  SavedAt: timestamp.optional(),
  /** ARN, of somebody who may be gone by now. */
  SavedBy: z.string().optional(),
  Reason: z.string().optional(),
  /** In force. */
  Current: z.boolean(),
});

const versionOf = (number: number, body: KeyPolicyEntity, current: boolean): z.output<typeof version> => ({
  PolicyVersion: number,
  Policy: body.text,
  ...(body.savedAt === undefined ? {} : { SavedAt: new Date(body.savedAt) }),
  ...(body.savedBy === undefined ? {} : { SavedBy: body.savedBy }),
  ...(body.reason === undefined || body.reason === null ? {} : { Reason: body.reason }),
  Current: current,
});

/** Numbers of the versions that are kept, newest first, below `before`. Those of before the desk kept them are not. */
function* keptBelow(state: State, key: string, before: number): Generator<number> {
  for (let number = before - 1; number > 0; number--)
    if (state.policyVersion(key, number) !== undefined) yield number;
}

/** Every version of a key's policy that was saved, the one in force first. */
export const listKeyPolicyVersions = operation.onKey({
  name: 'ListKeyPolicyVersions',
  class: 'read',
  input: z.object({ KeyId: keyId, Limit: limit.optional(), Marker: marker.optional() }),
  output: z.object({
    Versions: z.array(version),
    Truncated: z.boolean(),
    NextMarker: z.string().optional(),
  }),
  errors: ['InvalidArnException', 'InvalidMarkerException', 'KMSInternalException', 'NotFoundException'],
  resolve: (context) => resolveKey({ ...context, action: 'kms:GetKeyPolicy' }, context.input.KeyId, 'any'),
  actions: ['kms:GetKeyPolicy'],
  permissions: ({ desk, key }) => [{ action: 'kms:GetKeyPolicy', key, resource: arnOfKey(desk, key.id) }],
  plan: ({ state, key, input }) => {
    const current = state.policy(key.id);
    if (current === undefined) throw new ServiceError('NotFoundException', 'No such policy exists');
    const asked = `ListKeyPolicyVersions ${key.id}`;
    const most = Math.min(input.Limit ?? DEFAULT, MOST);
    const before = input.Marker === undefined ? null : Number(decodeMarker(asked, input.Marker));
    const versions = before === null ? [versionOf(current.version, current.body, true)] : [];
    let truncated = false;
    for (const number of keptBelow(state, key.id, before ?? current.version)) {
      truncated = versions.length === most;
      if (truncated) break;
      const body = state.policyVersion(key.id, number)!; // as listed
      versions.push(versionOf(number, body, false));
    }
    const last = versions.at(-1);
    return {
      output: {
        Versions: versions,
        Truncated: truncated,
        ...(truncated && last !== undefined
          ? { NextMarker: encodeMarker(asked, String(last.PolicyVersion)) }
          : {}),
      },
    };
  },
});
